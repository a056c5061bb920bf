package report

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/plot"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

var gallery = flag.String("gallery", "", "write a report into this file, to be looked at")

const second = sim.Time(time.Second)

// atlanticCut is a small run with something of everything.
func atlanticCut() *results.Run {
	run := &results.Run{
		Scenario: "atlantic-cut", Description: "Three regions lose the Atlantic for twenty seconds.",
		Seed: 7, Fingerprint: 0xabc, Leaders: []string{"virginia", "london", "tokyo"},
		Duration: 60 * second, Ended: 61 * second,
		YAML: []byte("name: atlantic-cut\nduration: 60s\nleaders:\n  - {name: virginia, region: eastus}\n"),
	}
	run.Faults = []results.Interval{{Kind: "partition", Label: "partition virginia | london, tokyo", From: 10 * second, To: 30 * second}}
	run.Series = results.Series{Width: second}
	for i := range int64(61) {
		writes := 300 - 300*(i/60)
		run.Series.Writes = append(run.Series.Writes, writes)
		run.Series.Conflicting = append(run.Series.Conflicting, writes/50*(1+i%3))
		run.Series.Diverged = append(run.Series.Diverged, float64(4+i%3))
		run.Series.Messages = append(run.Series.Messages, 2*writes)
	}
	all := results.Distribution{Label: "all", Count: 36000, From: -1, To: -1}
	for i := range int64(100) {
		all.Points = append(all.Points, results.Point{Value: 40e6 + i*i*8e3, Share: float64(i+1) / 100})
	}
	run.Visibility = []results.Distribution{all}
	run.Metrics = metricsOf()
	run.Verdicts = []results.Verdict{
		{Text: "converged", Holds: "holds", Detail: "yes", Line: 31},
		{Text: "lost_updates == 0", Holds: "fails", Detail: "398", Line: 32},
		{Text: "staleness.p99 < 1s", Holds: "unknown", Detail: "no read was stale", Line: 33},
	}
	return run
}

func metricsOf() *results.Summary {
	m := results.NewSummary()
	m.SetCount("writes", 18000)
	m.SetCount("reads", 0)
	m.SetCount("conflicting_writes", 412)
	m.SetRatio("conflict_rate", 412, 18000)
	m.SetCount("lost_updates", 398)
	m.SetBool("converged", true)
	m.SetCount("diverged_keys", 0)
	m.SetDuration("convergence_time", 210e6)
	m.SetDuration("visibility.p50", 81e6)
	m.SetDuration("visibility.p99", 20.1e9)
	m.SetUndefined("staleness.p99", "")
	m.SetRatio("availability", 1, 1)
	m.SetRatio("messages_per_write", 2, 1)
	return m
}

func reportOf(t *testing.T, run *results.Run) string {
	t.Helper()
	figures, err := plot.Draw(run)
	require.NoError(t, err)
	html, err := HTML(run, figures, "v0.1.0")
	require.NoError(t, err)
	return string(html)
}

func TestReportTellsTheRun(t *testing.T) {
	html := reportOf(t, atlanticCut())
	if *gallery != "" {
		require.NoError(t, os.WriteFile(*gallery, []byte(html), 0o644))
	}
	for _, want := range []string{
		"<h1>atlantic-cut</h1>",
		"412 of 18,000 writes met a concurrent one; 398 acknowledged writes did not survive; all leaders agreed 210 ms after the last write.",
		`<li class="holds">`, `<li class="fails">`, `<li class="unknown">`,
		"✓", "✗", "line 32",
		"2.29%", "20.1 s",
		"– (no read was stale)",
		`<figure id="figure-conflicts">`, `<figure id="figure-visibility">`,
		"read-latency (no read was answered)",
		"leaders:\n  - {name: virginia, region: eastus}",
		"0000000000000abc", "v0.1.0", "--seed 7",
	} {
		require.Contains(t, html, want)
	}
}

func TestReportIsTheSameTwice(t *testing.T) {
	require.Equal(t, reportOf(t, atlanticCut()), reportOf(t, atlanticCut()))
}

func TestReportRefersToNothingOutside(t *testing.T) {
	html := reportOf(t, atlanticCut())
	for _, banned := range []string{"http:", "https:", "//", "<script", "<link", "<img", "@import", "url(", "src=", "href="} {
		require.NotContains(t, html, banned)
	}
}

func TestIdsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range regexp.MustCompile(`\bid="([^"]*)"`).FindAllStringSubmatch(reportOf(t, atlanticCut()), -1) {
		require.False(t, seen[id[1]], "id %q twice", id[1])
		seen[id[1]] = true
	}
	require.NotEmpty(t, seen)
}

// hostile is what a scenario may call things.
const hostile = "<script>alert('x')</script>\"&amp;'</svg>\x00\x1b\xff]]>"

func TestHostileNamesStayText(t *testing.T) {
	run := atlanticCut()
	run.Scenario, run.Description, run.YAML = hostile, hostile, []byte("</pre>"+hostile)
	run.Leaders = []string{hostile, hostile, "tokyo"}
	run.Faults[0].Label = hostile
	run.Visibility[0].Label = hostile
	run.Visibility = append(run.Visibility, run.Visibility[0], run.Visibility[0])
	run.Verdicts[0].Text, run.Verdicts[0].Detail = hostile, hostile
	run.Series.Lag = [][]int64{{0, 5e9}, {0, 1e9}, {0}}
	run.Story = &results.Story{
		Row: hostile, To: second,
		Writes: []results.StoryWrite{{ID: 1, Name: hostile, At: 5e6}},
		Reads:  []results.StoryRead{{Leader: 1, At: 9e6, Value: hostile}},
	}
	html := reportOf(t, run)
	require.NotContains(t, html, "<script")
	require.Equal(t, strings.Count(html, "<svg"), strings.Count(html, "</svg>"))
	require.Equal(t, 1, strings.Count(html, "</pre>"))
}

