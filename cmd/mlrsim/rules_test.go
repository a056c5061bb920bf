package main

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The rules of the project that a compiler does not hold. Each message says what to
// write instead.

const (
	module  = "github.com/mlrsim/mlrsim/"
	scripts = "model/script"
)

// layers says, for each room of the house and what is in it, which of our rooms and
// which libraries it may import. Docs/architecture.md draws them.
var layers = []struct {
	room      string
	rooms     []string
	libraries []string
	instead   string
}{
	{"internal/diagnostic", nil, nil, "how an error is told knows nothing of what it is about"},
	{"sim", nil, nil, "the core knows the standard library only"},
	{"network", []string{"sim"}, nil, "a network is generic in its messages: let the model hand in what it needs"},
	{"model", []string{"network", "sim", "internal"}, nil, "the database knows nothing of who looks on: tell it to a model.Observer"},
	{scripts, []string{"model/strategy", "model/value", "internal"}, []string{"go.starlark.net"}, "a script is asked like any strategy: Starlark stays behind this one package"},
	{"results", []string{"sim", "internal"}, nil, "what a run leaves behind is plain data: let analysis fill it in"},
	{"scenarios", []string{"model", "network", "sim", "internal"}, []string{"github.com/invopop/jsonschema"}, "scenarios says what to run, and cmd joins it with what is said about it"},
	{"scenarios/internal/document", nil, []string{"go.yaml.in/yaml/v4"}, "YAML stays behind this one package"},
	{"analysis", []string{"results", "model", "network", "sim", "internal"}, nil, "analysis works on any run: let cmd hand in what the scenario says"},
	{"analysis/plot", []string{"results", "sim"}, []string{"gonum.org/v1/plot", "codeberg.org/go-fonts", "golang.org/x/image", "golang.org/x/exp/constraints"}, "a figure is drawn from a results.Run"},
	{"analysis/report", []string{"analysis/plot", "results", "sim", "internal"}, nil, "a report is made of a results.Run and its figures"},
	{"analysis/check", nil, nil, "a history is what clients saw: let the caller make it of a run"},
	{"analysis/statistics", []string{"sim"}, []string{"gonum.org/v1/gonum/stat"}, "statistics are of numbers: let the caller measure them"},
	{"cmd", []string{"scenarios", "analysis", "results", "model", "network", "sim"}, []string{"github.com/spf13", "golang.org/x/term"}, "flags and terminals are cmd's business, all else has a room of its own"},
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir, Doc, Export string
	GoFiles, Imports             []string
	Standard                     bool
}

func (p *listed) room() string { return strings.TrimPrefix(p.ImportPath, module) }

// goList describes the project's packages, or what they are made of too.
func goList(t *testing.T, arguments ...string) []listed {
	t.Helper()
	command := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Doc,Export,GoFiles,Imports,Standard"}, arguments...)...)
	command.Dir = "../.."
	out, err := command.Output()
	require.NoError(t, err)
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p listed
		require.NoError(t, decoder.Decode(&p))
		all = append(all, p)
	}
	return all
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range goList(t, "./...") {
		for _, imported := range p.Imports {
			if message := misplaced(p.room(), imported); message != "" {
				t.Errorf("%s imports %s: %s", p.room(), imported, message)
			}
		}
	}
}

// misplaced says what is wrong with an import, "" if nothing is.
func misplaced(room, imported string) string {
	layer, at := layers[0], -1
	for i, l := range layers {
		if within(room, l.room) && (at < 0 || len(l.room) > len(layer.room)) {
			layer, at = l, i
		}
	}
	switch {
	case at < 0:
		return "this room is in no layer: give it one, here and in docs/architecture.md"
	case !strings.Contains(strings.Split(imported, "/")[0], "."):
		return ""
	case imported == module+scripts && within(room, "model"):
		return "the bare engine does without Starlark: hand a strategy.Rule in"
	case strings.HasPrefix(imported, module):
		below := strings.TrimPrefix(imported, module)
		top := strings.Split(layer.room, "/")[0]
		if within(below, layer.room) || layer.room == top && within(below, top) || anyWithin(below, layer.rooms) {
			return ""
		}
		if strings.HasPrefix(below, "scenarios/internal/") || below == "scenarios/quantity" {
			return ""
		}
	case anyWithin(imported, layer.libraries):
		return ""
	}
	return layer.instead
}

func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func anyWithin(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return within(path, folder) })
}

func TestImportRulesCanFail(t *testing.T) {
	for _, c := range [][2]string{
		{"sim", module + "network"}, {"sim", "golang.org/x/exp"}, {"network", module + "model"},
		{"model/strategy", module + "analysis/oracle"}, {"results", module + "analysis"},
		{"scenarios", module + "analysis"}, {"analysis", module + "scenarios"},
		{"model", module + scripts}, {"model", "go.starlark.net/starlark"}, {"model", "go.yaml.in/yaml/v4"}, {"scenarios", "go.yaml.in/yaml/v4"},
		{"analysis/plot", module + "model"}, {"attic", "fmt"},
	} {
		assert.NotEmpty(t, misplaced(c[0], c[1]), "%s imports %s", c[0], c[1])
	}
}

func TestEveryPackageOpensWithATour(t *testing.T) {
	for _, p := range goList(t, "./...") {
		assert.NotEmpty(t, p.Doc, "%s has no package comment: say what it is for, the type to start from, the promise it keeps", p.room())
	}
}

func TestFunctionsFitOnAScreen(t *testing.T) {
	const screen = 70
	for _, p := range goList(t, "./...") {
		files, set := parsed(t, &p)
		for _, file := range files {
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if ok && linesOf(set, f) > screen {
					t.Errorf("%s: %s has %d lines: let its parts have names", set.Position(f.Pos()), f.Name.Name, linesOf(set, f))
				}
			}
		}
	}
}

func linesOf(set *token.FileSet, n ast.Node) int {
	return set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1
}
