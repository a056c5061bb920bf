package scenarios

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

//go:embed library
var library embed.FS

// Entry is a scenario of the built-in library.
type Entry struct {
	Name        string
	Description string
	Tags        []string
}

// Library lists the built-in scenarios by name.
func Library() []Entry {
	var list []Entry
	for _, name := range builtinNames() {
		s, err := Builtin(name)
		if err != nil {
			panic("scenarios: built-in scenario " + name + ": " + err.Error())
		}
		list = append(list, Entry{s.Name, s.Description, s.Tags})
	}
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func builtinNames() []string { return namesIn(library, libraryFolder) }

// libraryFolder is where the scenarios of the library stand.
const libraryFolder = "library"

// namesIn lists the scenarios in a folder of built-in files.
func namesIn(files embed.FS, folder string) []string {
	paths, err := fs.Glob(files, folder+"/*.yaml")
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	var names []string
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(path, folder+"/"), ".yaml"))
	}
	return names
}

// Builtin returns a scenario of the library, or of the validation suite, as its file
// stands.
func Builtin(name string) (*Scenario, error) { return loadBuiltin(name, Options{}) }

// Source returns the text of a built-in scenario, comments and all; false if there
// is none of that name.
func Source(name string) ([]byte, bool) {
	files, folder, file := place(name)
	text, err := files.ReadFile(folder + "/" + file + ".yaml")
	return text, err == nil
}

// place is where a built-in scenario stands, and what its file is called there.
func place(name string) (files embed.FS, folder, file string) {
	if row, ok := strings.CutPrefix(name, validationPrefix); ok {
		return validation, validationFolder, row
	}
	return library, libraryFolder, name
}

func loadBuiltin(name string, opts Options) (*Scenario, error) {
	text, ok := Source(name)
	if !ok {
		return nil, notThere(name)
	}
	all, folder, _ := place(name)
	files, err := fs.Sub(all, folder)
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	return parse(&document.Source{Name: name + ".yaml", Text: string(text)}, opts, attachments{files: files})
}
