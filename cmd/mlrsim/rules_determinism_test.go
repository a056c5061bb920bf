package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deterministic are the rooms in which a run must be a function of its scenario, to
// the bit, on every machine.
var deterministic = []string{"sim", "network", "model", "analysis/oracle"}

// judge is the brute-force oracle that tests hold the other to. It is no part of a
// run, and as plain as can be.
const judge = "analysis/oracle/bruteforce"

// unrepeatable are packages that have no place there.
var unrepeatable = map[string]string{
	"math/rand":    "draw from a sim.Stream that is keyed by what the draw belongs to",
	"math/rand/v2": "draw from a sim.Stream that is keyed by what the draw belongs to",
	"crypto/rand":  "draw from a sim.Stream that is keyed by what the draw belongs to",
	"hash/maphash": "mix words as sim.Fingerprint does; maphash is seeded by chance",
	"os":           "take an io.Reader or io.Writer; cmd and scenarios open files",
	"runtime":      "measure the machine in analysis",
}

// caught is the one file that may ask the runtime: where a rule under test has panicked.
// It is no part of a run.
const caught = "model/strategy/strategytest/caught.go"

// clocks are what package time has beside the arithmetic of durations.
var clocks = map[string]bool{
	"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "AfterFunc": true,
	"Tick": true, "NewTicker": true, "NewTimer": true, "Local": true, "LoadLocation": true,
}

// exact are the functions of package math that give the same bits everywhere.
var exact = map[string]bool{
	"Sqrt": true, "Floor": true, "Ceil": true, "Trunc": true, "Round": true, "RoundToEven": true, "Abs": true,
	"Copysign": true, "Signbit": true, "Ldexp": true, "Frexp": true, "Modf": true, "Max": true, "Min": true,
	"Inf": true, "NaN": true, "IsInf": true, "IsNaN": true, "Nextafter": true,
	"Float64bits": true, "Float64frombits": true, "Float32bits": true, "Float32frombits": true,
}

func TestTheCoreIsDeterministic(t *testing.T) {
	exports := map[string]string{}
	var rooms []listed
	for _, p := range goList(t, "-export", "-deps", "./...") {
		exports[p.ImportPath] = p.Export
		if anyWithin(p.room(), deterministic) && !within(p.room(), judge) {
			rooms = append(rooms, p)
		}
	}
	require.NotEmpty(t, rooms)
	for _, p := range rooms {
		files, set := parsed(t, &p)
		for _, problem := range lawless(t, set, files, exports) {
			t.Error(problem)
		}
	}
}

// parsed are the files of a package that are no tests.
func parsed(t *testing.T, p *listed) ([]*ast.File, *token.FileSet) {
	t.Helper()
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	return files, set
}

// inspector collects what in a package could make two runs differ.
type inspector struct {
	set      *token.FileSet
	info     *types.Info
	problems []string
}

// lawless checks a package's types with the compiler's exports of what it imports,
// and lists what breaks the rules.
func lawless(t *testing.T, set *token.FileSet, files []*ast.File, exports map[string]string) []string {
	t.Helper()
	in := inspector{set: set, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{},
	}}
	config := types.Config{Importer: importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})}
	_, err := config.Check(files[0].Name.Name, set, files, in.info)
	require.NoError(t, err)
	for _, file := range files {
		in.imports(file)
		ast.PreorderStack(file, nil, func(n ast.Node, above []ast.Node) bool {
			in.look(n, above)
			return true
		})
	}
	return in.problems
}

func (in *inspector) report(n ast.Node, format string, arguments ...any) {
	in.problems = append(in.problems, fmt.Sprintf("%s: ", in.set.Position(n.Pos()))+fmt.Sprintf(format, arguments...))
}

func (in *inspector) imports(file *ast.File) {
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		if path == "runtime" && strings.HasSuffix(filepath.ToSlash(in.set.Position(file.Pos()).Filename), caught) {
			continue
		}
		if instead, ok := unrepeatable[path]; ok {
			in.report(spec, "%s: %s", path, instead)
		}
	}
}

