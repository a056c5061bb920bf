package results

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryMetricSaysWhatItIs(t *testing.T) {
	for _, m := range Metrics() {
		assert.NotEmpty(t, m.Definition, m.Name)
		assert.True(t, strings.HasSuffix(m.Definition, "."), "%s: a definition is made of sentences", m.Name)
		assert.NotEmpty(t, m.Short, m.Name)
		assert.LessOrEqual(t, len([]rune(m.Short)), 28, m.Name)
		assert.Contains(t, Groups(), m.Group, m.Name)
		assert.Equal(t, m.Kind == Ratio || m.Kind == Truth, m.Unit == "", "%s: the unit of a %s", m.Name, m.Kind)
		if m.Kind == Ratio || m.Kind == Mean || m.Kind == Span {
			assert.NotEmpty(t, m.Empty, "%s can be undefined and has to say why", m.Name)
		}
	}
}

func TestUnknownMetricsNameTheNearest(t *testing.T) {
	for name, want := range map[string]string{
		"lost_update":       "did you mean lost_updates?",
		"lostupdates":       "did you mean lost_updates?",
		"visibilty.p99":     "did you mean visibility.p99?",
		"write-latency-p50": "did you mean write_latency.p50?",
		"visibility":        "choose one of visibility.mean, visibility.p50,",
		"conflict":          "did you mean conflict_",
		"xyzzy":             "`mlrsim metrics` lists them",
	} {
		_, err := LookupMetric(name)
		assert.ErrorContains(t, err, want)
	}
}

func TestANewSummaryMissesEverything(t *testing.T) {
	s := NewSummary()
	assert.Equal(t, MetricNames(), s.Missing())
	s.SetCount("writes", 0)
	assert.NotContains(t, s.Missing(), "writes")
	s.SetUndefined("reads", "")
	assert.NotContains(t, s.Missing(), "reads", "undefined is an answer")
}

func TestJSONIsExactAndInTheOrderOfTheTable(t *testing.T) {
	s := NewSummary()
	s.SetDuration("visibility.p99", 43_200_001)
	s.SetCount("bytes", 1<<40)
	s.SetBool("converged", true)
	s.SetRatio("conflict_rate", 1, 3)
	s.SetRatio("messages_per_write", 7, 2)
	s.SetRatio("availability", 0, 0)
	s.SetCount("writes", 12)
	text, err := json.Marshal(s)
	require.NoError(t, err)
	assert.Equal(t, `{"writes":12,"conflict_rate":0.333333333333,"converged":true,"visibility.p99":0.043200001,`+
		`"availability":null,"bytes":1099511627776,"messages_per_write":3.5}`, string(text))
}

func TestAnEmptySummaryIsAnEmptyObject(t *testing.T) {
	text, err := json.Marshal(NewSummary())
	require.NoError(t, err)
	assert.Equal(t, "{}", string(text))
}

func TestUndefinedIsNotZero(t *testing.T) {
	s := NewSummary()
	s.SetRatio("conflict_rate", 0, 0)
	v, ok := s.Get("conflict_rate")
	require.True(t, ok)
	assert.False(t, v.Defined())
	assert.Equal(t, "– (no write was acknowledged)", v.Explained())
	assert.Nil(t, v.Rat())
	assert.Empty(t, v.Exact())
}

func TestMistakesOfTheProgramPanic(t *testing.T) {
	s := NewSummary()
	assert.PanicsWithValue(t, "results: there is no metric loses", func() { s.SetCount("loses", 1) })
	assert.PanicsWithValue(t, "results: there is no metric loses", func() { s.Get("loses") })
	assert.PanicsWithValue(t, "results: conflict_rate is a ratio and was set as a count", func() { s.SetCount("conflict_rate", 1) })
	assert.Panics(t, func() { s.SetRatio("conflict_rate", 1, -2) })
}

