package plot

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

var (
	gallery = flag.String("gallery", "", "write the test runs' pictures into this folder, to be looked at")
	update  = flag.Bool("update", false, "write the pictures of testdata anew")
)

func TestGallery(t *testing.T) {
	if *gallery == "" {
		t.Skip("only with -gallery")
	}
	for name, run := range exampleRuns() {
		for _, f := range drawn(t, run) {
			picture, err := f.PNG()
			require.NoError(t, err)
			base := filepath.Join(*gallery, name+"-"+f.Name)
			require.NoError(t, os.WriteFile(base+".svg", f.SVG, 0o644))
			require.NoError(t, os.WriteFile(base+".png", picture, 0o644))
		}
	}
}

func drawn(t *testing.T, run *results.Run) []Figure {
	t.Helper()
	figures, err := Draw(run)
	require.NoError(t, err)
	for _, f := range figures {
		requireSound(t, f)
	}
	return figures
}

// requireSound holds what every figure promises.
func requireSound(t *testing.T, f Figure) {
	t.Helper()
	require.NotEmpty(t, f.Name)
	require.NotEmpty(t, f.Title)
	require.NotEmpty(t, f.Caption)
	for _, banned := range []string{"NaN", "Inf", " id=", "<script", "href="} {
		require.NotContains(t, string(f.SVG), banned, f.Name)
	}
	reader := xml.NewDecoder(bytes.NewReader(f.SVG))
	for {
		_, err := reader.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err, f.Name)
	}
}

func named(t *testing.T, run *results.Run, name string) Figure {
	t.Helper()
	for _, f := range drawn(t, run) {
		if f.Name == name {
			return f
		}
	}
	require.Fail(t, "no figure "+name)
	return Figure{}
}