func (in *inspector) look(n ast.Node, above []ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		in.report(n, "a goroutine: the core is one thread; run scenarios side by side in cmd")
	case *ast.SelectStmt:
		in.report(n, "select chooses by chance: the core is one thread")
	case *ast.RangeStmt:
		if _, ok := in.info.TypeOf(n.X).Underlying().(*types.Map); ok {
			in.report(n, "a map is walked in another order each time: keep a slice beside it, or walk sorted keys")
		}
	case *ast.SelectorExpr:
		in.function(n)
	case *ast.BinaryExpr:
		if n.Op == token.MUL && in.isFloat(n) && !in.isShift(n) && in.mayFuse(above) {
			in.report(n, "a product that is added to something is fused on some machines: write float64(x*y)")
		}
	}
}

// function checks a name of another package.
func (in *inspector) function(n *ast.SelectorExpr) {
	f, ok := in.info.Uses[n.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Signature().Recv() != nil {
		return
	}
	switch path := f.Pkg().Path(); {
	case path == "time" && clocks[f.Name()]:
		in.report(n, "time.%s reads the machine's clock: simulated time is sim.Time, from the queue", f.Name())
	case path == "math" && !exact[f.Name()]:
		in.report(n, "math.%s differs between machines: use package sim's own (portable.go), or a table built with it", f.Name())
	case path == "maps" && (f.Name() == "Keys" || f.Name() == "Values" || f.Name() == "All"):
		in.report(n, "maps.%s walks a map, in another order each time: keep a slice beside it", f.Name())
	}
}

// isFloat tells whether an expression is of floating point and not a constant.
func (in *inspector) isFloat(e ast.Expr) bool {
	tv := in.info.Types[e]
	basic, ok := tv.Type.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsFloat != 0 && tv.Value == nil
}

// isShift tells whether a factor is a constant power of two: such a product is exact,
// fused or not.
func (in *inspector) isShift(n *ast.BinaryExpr) bool {
	for _, factor := range []ast.Expr{n.X, n.Y} {
		if value := in.info.Types[factor].Value; value != nil {
			f, _ := constant.Float64Val(constant.ToFloat(value))
			if mantissa, _ := math.Frexp(f); math.Abs(mantissa) == .5 {
				return true
			}
		}
	}
	return false
}

// mayFuse tells whether a product may become part of a sum: it is a term of one, or
// is put where a later sum could find it. Conversions, calls, comparisons, and
// further products keep it apart.
func (in *inspector) mayFuse(above []ast.Node) bool {
	for i := len(above) - 1; i >= 0; i-- {
		switch up := above[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.UnaryExpr:
			continue
		case *ast.BinaryExpr:
			return up.Op == token.ADD || up.Op == token.SUB
		case *ast.CallExpr:
			return false
		default:
			return true
		}
	}
	return true
}

func TestDeterminismRulesCanFail(t *testing.T) {
	exports := map[string]string{}
	for _, p := range goList(t, "-export", "-deps", "math", "maps", "time", "math/rand/v2") {
		exports[p.ImportPath] = p.Export
	}
	for body, message := range map[string]string{
		`go f()`:                              "goroutine",
		`select {}`:                           "select",
		`for k := range m { _ = k }`:          "another order",
		`_ = maps.Keys(m)`:                    "another order",
		`_ = time.Now()`:                      "simulated time",
		`_ = math.Log(x)`:                     "differs between machines",
		`_ = rand.Int()`:                      "sim.Stream",
		`x = x*x + 1`:                         "float64(x*y)",
		`x += x * x`:                          "float64(x*y)",
		`y := x * x; x += y`:                  "float64(x*y)",
		`x = float64(x*x) + math.Sqrt(x*x)/2`: "",
		`x = x*.5 + 1; x = x*math.Pi/3 + 1`:   "",
	} {
		source := "package p\nimport (\"maps\"; \"math\"; \"math/rand/v2\"; \"time\")\n" +
			"var _, _, _, _ = maps.Clone[map[int]int], math.Pi, rand.IntN, time.Second\n" +
			"func f() { x, m := 1.5, map[int]int{}; _, _ = x, m\n" + body + "\n}"
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, "p.go", source, parser.SkipObjectResolution)
		require.NoError(t, err)
		found := strings.Join(lawless(t, set, []*ast.File{file}, exports), "\n")
		if !strings.Contains(body, "rand.") {
			found = strings.ReplaceAll(found, unrepeatable["math/rand/v2"], "")
		}
		if message == "" {
			assert.NotContains(t, found, "write", body)
			continue
		}
		assert.Contains(t, found, message, body)
	}
}
