package script

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/value"
)

func TestAScriptThatCannotBeUsedIsRefusedInPlace(t *testing.T) {
	for text, message := range map[string]string{
		"def merge(local, incoming, base)\n  return 1":                    "1:33: got newline, want ':'",
		"def merge(local, incoming):\n\treturn incomming.value + unknown": "2:9: undefined: incomming (did you mean incoming?)",
		"":          "1:1: the script has no function merge",
		"merge = 3": "1:1: the script has no function merge",
		"x = 1\ndef merge(local):\n  return KEEP":       "2:1: merge has the wrong parameters",
		"def merge(local, incoming, *others): return 1": "1:1: merge has the wrong parameters",
		"def merge(a, b, c, d): return KEEP":            "1:1: merge has the wrong parameters",
		"x = 1 // 0\ndef merge(a, b): return KEEP":      "1:7: floored division by zero",
		"load('other.star', 'merge')":                   "1:1: cannot load other.star: a script stands alone",
		"while True:\n  pass":                           "1:1: this Starlark dialect does not support while loops",
	} {
		_, err := Load("merge.star", []byte(text))
		require.Error(t, err, text)
		require.IsType(t, Errors{}, err)
		assert.Contains(t, err.Error(), message, text)
	}
}

func TestAllUnknownNamesAreToldAtOnce(t *testing.T) {
	_, err := Load("merge.star", []byte("def merge(local, incoming):\n\treturn foo + bar\n"))
	assert.EqualError(t, err, `merge.star:2:9: undefined: foo
  2 |  return foo + bar
    |         ^
merge.star:2:15: undefined: bar
  2 |  return foo + bar
    |               ^`)
}

func TestAFailureNamesItsLineAndWhoCalled(t *testing.T) {
	s := source(t, `def half(n):
  if n % 2:
    fail("odd\nnumber")
  return n // 2

def merge(local, incoming):
  return half(local.value)
`)
	assert.Equal(t, `merge.star:3:9: fail: odd number, called by merge in line 7
  3 |     fail("odd\nnumber")
    |         ^`, stops(t, s, numbers(3, 4, 0)))
}

func TestAnAttributeThatThereIsNotHasANearOne(t *testing.T) {
	s := load(t, "return local.valeu")
	assert.Contains(t, stops(t, s, numbers(1, 2, 0)), "merge.star:2:15: version has no .valeu field or method (did you mean .value?)")
	s = load(t, "return local.type")
	assert.Contains(t, stops(t, s, numbers(1, 2, 0)), "version has no .type field or method\n")
}

func TestWhatNoRowCanHoldIsRefused(t *testing.T) {
	for result, message := range map[string]string{
		"1.5":              "the float 1.5 (// divides ints)",
		"[True]":           "the bool True (1 and 0 will do)",
		"1 << 63":          "an int of more than 64 bits",
		"{1: 2}":           "a dict with the key 1, which is no string",
		`{"a": merge}`:     "a function",
		"[[0.5]]":          "the float 0.5",
		"(KEEP,)":          "a decision",
		"[local]":          "a version",
		"local":            "merge returned a whole version, of leader 1",
		"[0] * 100000":     "a value of more than 100000 parts",
		`set(["a", b"b"])`: "a bytes",
	} {
		text := stops(t, load(t, "return "+result), numbers(1, 2, 0))
		assert.Contains(t, text, "merge.star:1:1: ", "the place is that of merge")
		assert.Contains(t, text, message)
	}
}

func TestAValueInItselfIsRefused(t *testing.T) {
	s := load(t, "x = []", "x.append(x)", "return x")
	assert.Contains(t, stops(t, s, numbers(1, 2, 0)), "a value nested more than 100 deep")
}

// opaque is a value that is no business of scripts.
type opaque struct{}

func (opaque) Append(b []byte) []byte { return append(b, 'o') }
func (opaque) String() string         { return "opaque" }

func TestAValueThatScriptsDoNotKnowStops(t *testing.T) {
	s := load(t, "return local.value")
	for _, held := range []value.Value{opaque{}, value.List{opaque{}}, value.SetOf(opaque{}), value.Map{}.With("a", opaque{})} {
		assert.Contains(t, stops(t, s, meeting(held, value.Int(1), nil)), "a script cannot be shown a script.opaque")
	}
	assert.Contains(t, stops(t, s, meeting(value.Int(1), value.Int(2), opaque{})), "merge.star:1:1: a script cannot be shown")
	assert.Contains(t, stops(t, s, meeting(value.SetOf(value.Map{}), value.Int(1), nil)), "unhashable type: dict")
}

func TestAScriptIsNotEndless(t *testing.T) {
	_, err := Load("merge.star", make([]byte, MaxSize+1))
	assert.ErrorContains(t, err, "merge.star:1:1: a script has at most 64 KiB")
	_, err = Load("merge.star", []byte("x = [i for i in range(1000000)]"))
	assert.ErrorContains(t, err, fmt.Sprintf("more than %d steps", DefaultSteps))
}
