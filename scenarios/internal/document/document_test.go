package document

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func parsed(t require.TestingT, text string) *Node {
	root, problems := Parse(&Source{Name: "test", Text: text})
	require.Empty(t, problems)
	require.NotNil(t, root)
	return root
}

func set(root *Node, text string) []Problem {
	return Set(root, &Source{Name: "--set", Text: text}, func([]Step) []Problem { return nil })
}

func TestEveryValueKnowsItsPlaceAndPath(t *testing.T) {
	root := parsed(t, "name: a\nfaults:\n  - {at: 10s, cut: {from: a}}\n  - at: \"20s\"\n\"x.y\": 1\n")
	at := root.Find("faults[1].at")
	assert.Equal(t, 4, at.Line)
	assert.Equal(t, 9, at.Column)
	assert.Equal(t, "faults[1].at", at.Path())
	assert.Equal(t, "at", at.Name())
	assert.True(t, at.Quoted)
	assert.Equal(t, "faults[0].cut.from", root.Find("faults[0].cut.from").Path())
	assert.Equal(t, `"x.y"`, root.Find(`"x.y"`).Path())
	assert.Equal(t, 5, root.KeyAt("x.y").Line)
	assert.Equal(t, root.Position, root.KeyAt("nowhere"))
	assert.Nil(t, root.Find("faults[2].at"))
	assert.Nil(t, root.Find("faults."))
	assert.Equal(t, "faults[0].cut", root.Nearest("faults[0].cut.to.x").Path())
	assert.Equal(t, root, root.Nearest("..."))
}

func TestMergeKeysFillInWhatIsMissing(t *testing.T) {
	root := parsed(t, "a: &a {x: 1, w: 2}\nb: &b {w: 3, z: 4}\nc: {<<: [*a, *b], x: 0}\nd: {<<: *b}\n")
	assert.Equal(t, "{x: 0, w: 2, z: 4}", Flow(root.Get("c")))
	assert.Equal(t, "{w: 3, z: 4}", Flow(root.Get("d")))
	assert.Equal(t, "c.z", root.Find("c.z").Path(), "what is merged in belongs to its new place")
}

func TestAliasesAreCopies(t *testing.T) {
	root := parsed(t, "a: &a {x: 1}\nb: *a\n")
	require.Empty(t, set(root, "b.x=2"))
	assert.Equal(t, "1", root.Find("a.x").Text)
	assert.Equal(t, "b.x", root.Find("b.x").Path())
}

func TestAliasesMayRepeatOnlySoMuch(t *testing.T) {
	var b strings.Builder
	b.WriteString("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "l%d: &l%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d, ", i-1), 10), ", "))
	}
	_, problems := Parse(&Source{Text: b.String()})
	require.Len(t, problems, 1)
	assert.Contains(t, problems[0].Message, "aliases repeat more than 10000 values")

	many := "a: &a [" + strings.Repeat("x, ", 900) + "x]\nb: [" + strings.Repeat("*a, ", 10) + "*a]\n"
	_, problems = Parse(&Source{Text: many})
	assert.Empty(t, problems, "repeating a block ten times is no bomb")
}

func TestAMergeInALoopEnds(t *testing.T) {
	_, problems := Parse(&Source{Text: "a: &a {<<: *a, b: 1}\n"})
	require.NotEmpty(t, problems)
	assert.Contains(t, problems[0].Message, "contains itself")
}

func TestDepthIsBounded(t *testing.T) {
	_, problems := Parse(&Source{Text: strings.Repeat("[", 60) + strings.Repeat("]", 60)})
	assert.Empty(t, problems)
	for _, depth := range []int{100, 5_000, 100_000} {
		_, problems = Parse(&Source{Text: strings.Repeat("[", depth) + strings.Repeat("]", depth)})
		require.NotEmpty(t, problems)
		assert.Contains(t, problems[0].Message, "nested more than 64 deep")
	}
}

func TestADocumentWrongInManyPlacesIsReportedInPart(t *testing.T) {
	_, problems := Parse(&Source{Text: strings.Repeat("a: 1\n", 10_000)})
	assert.Len(t, problems, maxProblems)
}

func TestBytesThatAreNoTextAreFound(t *testing.T) {
	for text, place := range map[string][2]int{
		"a: b\nc: \x00": {2, 4}, "\xff\xfe": {1, 1}, "a: \"é\x7f\"": {1, 6}, "a: é\xc3": {1, 5},
	} {
		root, problems := Parse(&Source{Text: text})
		assert.Nil(t, root)
		require.Len(t, problems, 1, "%q", text)
		assert.Equal(t, place, [2]int{problems[0].Line, problems[0].Column}, "%q", text)
	}
	parsed(t, "\ufeffa: \ufffd\r\nb: c\r\n")
}

