package plot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
)

func TestContrastsTellWhereTheyDiffer(t *testing.T) {
	run := threeModes()
	require.Equal(t, "Availability: three-modes 100%, single-leader 93%, quorum 97%", named(t, run, "contrast").Title)
	for i := range run.Contrasts {
		run.Contrasts[i].Metrics.SetRatio("availability", 1, 1)
	}
	require.Equal(t, "Lost updates: three-modes 312, single-leader 0, quorum 28", named(t, run, "contrast").Title)
	run.Contrasts = run.Contrasts[:1]
	run.Contrasts[0].Metrics = run.Metrics
	require.Equal(t, "2 ways to run the same experiment come to the same", named(t, run, "contrast").Title)
	require.Equal(t, "Availability: from single-leader 93% to three-modes 100%", named(t, sixModes(), "contrast").Title)
}

// Many small stories lose nothing, and differ in nothing but whether leaders agree.
func TestContrastsTellHowManyConverged(t *testing.T) {
	run := threeModes()
	run.Contrasts = nil
	run.Metrics = weighed(0, 0, 1, 1, 0, 0)
	run.Metrics.SetBool("converged", true)
	for _, name := range []string{"earliest", "latest", "average"} {
		metrics := weighed(0, 0, 1, 1, 0, 0)
		metrics.SetBool("converged", name == "latest")
		run.Contrasts = append(run.Contrasts, results.Contrast{Name: name, Metrics: metrics})
	}
	require.Equal(t, "Converged: 2 of 4", named(t, run, "contrast").Title)
	run.Contrasts = run.Contrasts[:1]
	require.Equal(t, "Converged: three-modes yes, earliest no", named(t, run, "contrast").Title)
}

func TestBarsAreDrawnOfWhatTheyCanCompare(t *testing.T) {
	panels := func(run *results.Run) (names []string) {
		for _, w := range newGrid(run).panels {
			names = append(names, w.Metric.Name)
		}
		return names
	}
	run := threeModes()
	run.Metrics.SetBool("converged", true)
	for i := range run.Contrasts {
		run.Contrasts[i].Metrics.SetBool("converged", true)
	}
	run.Contrasts[1].Metrics.SetDuration("t_visibility.p99", 5e6)
	require.NotContains(t, panels(run), "converged", "all agree")
	require.NotContains(t, panels(run), "t_visibility.p99", "only one has it")
	require.Contains(t, panels(run), "availability")

	run.Metrics.SetBool("converged", false)
	run.Metrics.SetDuration("t_visibility.p99", 4e6)
	require.Contains(t, panels(run), "converged")
	require.Contains(t, panels(run), "t_visibility.p99")
}

func TestAvailabilityIsShownOverTimeIfAnyVariantSuffered(t *testing.T) {
	suffered := named(t, threeModes(), "contrast")
	run := threeModes()
	for i := range run.Contrasts {
		run.Contrasts[i].Series = run.Series
	}
	whole := named(t, run, "contrast")
	require.Greater(t, suffered.size.height, whole.size.height+panelHeight)
	require.NotContains(t, whole.Caption, "Below")
}

func TestStrangeContrastsAreDrawnOrLeftOut(t *testing.T) {
	for name, change := range map[string]func(*results.Run){
		"nothing measured":  func(r *results.Run) { r.Metrics = nil; r.Contrasts = []results.Contrast{{}, {}} },
		"no series":         func(r *results.Run) { r.Series = results.Series{} },
		"series of one":     func(r *results.Run) { r.Contrasts[0].Series = results.Series{} },
		"hostile name":      func(r *results.Run) { r.Contrasts[0].Name = "\x00<b>&]]>\xff" },
		"more than one can": func(r *results.Run) { r.Contrasts = append(make([]results.Contrast, 40), r.Contrasts...) },
	} {
		t.Run(name, func(t *testing.T) {
			run := threeModes()
			change(run)
			drawn(t, run)
		})
	}
}

func TestTVisibilityTellsWhatIsSeenAtOnceAndWhenNearlyAllIs(t *testing.T) {
	run := quorumRun(.439)
	require.Equal(t, "44% of the reads that begin at once see a write, 99.9% of those 27.4 ms later", named(t, run, "t-visibility").Title)

	points := &run.TVisibility[0].Points
	*points = []results.Point{{Value: 0, Share: .2}, {Value: 5e6, Share: .6}}
	require.Equal(t, "20% of the reads that begin at once see a write", named(t, run, "t-visibility").Title, "nearly all never are")
	*points = []results.Point{{Value: 0, Share: 1}}
	require.Contains(t, leftOut(run)["t-visibility"], "every read would see every write")
	*points = []results.Point{{Value: 0, Share: .75}}
	require.Equal(t, "75% of the writes are seen at once, the others never", leftOut(run)["t-visibility"])
	require.Equal(t, "no write of a quorum was probed", leftOut(partitionedRun(3))["t-visibility"])
}

func TestAnAxisOfSharesBeginsAsNearTheWholeAsItCan(t *testing.T) {
	for lowest, want := range map[float64]float64{0: 0, .44: 0, .6: .5, .93: .9, .97: .95, .9995: .999, 1: .999} {
		a := upperShareAxis(lowest)
		require.InDelta(t, want, a.min, 1e-9, "%g", lowest)
		require.Equal(t, "100%", a.ticks[len(a.ticks)-1].label)
		require.GreaterOrEqual(t, len(a.ticks), 5)
	}
}