func TestInlineFiguresAreWellFormed(t *testing.T) {
	html := reportOf(t, atlanticCut())
	pieces := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(html, -1)
	require.NotEmpty(t, pieces)
	for _, svg := range pieces {
		reader := xml.NewDecoder(bytes.NewReader([]byte(svg)))
		for {
			if _, err := reader.Token(); err == io.EOF {
				break
			} else {
				require.NoError(t, err)
			}
		}
	}
}

func TestRunWithoutAnythingHasAReport(t *testing.T) {
	html := reportOf(t, &results.Run{Scenario: "nothing"})
	require.Contains(t, html, "<h1>nothing</h1>")
	require.Contains(t, html, "Not drawn:")
	require.NotContains(t, html, "NaN")
}

func TestVerdictInPlainWords(t *testing.T) {
	verdict := func(change func(*results.Run)) string {
		run := atlanticCut()
		change(run)
		return Verdict(run)
	}
	require.Equal(t, "No write was acknowledged.", verdict(func(r *results.Run) { r.Metrics.SetCount("writes", 0) }))
	require.Equal(t, "None of 18,000 writes met a concurrent one; every acknowledged write survived; all leaders agreed 210 ms after the last write.",
		verdict(func(r *results.Run) {
			r.Metrics.SetCount("conflicting_writes", 0)
			r.Metrics.SetCount("lost_updates", 0)
		}))
	require.Contains(t, verdict(func(r *results.Run) {
		r.Metrics.SetBool("converged", false)
		r.Metrics.SetCount("diverged_keys", 12)
	}), "; leaders still differ on 12 rows at the end.")
	require.Contains(t, verdict(func(r *results.Run) { r.Metrics.SetBool("converged", false) }), "changes were still under way at the end")
	require.Contains(t, verdict(func(r *results.Run) { r.Faults[0].To = 60 * second }), "after the last heal")
	require.Contains(t, verdict(func(r *results.Run) { r.Faults[0].To = 59*second + second/2 }), "after the last write or heal")
	require.Empty(t, verdict(func(r *results.Run) { r.Metrics = nil }))
}

// contrasted is atlanticCut beside a single leader.
func contrasted() *results.Run {
	run := atlanticCut()
	other := metricsOf()
	other.SetRatio("availability", 932, 1000)
	other.SetUndefined("messages_per_write", "")
	run.Contrasts = []results.Contrast{{Name: "single-leader", Metrics: other, Series: run.Series}, {Name: hostile, Metrics: other}}
	return run
}

func TestContrastsHaveTheirSection(t *testing.T) {
	html := reportOf(t, contrasted())
	for _, want := range []string{
		"<h2>The same experiment with other values, on the same luck</h2>", "<th>single-leader</th>",
		`<td class="value">93.2%</td>`, `<td class="value" title="no write was acknowledged">–</td>`,
		`<figure id="figure-contrast">`,
	} {
		require.Contains(t, html, want)
	}
	require.Equal(t, 1, strings.Count(html, "figure-contrast"))
	require.Less(t, strings.Index(html, "figure-contrast"), strings.Index(html, `<section id="pictures">`))
	require.NotContains(t, html, "<script")
	require.NotContains(t, reportOf(t, atlanticCut()), `<section id="contrast">`)
}

func TestVerdictsSuitTheMode(t *testing.T) {
	verdict := func(mode string, change func(*results.Summary)) string {
		run := atlanticCut()
		run.Mode = mode
		change(run.Metrics)
		return Verdict(run)
	}
	require.Equal(t, "93% of the operations were answered; 1 acknowledged write did not survive; all replicas agreed 210 ms after the last write.",
		verdict("single-leader", func(m *results.Summary) {
			m.SetCount("conflicting_writes", 0)
			m.SetCount("lost_updates", 1)
			m.SetRatio("availability", 93, 100)
		}))
	require.Contains(t, verdict("single-leader", func(*results.Summary) {}), "Every operation was answered; 412 of 18,000 writes met a concurrent one;")
	require.Equal(t, "Every operation was answered; 210 of 9,000 reads were stale; none of 18,000 writes met a concurrent one; "+
		"every acknowledged write survived; replicas still differ on 1 row at the end.",
		verdict("quorum", func(m *results.Summary) {
			m.SetCount("reads", 9000)
			m.SetCount("stale_reads", 210)
			m.SetCount("conflicting_writes", 0)
			m.SetCount("lost_updates", 0)
			m.SetBool("converged", false)
			m.SetCount("diverged_keys", 1)
		}))
	require.NotContains(t, verdict("quorum", func(*results.Summary) {}), "stale", "there was no read")
	require.Contains(t, verdict("quorum", func(m *results.Summary) {
		m.SetCount("writes", 1)
		m.SetCount("conflicting_writes", 0)
		m.SetCount("reads", 4348)
		m.SetCount("stale_reads", 1)
	}), "; 1 of 4,348 reads was stale; none of 1 write met a concurrent one;")
}
