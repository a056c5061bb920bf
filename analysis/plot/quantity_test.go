package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
)

func labels(a axis) []string {
	var words []string
	for _, t := range a.ticks {
		if t.label != "" {
			words = append(words, t.label)
		}
	}
	return words
}

func TestTicksAreRoundAndHaveUnits(t *testing.T) {
	require.Equal(t, []string{"0 s", "10 s", "20 s", "30 s", "40 s", "50 s", "60 s"}, labels(spanAxis(0, 61, 8)))
	require.Equal(t, []string{"0 ms", "20 ms", "40 ms", "60 ms", "80 ms"}, labels(spanAxis(0, .083, 7)))
	require.Equal(t, []string{"0 min", "5 min", "10 min"}, labels(spanAxis(0, 600, 3)))
	require.Equal(t, []string{"100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"}, labels(logSpanAxis(1e-4, 10)))
	require.Equal(t, []string{"20 ms", "50 ms", "100 ms", "200 ms", "500 ms", "1 s"}, labels(logSpanAxis(.02, 1)))
	require.Equal(t, []string{"0%", "0.5%", "1%", "1.5%", "2%"}, labels(shareAxis(.017)))
	require.Equal(t, []string{"0%", "25%", "50%", "75%", "100%"}, labels(shareAxis(.99)))
	require.Equal(t, []string{"0", "500", "1,000", "1,500"}, labels(fromZero(1300, 4, printCount)))
	require.Equal(t, []string{"0", "0.5", "1", "1.5"}, labels(fromZero(1.2, 4, printCount)))
	require.Equal(t, []string{"0 ms", "50 ms", "100 ms"}, labels(fromZero(.081, 2, printSpan(.081))))
}

func TestAxisPlacesInsideItsEnds(t *testing.T) {
	log := axis{min: .001, max: 1, log: true}
	require.InDelta(t, 1./3, log.place(.01), 1e-12)
	require.Zero(t, log.place(0))
	require.Equal(t, 1., log.place(math.Inf(1)))
	require.Equal(t, .25, spanAxis(0, 60, 8).place(15))
}

func TestPercentNeverRoundsUpToAll(t *testing.T) {
	require.Equal(t, "100%", Percent(1))
	require.Equal(t, "99.95%", Percent(.9995))
	require.Equal(t, "1.4%", Percent(.0139))
	require.Equal(t, "0.02%", Percent(.0002))
	require.Equal(t, "0%", Percent(0))
}

func TestNamesAreMadeFit(t *testing.T) {
	require.Equal(t, "a b", clean("a\nb\x00\x1b\xff"))
	require.Equal(t, "東京", clean("東京"))
	note := letters().note
	require.LessOrEqual(t, note.Width(note.fit("a name that is much too long", 40)), vg.Length(40))
	require.Empty(t, note.fit("name", 1))
}

func TestFoldingKeepsTotalsAndPeaks(t *testing.T) {
	b := bins{fold: 2, width: 2, end: 5}
	require.Equal(t, []float64{3, 7, 5}, b.sums([]int64{1, 2, 3, 4, 5}))
	require.Equal(t, []float64{2, 4, 5}, b.peaks([]int64{1, 2, 3, 4, 5}))
	require.Equal(t, []float64{1.5, 3.5, 5}, b.means([]float64{1, 2, 3, 4, 5}))
	shares := quotients([]float64{1, 0}, []float64{2, 0})
	require.Equal(t, .5, shares[0])
	require.True(t, math.IsNaN(shares[1]))
	require.Equal(t, []run{{0, 1}}, runsOf(shares))
}