func TestPicturesAreAsTheyWere(t *testing.T) {
	for file, f := range map[string]Figure{
		"conflicts.svg":     named(t, shortRun(), "conflicts"),
		"write-latency.svg": named(t, shortRun(), "write-latency"),
		"cart.svg":          named(t, cartStory(), "spacetime"),
		"partition.svg":     named(t, partitionStory(3), "spacetime"),
	} {
		path := filepath.Join("testdata", file)
		if *update {
			require.NoError(t, os.WriteFile(path, f.SVG, 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		line, is, was := firstDifference(string(f.SVG), string(want))
		require.Zero(t, line, "%s changed in line %d; look at it, then run with -update\nis:  %s\nwas: %s", file, line, is, was)
	}
}

// firstDifference finds the first line, counted from 1, in which texts differ; 0 if
// they do not.
func firstDifference(a, b string) (line int, inA, inB string) {
	for a != b {
		inA, a, _ = strings.Cut(a, "\n")
		inB, b, _ = strings.Cut(b, "\n")
		if line++; inA != inB {
			return line, inA, inB
		}
	}
	return 0, "", ""
}

func TestSameRunSameBytes(t *testing.T) {
	for name, make := range map[string]func() *results.Run{
		"series": shortRun,
		"story":  func() *results.Run { return partitionStory(12) },
	} {
		first, second := drawn(t, make()), drawn(t, make())
		require.Len(t, second, len(first), name)
		for i := range first {
			require.Equal(t, string(first[i].SVG), string(second[i].SVG), first[i].Name)
			a, err := first[i].PNG()
			require.NoError(t, err)
			b, err := second[i].PNG()
			require.NoError(t, err)
			require.True(t, bytes.Equal(a, b), first[i].Name)
		}
	}
}

func TestPNGHasThreeHundredDotsAnInch(t *testing.T) {
	f := named(t, shortRun(), "write-latency")
	picture, err := f.PNG()
	require.NoError(t, err)
	config, err := png.DecodeConfig(bytes.NewReader(picture))
	require.NoError(t, err)
	require.InDelta(t, float64(figureWidth)/72*300, config.Width, 1)
	at := bytes.Index(picture, []byte("pHYs"))
	require.Equal(t, []byte{0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1}, picture[at+4:at+13])
}

func TestSVGNamesFallbackFonts(t *testing.T) {
	svg := string(named(t, shortRun(), "conflicts").SVG)
	require.Contains(t, svg, "font-family:Liberation Sans, Arial, Helvetica, sans-serif;")
	require.NotContains(t, svg, "font-family:Liberation Sans;")
}

func TestEveryFigureIsDrawnOrLeftOutForAReason(t *testing.T) {
	for name, run := range exampleRuns() {
		drawnOrNot := len(drawn(t, run))
		for _, o := range LeftOut(run) {
			require.NotEmpty(t, o.Reason, name)
			drawnOrNot++
		}
		require.Equal(t, len(kinds()), drawnOrNot, name)
	}
}

// leftOut gives the reason for each figure that is not drawn.
func leftOut(run *results.Run) map[string]string {
	all := map[string]string{}
	for _, o := range LeftOut(run) {
		all[o.Name] = o.Reason
	}
	return all
}

func TestLeftOutSaysWhy(t *testing.T) {
	empty := leftOut(&results.Run{})
	require.Len(t, empty, len(kinds()))
	require.Equal(t, "the run has no series over time", empty["conflicts"])

	run := shortRun()
	run.Series.Acknowledged = run.Series.Attempted
	for i := range run.WriteLatency {
		run.WriteLatency[i].Points = []results.Point{{Value: 0, Share: 1}}
	}
	require.Equal(t, "every operation was acknowledged", leftOut(run)["availability"])
	require.Contains(t, leftOut(run)["write-latency"], "acknowledged at once")
	require.Equal(t, "no read was answered", leftOut(run)["read-latency"])
}

// A curve of which 99% stand at one value is a corner.
func TestDistributionsOfOneValueAreLeftOut(t *testing.T) {
	run := shortRun()
	corner := func(points ...results.Point) string {
		for i := range run.WriteLatency {
			run.WriteLatency[i].Points = points
		}
		return leftOut(run)["write-latency"]
	}
	require.Equal(t, "99% of all writes are acknowledged at once; the slowest takes 3 s",
		corner(results.Point{Value: 0, Share: .995}, results.Point{Value: 3e9, Share: 1}))
	require.Equal(t, "all writes are acknowledged within 5 ms", corner(results.Point{Value: 5e6, Share: 1}))
	require.Empty(t, corner(results.Point{Value: 0, Share: .98}, results.Point{Value: 3e9, Share: 1}))
	corner(results.Point{Value: 5e6, Share: 1})
	run.WriteLatency[1].Points = []results.Point{{Value: 6e6, Share: 1}}
	require.Empty(t, leftOut(run)["write-latency"], "leaders differ")
}

// Nothing that is filled lies over the faults: they are what explains a fall.
func TestFaultsAreSeenBehindAvailability(t *testing.T) {
	svg := string(named(t, partitionedRun(3), "availability").SVG)
	_, after, found := strings.Cut(svg, fillOf(faultTint("partition")))
	require.True(t, found)
	require.NotRegexp(t, `<path [^>]*style="fill:#`, after)
}

func fillOf(c color.RGBA) string { return fmt.Sprintf("fill:#%02X%02X%02X", c.R, c.G, c.B) }

func TestTitlesTellTheFinding(t *testing.T) {
	run := partitionedRun(3)
	require.Equal(t, "Conflicts: 43% of the writes made during a fault, 1.3% of the others", named(t, run, "conflicts").Title)
	require.Equal(t, "Half of all changes are visible elsewhere within 105 ms, 99% within 19.4 s", named(t, run, "visibility").Title)
	require.Contains(t, named(t, run, "availability").Title, "Availability falls to ")
	require.Equal(t, "Row “cart”: 2 writes, 1 concurrent pair, 1 lost", named(t, cartStory(), "spacetime").Title)
}

func TestALeaderThatIsNoMemberHasNoLine(t *testing.T) {
	run := partitionedRun(3)
	whole := named(t, run, "lag")
	lag := run.Series.Lag[2]
	for bin := range lag[:len(lag)/2] {
		lag[bin] = results.NoLag
	}
	joined := named(t, run, "lag")
	require.Less(t, len(joined.SVG), len(whole.SVG))
	require.NotContains(t, whole.Caption, "no member")
	require.Contains(t, joined.Caption, "no member")
}

// TestDegenerateRunsAreDrawnOrLeftOut changes a run to what hardly ever happens.
func TestDegenerateRunsAreDrawnOrLeftOut(t *testing.T) {
	for name, change := range map[string]func(*results.Run){
		"nothing":           func(r *results.Run) { *r = results.Run{} },
		"no end":            func(r *results.Run) { r.Ended, r.Duration = 0, 0 },
		"one bin":           func(r *results.Run) { r.Series = firstBin(r.Series); r.Ended = r.Series.Width },
		"all zero":          func(r *results.Run) { clear(r.Series.Writes); clear(r.Series.Messages); clear(r.Series.Diverged) },
		"ragged":            func(r *results.Run) { r.Series.Conflicting = r.Series.Conflicting[:3]; r.Series.Lag[1] = nil },
		"fault for ever":    func(r *results.Run) { r.Faults[0].To = sim.Never },
		"faults everywhere": func(r *results.Run) { r.Faults = flapping(500) },
		"one leader":        func(r *results.Run) { r.Leaders = r.Leaders[:1]; r.Series.Lag = r.Series.Lag[:1]; r.Visibility = nil },
		"no members": func(r *results.Run) {
			for _, lag := range r.Series.Lag {
				for bin := range lag {
					lag[bin] = results.NoLag
				}
			}
		},
		"no names":         func(r *results.Run) { r.Leaders = nil },
		"settled for ever": func(r *results.Run) { r.Ended = 700 * second },
		"one value": func(r *results.Run) {
			r.Visibility = r.Visibility[:1]
			r.Visibility[0].Points = []results.Point{{Value: 5e7, Share: 1}}
		},
		"one nanosecond": func(r *results.Run) { r.Visibility[0].Points = []results.Point{{Value: 1, Share: 1}} },
		"zero and years": func(r *results.Run) {
			r.Visibility[0].Points = []results.Point{{Value: 0, Share: .5}, {Value: 1e17, Share: 1}}
		},
		"points, no count":   func(r *results.Run) { r.Visibility[0].Count = 0 },
		"count, no points":   func(r *results.Run) { r.Visibility[0].Points = nil },
		"long name":          func(r *results.Run) { r.Leaders[0] = string(bytes.Repeat([]byte("ä"), 5000)) },
		"control characters": func(r *results.Run) { r.Leaders[0], r.Faults[0].Label = "a\x00\x1b<b>&\xff", "\x07]]>" },
	} {
		t.Run(name, func(t *testing.T) {
			run := partitionedRun(3)
			change(run)
			drawn(t, run)
		})
	}
}

func firstBin(s results.Series) results.Series {
	first := results.Series{
		Width: s.Width, Writes: s.Writes[:1], Conflicting: s.Conflicting[:1], Diverged: s.Diverged[:1],
		Messages: s.Messages[:1], Attempted: s.Attempted[:1], Acknowledged: s.Acknowledged[:1],
	}
	for _, lag := range s.Lag {
		first.Lag = append(first.Lag, lag[:1])
	}
	return first
}

func flapping(n int) []results.Interval {
	var faults []results.Interval
	for i := range n {
		from := sim.Time(i) * 100 * millisecond
		faults = append(faults, results.Interval{Kind: "cut", Label: "cut", From: from, To: from + 50*millisecond})
	}
	return faults
}

func BenchmarkDraw(b *testing.B) {
	run := partitionedRun(12)
	run.Story = partitionStory(12).Story
	for b.Loop() {
		if _, err := Draw(run); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDrawWithPNG(b *testing.B) {
	run := partitionedRun(12)
	run.Story = partitionStory(12).Story
	for b.Loop() {
		figures, err := Draw(run)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range figures {
			if _, err := f.PNG(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
