package script

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// load makes a script of the lines of merge's body.
func load(t testing.TB, body ...string) *Script {
	t.Helper()
	return source(t, "def merge(local, incoming, base):\n  "+strings.Join(body, "\n  "))
}

func source(t testing.TB, text string) *Script {
	t.Helper()
	s, err := Load("merge.star", []byte(text))
	require.NoError(t, err)
	return s
}

// meeting is of an earlier local and a later incoming version.
func meeting(local, incoming, base value.Value) *strategy.Meeting {
	return &strategy.Meeting{
		Local:      strategy.Version{ID: 1, Stamp: strategy.Stamp{L: 100, Origin: 0}, Priority: 3, Delete: local == nil},
		Incoming:   strategy.Version{ID: 2, Stamp: strategy.Stamp{L: 200, C: 7, Origin: 1}, Priority: -3, Delete: incoming == nil},
		LocalValue: local, IncomingValue: incoming, BaseValue: base,
	}
}

func numbers(local, incoming, base int64) *strategy.Meeting {
	return meeting(value.Int(local), value.Int(incoming), value.Int(base))
}

// stops asks a script that is to fail, and returns what it says.
func stops(t *testing.T, s *Script, m *strategy.Meeting) string {
	t.Helper()
	require.Equal(t, strategy.Stop, s.Resolve(m))
	var wrong *Error
	require.ErrorAs(t, m.Err(), &wrong)
	require.True(t, strings.HasPrefix(wrong.Error(), m.Err().Error()), "in one line, the same")
	require.NotContains(t, m.Err().Error(), "\n")
	return wrong.Error()
}

func TestAValueOfOneSideKeepsThatSide(t *testing.T) {
	larger := load(t, "return max(local.value, incoming.value)")
	assert.Equal(t, strategy.Keep, larger.Resolve(numbers(9, 5, 0)))
	assert.Equal(t, strategy.Take, larger.Resolve(numbers(5, 9, 0)))
}

func TestAnotherValueIsMerged(t *testing.T) {
	additive := load(t, "return local.value + incoming.value - base")
	m := numbers(12, 15, 10)
	require.Equal(t, strategy.Merged, additive.Resolve(m))
	assert.Equal(t, value.Int(17), m.Made())
}

// Where both sides hold the same, all leaders must keep the same version of it.
func TestOfEqualValuesTheLaterVersionStays(t *testing.T) {
	for _, body := range []string{"return local.value", "return incoming.value"} {
		s := load(t, body)
		for _, v := range []value.Value{value.Int(4), nil} {
			m := meeting(v, v, nil)
			assert.Equal(t, strategy.Take, s.Resolve(m))
			m.Local, m.Incoming = m.Incoming, m.Local
			assert.Equal(t, strategy.Keep, s.Resolve(m))
			m.Local.Stamp = m.Incoming.Stamp
			assert.Equal(t, strategy.Keep, s.Resolve(m), "of one instant the larger identity is later")
		}
	}
}

func TestAScriptNamesItsDecision(t *testing.T) {
	for word, decision := range map[string]strategy.Decision{"KEEP": strategy.Keep, "TAKE": strategy.Take, "BOTH": strategy.Both} {
		assert.Equal(t, decision, load(t, "return "+word).Resolve(numbers(1, 2, 0)))
	}
}

func TestBaseMayBeLeftOut(t *testing.T) {
	s := source(t, "merge = lambda local, incoming: incoming.value")
	assert.Equal(t, strategy.Take, s.Resolve(numbers(1, 2, 0)))
}

func TestAScriptSeesBothVersions(t *testing.T) {
	s := load(t,
		`def all(v): return (v.value, v.timestamp, v.logical, v.origin, v.priority, v.deleted)`,
		`return "%s %s %s %s" % (all(local), all(incoming), incoming.type, base)`)
	m := meeting(nil, value.Text("b"), value.Int(3))
	m.Type = strategy.UpdateDelete
	require.Equal(t, strategy.Merged, s.Resolve(m))
	assert.Equal(t, value.Text(`(None, 100, 0, 1, 3, True) ("b", 200, 7, 2, -3, False) update-delete 3`), m.Made())
}

func TestADeleteThatBothWantIsNoError(t *testing.T) {
	s := load(t, "return None")
	assert.Equal(t, strategy.Take, s.Resolve(meeting(value.Int(1), nil, nil)))
	assert.Equal(t, strategy.Keep, s.Resolve(meeting(nil, value.Int(1), nil)))
	assert.Contains(t, stops(t, s, numbers(1, 2, 0)), "merge returned None, and neither side is deleted")
}

func TestValuesComeBackAsTheyWere(t *testing.T) {
	tags := value.SetOf(value.Int(1), value.Text("a"), value.List{value.Int(2), value.Text("b")})
	row := value.Map{}.With("stock", value.Int(math.MinInt64)).With("tags", tags).With("log", value.List{value.Text(""), nil})
	s := load(t, "return [local.value, incoming.value]")
	m := meeting(row, value.Int(math.MaxInt64), nil)
	require.Equal(t, strategy.Merged, s.Resolve(m))
	assert.Equal(t, value.Key(value.List{row, value.Int(math.MaxInt64)}), value.Key(m.Made()))
}

