package scenarios

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// MaxSize is the largest scenario file, in bytes.
const MaxSize = 16 << 20

// maxReported is how many problems of one scenario are told.
const maxReported = 1000

// Load reads a scenario file; a bare name that is no file means a scenario of the
// library, one of validation/ a scenario of the validation suite. Errors in the file are Errors; that there is no such file, or that it
// cannot be read, is another error.
func Load(path string, opts Options) (*Scenario, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && (isName(path) || isRow(path)) {
		return loadBuiltin(path, opts)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	defer file.Close()
	text, err := readAll(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	opts.Dir = filepath.Dir(path)
	s, err := parse(&document.Source{Name: path, Text: text}, opts, attachments{dir: opts.Dir})
	if err != nil {
		return nil, err
	}
	s.Path = path
	return s, nil
}

// Read reads a scenario from a stream. The name stands in errors.
func Read(r io.Reader, name string, opts Options) (*Scenario, error) {
	text, err := readAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	return parse(&document.Source{Name: name, Text: text}, opts, attachments{dir: opts.Dir})
}

// reason takes the path out of an error, which names it already.
func reason(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

func readAll(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err == nil && len(text) > MaxSize {
		err = fmt.Errorf("a scenario is at most %s", quantity.Size(MaxSize))
	}
	return string(text), err
}

// parse goes the whole way from text to a checked Scenario.
func parse(source *document.Source, opts Options, files attachments) (*Scenario, error) {
	e := &experiment{sources: []*document.Source{source}, seed: opts.Seed, files: files}
	for _, text := range opts.Set {
		e.sources = append(e.sources, &document.Source{Name: setName, Text: text})
	}
	root, problems := e.tree()
	if root == nil {
		return nil, inOrder(problems, source)
	}
	if root.Kind != document.Map {
		problems = append(problems, document.Problem{
			Position: root.Position, Message: root.Kind.String() + " where the keys of a scenario are needed",
			Suggestion: "the shortest scenario has name, duration, leaders and network",
		})
		return nil, inOrder(problems, source)
	}
	s, problems := e.scenario(root, problems, opts.CheckExpect)
	if len(problems) == 0 {
		s.Contrasts, problems = e.contrasts(s, root)
	}
	if len(problems) > 0 {
		return nil, inOrder(problems, e.sources...)
	}
	return s, nil
}

// experiment is the text of a scenario and what is set over it.
type experiment struct {
	sources []*document.Source // the text, and each override
	seed    *uint64            // instead of the text's
	files   attachments
}

// tree parses the text, and puts the overrides into it.
func (e *experiment) tree() (*document.Node, []document.Problem) {
	root, problems := document.Parse(e.sources[0])
	if root == nil || root.Kind != document.Map {
		return root, problems
	}
	for _, override := range e.sources[1:] {
		problems = append(problems, document.Set(root, override, known)...)
	}
	return root, problems
}

// scenario decodes a tree in which there are problems already, and builds it.
func (e *experiment) scenario(root *document.Node, problems []document.Problem, check func(string) error) (*Scenario, []document.Problem) {
	f := defaults()
	d := decoder{problems: problems}
	d.preset(&f, root)
	d.structure(root, reflect.ValueOf(&f).Elem())
	if e.seed != nil {
		f.Seed = *e.seed
	}
	return build(&f, root, e.files, d.problems, check)
}

func build(f *file, root *document.Node, files attachments, problems []document.Problem, check func(string) error) (*Scenario, []document.Problem) {
	if len(problems) > maxReported {
		return nil, problems
	}
	f.complete(root)
	b := newBuilder(f, root, files, problems)
	b.sortScript()
	s := &Scenario{
		Config: b.config(), Name: f.Name, Description: f.Description, Tags: f.Tags,
		Expect: b.expect(root.Get("expect"), check), file: f,
	}
	s.readings = b.readings
	if p, ok := LookupPreset(string(f.Conflicts.Preset)); ok {
		s.Preset, s.Departures = &p, f.departures(&p)
	}
	if f.Sweep != nil {
		s.Sweep = &Sweep{Seeds: max(1, f.Sweep.Seeds), Over: f.Sweep.Over}
	}
	return s, b.problems
}

// sortScript puts the steps in order of time, and remembers where they stood.
func (b *builder) sortScript() {
	given := slices.Clone(b.file.Script)
	b.steps = make([]int, len(given))
	for i := range b.steps {
		b.steps[i] = i
	}
	slices.SortStableFunc(b.steps, func(i, j int) int {
		switch a, b := given[i].At, given[j].At; {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	for to, from := range b.steps {
		b.file.Script[to] = given[from]
	}
}

// expect asks the hook about each expectation.
func (b *builder) expect(list *document.Node, check func(string) error) []Expectation {
	var all []Expectation
	for i, text := range b.file.Expect {
		node := list.Items[i]
		e := Expectation{Text: text, Line: node.Line, Column: node.Column}
		if node.Source.Name == setName {
			e.Line, e.Column = 0, 0
		}
		all = append(all, e)
		if check == nil || !b.ok(indexed("expect", i)) {
			continue
		}
		if err := check(text); err != nil {
			b.expectation(node, err)
		}
	}
	return all
}

const setName = "--set"

func (b *builder) expectation(node *document.Node, err error) {
	problem := document.Problem{Position: node.Position, Path: node.Path(), Message: err.Error()}
	if at := (interface{ Offset() int })(nil); errors.As(err, &at) {
		problem.Column += node.Shift(at.Offset())
	}
	if right := (interface{ Suggestion() string })(nil); errors.As(err, &right) {
		problem.Suggestion = right.Suggestion()
	}
	b.problems = append(b.problems, problem)
}

// Effective prints the whole scenario as YAML, in the order of the contract, with
// all defaults filled in and quantities in canonical form. Reading it back, from
// the same directory, gives the same Config and prints the same text.
func (s *Scenario) Effective() []byte {
	return document.Write(encodeFile(s.file))
}

// notThere says that a name is neither a file nor a scenario of the library.
func notThere(name string) error {
	known, all := builtinNames(), "`mlrsim scenarios` lists those that there are"
	if isRow(name) {
		known = Validation()
		all = "built in are " + strings.Join(known, ", ")
	}
	text := fmt.Sprintf("there is no file %s, and no built-in scenario of that name", name)
	if best, ok := nearest.Name(name, known); ok {
		return fmt.Errorf("%s; did you mean %s?", text, best)
	}
	return fmt.Errorf("%s; %s", text, all)
}
