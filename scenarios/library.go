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

func builtinNames() []string {
	paths, err := fs.Glob(library, "library/*.yaml")
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	var names []string
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(path, "library/"), ".yaml"))
	}
	return names
}

// Builtin returns a scenario of the library as its file stands.
func Builtin(name string) (*Scenario, error) { return loadBuiltin(name, Options{}) }

// Source returns the text of a built-in scenario, comments and all; false if there
// is none of that name.
func Source(name string) ([]byte, bool) {
	text, err := library.ReadFile("library/" + name + ".yaml")
	return text, err == nil
}

func loadBuiltin(name string, opts Options) (*Scenario, error) {
	text, ok := Source(name)
	if !ok {
		return nil, notThere(name)
	}
	files, err := fs.Sub(library, "library")
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	return parse(&document.Source{Name: name + ".yaml", Text: string(text)}, opts, attachments{files: files})
}