func TestAScriptMayChangeWhatItIsShown(t *testing.T) {
	s := load(t, "local.value.append(incoming.value[0])", "return local.value")
	held := value.List{value.Int(1)}
	for range 2 {
		m := meeting(held, value.List{value.Int(2)}, nil)
		require.Equal(t, strategy.Merged, s.Resolve(m))
		assert.Equal(t, value.List{value.Int(1), value.Int(2)}, m.Made())
	}
	assert.Equal(t, value.List{value.Int(1)}, held)
}

// dir sorts the names that it is given where they stand.
func TestAListOfAttributesIsOneOfItsOwn(t *testing.T) {
	s := load(t, `return [",".join(dir(incoming)), ",".join(dir(local))]`)
	m := numbers(1, 2, 0)
	require.Equal(t, strategy.Merged, s.Resolve(m))
	const both = "deleted,logical,origin,priority,timestamp,"
	assert.Equal(t, value.List{value.Text(both + "type,value"), value.Text(both + "value")}, m.Made())
}

// anyValue draws a value that scripts can be shown, for an element of a set if that is
// asked for: sets have no sets or maps in them.
func anyValue(t *rapid.T, depth int, element bool) value.Value {
	some := func(element bool) []value.Value {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) value.Value { return anyValue(t, depth-1, element) }), 0, 3).Draw(t, "elements")
	}
	kinds := []string{"int", "text", "list", "set", "map"}
	switch {
	case depth == 0:
		kinds = kinds[:2]
	case element:
		kinds = kinds[:3]
	}
	switch rapid.SampledFrom(kinds).Draw(t, "kind") {
	case "int":
		return value.Int(rapid.Int64().Draw(t, "int"))
	case "text":
		return value.Text(rapid.String().Draw(t, "text"))
	case "list":
		return value.List(some(element))
	case "set":
		return value.SetOf(some(true)...)
	}
	var m value.Map
	for _, v := range some(false) {
		m = m.With(rapid.StringN(0, 3, -1).Draw(t, "name"), v)
	}
	return m
}

func TestEveryValueComesBackFromAScript(t *testing.T) {
	s := load(t, "return [incoming.value]")
	rapid.Check(t, func(t *rapid.T) {
		v := anyValue(t, 3, false)
		m := meeting(value.Int(0), v, nil)
		require.Equal(t, strategy.Merged, s.Resolve(m), m.Err())
		require.Equal(t, value.Key(value.List{v}), value.Key(m.Made()))
	})
}

func TestADictLosesWhatIsNone(t *testing.T) {
	m := numbers(1, 2, 0)
	require.Equal(t, strategy.Merged, load(t, `return {"b": 1, "a": None}`).Resolve(m))
	assert.Equal(t, value.Map{{Name: "b", Value: value.Int(1)}}, m.Made())
}

func TestNothingIsRememberedFromOneMergeToTheNext(t *testing.T) {
	s := source(t, "seen = []\ndef merge(local, incoming):\n  seen.append(1)\n  return TAKE")
	assert.Contains(t, stops(t, s, numbers(1, 2, 0)), "merge.star:3:14: append: cannot append to frozen list")
}

func TestAMergeHasSoManySteps(t *testing.T) {
	s := load(t, "n = 0", "for i in range(1000000):", "  n += i", "return n")
	assert.Contains(t, stops(t, s, numbers(1, 2, 0)), "more than 100000 steps\n")
	short := load(t, "return TAKE")
	short.Steps = 2
	assert.Equal(t, strategy.Take, short.Resolve(numbers(1, 2, 0)))
	short.Steps = 1
	assert.Contains(t, stops(t, short, numbers(1, 2, 0)), "merge.star:2:")
}

func TestPrintGoesWhereItIsWanted(t *testing.T) {
	s := load(t, "print(local)", "return KEEP")
	require.Equal(t, strategy.Keep, s.Resolve(numbers(1, 2, 0)))
	var out strings.Builder
	s.Print = &out
	require.Equal(t, strategy.Keep, s.Resolve(numbers(1, 2, 0)))
	assert.Equal(t, "version(value = 1, timestamp = 100, origin = 1)\n", out.String())
}

func TestTheRuleIsTheScripts(t *testing.T) {
	s := load(t, "return TAKE")
	rule := s.Rule()
	assert.Same(t, s, rule.Strategy)
	assert.True(t, rule.Values)
	assert.Equal(t, strategy.DetectVersionVector, rule.Detect)
	_, taken := strategy.Lookup(rule.Name)
	assert.False(t, taken, "no other rule has the name")
	assert.Nil(t, About().Strategy)
	require.Equal(t, 100_000, DefaultSteps)
	assert.Contains(t, About().Long, "more than 100,000 steps")
}