func TestQuantitiesReadWell(t *testing.T) {
	s := NewSummary()
	say := func(set func(), name string) string {
		set()
		v, _ := s.Get(name)
		return v.String()
	}
	count := func(n int64) string { return say(func() { s.SetCount("writes", n) }, "writes") }
	span := func(ns int64) string { return say(func() { s.SetDuration("staleness.max", ns) }, "staleness.max") }
	ratio := func(a, b int64) string { return say(func() { s.SetRatio("availability", a, b) }, "availability") }
	mean := func(a, b int64) string { return say(func() { s.SetRatio("siblings.mean", a, b) }, "siblings.mean") }
	volume := func(n int64) string { return say(func() { s.SetCount("bytes", n) }, "bytes") }

	assert.Equal(t, "0", count(0))
	assert.Equal(t, "999", count(999))
	assert.Equal(t, "1,234,567", count(1234567))

	assert.Equal(t, "0 s", span(0))
	assert.Equal(t, "43.2 ms", span(43_210_000))
	assert.Equal(t, "1.5 µs", span(1500))
	assert.Equal(t, "20 s", span(20_000_000_000))
	assert.Equal(t, "3m 20s", span(200_000_000_000))
	assert.Equal(t, "2h 5m", span(7_500_000_000_000))

	assert.Equal(t, "12.4%", ratio(124, 1000))
	assert.Equal(t, "0%", ratio(0, 5))
	assert.Equal(t, "<0.001%", ratio(1, 1_000_000_000))
	assert.Equal(t, "99.99%", ratio(9999, 10000))
	assert.Equal(t, "99.9999%", ratio(999_999_999, 1_000_000_000), "nearly all is not all")
	assert.Equal(t, "100%", ratio(7, 7))

	assert.Equal(t, "2", mean(4, 2))
	assert.Equal(t, "3.33", mean(10, 3))
	assert.Equal(t, "0.000123", mean(123, 1_000_000))
	assert.Equal(t, "12,346", mean(123456, 10))

	assert.Equal(t, "0 B", volume(0))
	assert.Equal(t, "1.5 KiB", volume(1536))
	assert.Equal(t, "3.1 MiB", volume(3_250_585))
}

func TestTextIsGroupedAndExplainsWhatIsUndefined(t *testing.T) {
	s := NewSummary()
	s.SetCount("writes", 12000)
	s.SetRatio("conflict_rate", 0, 0)
	s.SetCount("conflict_pairs", 3)
	var b bytes.Buffer
	require.NoError(t, s.WriteText(&b))
	assert.Equal(t, `load
  writes          12,000
conflicts
  conflict_pairs  3
  conflict_rate   – (no write was acknowledged)
`, b.String())
}

func TestCSVHasAColumnForEveryMetric(t *testing.T) {
	s := NewSummary()
	s.SetCount("writes", 5)
	d := NewDocument(&Run{Scenario: "a", Seed: 1 << 63, Fingerprint: 10, Metrics: s}, "v0")
	var b bytes.Buffer
	require.NoError(t, WriteCSVHeader(&b))
	require.NoError(t, d.WriteCSV(&b))
	lines := strings.Split(b.String(), "\n")
	assert.True(t, strings.HasPrefix(lines[0], "scenario,seed,fingerprint,writes,reads,"))
	assert.True(t, strings.HasPrefix(lines[1], "a,9223372036854775808,000000000000000a,5,,"))
	assert.Equal(t, strings.Count(lines[0], ","), strings.Count(lines[1], ","))
}

func TestDocumentsKeepTheirForm(t *testing.T) {
	s := NewSummary()
	s.SetCount("lost_updates", 2)
	run := &Run{
		Scenario: "a", Seed: 7, Fingerprint: 0xabc, Metrics: s,
		Verdicts: []Verdict{{Text: "lost_updates < 1", Holds: "fails", Detail: "lost_updates is 2", Line: 9}},
	}
	var b bytes.Buffer
	require.NoError(t, NewDocument(run, "v1").WriteLine(&b))
	assert.Equal(t, `{"schema_version":1,"scenario":"a","seed":7,"fingerprint":"0000000000000abc","metrics":{"lost_updates":2},`+
		`"expect":[{"text":"lost_updates < 1","verdict":"fails","detail":"lost_updates is 2","line":9}],"version":"v1"}`+"\n", b.String())
}

func TestContrastsStandInTheDocumentOnlyIfThereAreAny(t *testing.T) {
	run := &Run{Scenario: "cart", Metrics: NewSummary()}
	var b strings.Builder
	require.NoError(t, NewDocument(run, "v1").WriteLine(&b))
	assert.NotContains(t, b.String(), "contrasts")

	other := NewSummary()
	other.SetRatio("availability", 1, 2)
	run.Contrasts = []Contrast{{Name: "alone", Fingerprint: 10, Metrics: other}}
	b.Reset()
	require.NoError(t, NewDocument(run, "v1").WriteLine(&b))
	assert.Contains(t, b.String(), `"contrasts":[{"name":"alone","fingerprint":"000000000000000a","metrics":{"availability":0.5}}]`)
}

func TestNearestForgivesAThirdOfTheLetters(t *testing.T) {
	cities := []string{"virginia", "london", "tokyo"}
	for word, want := range map[string]string{"tokio": "tokyo", "Virgina": "virginia", "lodnon": "london", "vir": "virginia", "paris": "", "": ""} {
		got, ok := Nearest(word, cities)
		assert.Equal(t, want, got, word)
		assert.Equal(t, want != "", ok, word)
	}
}