func TestSetMakesWhatIsMissing(t *testing.T) {
	root := parsed(t, "network: {latency: 40ms}\nfaults:\n  - {at: 1s}\nempty:\n")
	for _, text := range []string{
		"network.latency={exponential: {mean: 5ms}}", "network.topology.name=star", "faults[0].for=2s", "faults[1].at=3s",
		"new.list[0].x=1", "empty.key=v", `sweep.over."network.loss"=[1%, 2%]`, "network.latency.exponential.mean=6ms",
	} {
		assert.Empty(t, set(root, text), text)
	}
	assert.Equal(t, `network:
  latency: {exponential: {mean: 6ms}}
  topology: {name: star}
faults:
  - {at: 1s, for: 2s}
  - {at: 3s}
empty:
  key: v
new:
  list:
    - {x: 1}
sweep:
  over: {network.loss: [1%, 2%]}
`, string(Write(root)))
}

func TestSetToNullTakesAway(t *testing.T) {
	root := parsed(t, "a: 1\nb: [x, w, z]\n")
	assert.Empty(t, set(root, "a=null"))
	assert.Empty(t, set(root, "b[0]=~"))
	assert.Empty(t, set(root, "c=null"))
	assert.Empty(t, set(root, "b[7]=null")[1:])
	assert.Equal(t, "b: [w, z]\n", string(Write(root)))
	assert.Equal(t, "b[1]", root.Find("b[1]").Path())
}

func TestSetSaysWhatIsWrongAndWhere(t *testing.T) {
	for text, want := range map[string]string{
		"x":                "1 there is no =",
		"x=":               "3 the value is missing",
		"=1":               "1 the path is empty",
		"a..b=1":           `1 a name is missing before ".b"`,
		"a[b]=1":           `1 "[b]" is not an index of a list, such as [0]`,
		"a[0=1":            `1 ] is missing after "[0"`,
		"a[0]b=1":          `1 a dot or [ is missing before "b"`,
		`"a=1`:             `1 the closing quote is missing in "a`,
		"list.x=1":         `6 list is a list and has no key "x"; set it as a whole`,
		"scalar.x=1":       `8 scalar is 5 and has no key "x"; set it as a whole`,
		"scalar[0]=1":      "7 scalar is 5 and has no entry [0]; set it as a whole",
		"list[3]=1":        "5 list has 1 entries; the next new one is [1]",
		"a=[1,":            "3 not YAML: did not find expected node content",
		"a={b: 1, b: 2}":   "10 the key b stands here twice; first in line 1",
		"a=1\n---\nb":      "1 a second document begins here",
		"a=[1, 2, \x00 3]": "10 byte 0x00: this is not a text file",
	} {
		problems := set(parsed(t, "list: [1]\nscalar: 5\n"), text)
		require.NotEmpty(t, problems, text)
		assert.Equal(t, want, fmt.Sprint(problems[0].Column, " ", problems[0].Message), text)
	}
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := &Node{Kind: Map}
		for i := range rapid.IntRange(1, 4).Draw(t, "keys") {
			root.Put(Key{Name: fmt.Sprint("k", i, rapid.String().Filter(readable).Draw(t, "key"))}, randomNode(t, 3))
		}
		text := string(Write(root))
		back, problems := Parse(&Source{Text: text})
		require.Empty(t, problems, "%q", text)
		require.Equal(t, text, string(Write(back)))
		same(t, root, back)
	})
}

// readable texts are those that a YAML file can hold: no control characters but tabs
// and line ends; others are refused when they are read.
func readable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f })
}

func randomNode(t *rapid.T, depth int) *Node {
	kind := rapid.SampledFrom([]Kind{String, String, Int, Bool, List, Map}).Draw(t, "kind")
	switch {
	case kind == Int:
		return &Node{Kind: Int, Text: fmt.Sprint(rapid.Int().Draw(t, "int"))}
	case kind == Bool:
		return &Node{Kind: Bool, Text: fmt.Sprint(rapid.Bool().Draw(t, "bool"))}
	case kind == String || depth == 0:
		text := rapid.OneOf(rapid.String().Filter(readable),
			rapid.SampledFrom([]string{"yes", "null", "1e3", "0x1f", "5%", "200/s", "-5ms", "1:30", "- a", "a: b", "~", ".5", "1_000", "=", "<<", "2024-01-01", "100B", "0b1", ".inf", "a #b", " a", "?"})).Draw(t, "text")
		return &Node{Kind: String, Text: text}
	}
	n := &Node{Kind: kind}
	for i := range rapid.IntRange(0, 3).Draw(t, "items") {
		if kind == List {
			n.Append(randomNode(t, depth-1))
		} else {
			n.Put(Key{Name: fmt.Sprint("k", i)}, randomNode(t, depth-1))
		}
	}
	return n
}

func same(t *rapid.T, a, b *Node) {
	require.Equal(t, a.Kind, b.Kind, "%q %q", a.Text, b.Text)
	require.Equal(t, a.Text, b.Text)
	require.Len(t, b.Items, len(a.Items))
	for i := range a.Items {
		if a.Kind == Map {
			require.Equal(t, a.Keys[i].Name, b.Keys[i].Name)
		}
		same(t, a.Items[i], b.Items[i])
	}
}
