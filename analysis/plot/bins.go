package plot

import (
	"golang.org/x/exp/constraints"

	"math"

	"github.com/mlrsim/mlrsim/results"
)

// mostBins is how many bins a panel shows; finer ones are folded together. At this
// number a bin is a little over a point wide.
const mostBins = 300

// fewest is how many events a bin shall hold on average for a share of them to be
// shown, and leastBins how many bins that may leave at least.
const (
	fewest    = 20
	leastBins = 40
)

// bins tells how a run's series are put on the horizontal axis.
type bins struct {
	fold  int     // bins of the series in one of ours
	width float64 // of one of ours, in seconds
	end   float64 // of the axis, in seconds
}

// binsOf chooses the stretch of time to show and how finely. A run may wait long
// after the load for what never comes; that is cut off a quarter of the load after
// its end, or where the last message was sent or applied.
//
// Bins are folded until each holds some of the events counted, if it shall show a
// share of them: of three writes, a third is not a finding. Nil: no such bounds.
func binsOf(run *results.Run, counted []int64) (bins, string) {
	s := run.Series
	if s.Width <= 0 || len(s.Writes) == 0 && len(s.Diverged) == 0 {
		return bins{}, "the run has no series over time"
	}
	width := seconds(s.Width)
	end := seconds(run.Ended)
	if shown := max(seconds(run.Duration)*1.25, width*float64(lastActive(s))); end > shown && shown > 0 {
		end = shown
	}
	if end <= 0 {
		end = width * float64(max(len(s.Writes), len(s.Diverged)))
	}
	fold := max(1, int(math.Ceil(end/width/mostBins)))
	if events := total(counted); events > 0 {
		enough := int(math.Ceil(fewest * float64(len(counted)) / float64(events)))
		fold = max(fold, min(enough, int(end/width)/leastBins))
	}
	return bins{fold, width * float64(fold), end}, ""
}

// lastActive is the number of bins until nothing is sent or applied any more.
func lastActive(s results.Series) int {
	last := 0
	for _, series := range [...][]int64{s.Writes, s.Messages, s.Applied} {
		for i, n := range series {
			if n > 0 {
				last = max(last, i+1)
			}
		}
	}
	return last
}

// sums folds counts.
func (b bins) sums(counts []int64) []float64 {
	return foldWith(b, counts, func(sum, n float64) float64 { return sum + n })
}

// peaks folds values of which the largest matters.
func (b bins) peaks(values []int64) []float64 { return foldWith(b, values, math.Max) }

// lags folds lags. Where a leader is no member is a gap.
func (b bins) lags(values []int64) []float64 {
	lags := b.peaks(values)
	for i := range lags {
		if lags[i] == results.NoLag {
			lags[i] = math.NaN()
		}
	}
	return lags
}

// means folds averages of bins of equal width.
func (b bins) means(values []float64) []float64 {
	sums := foldWith(b, values, func(sum, v float64) float64 { return sum + v })
	for i := range sums {
		sums[i] /= float64(min(b.fold, len(values)-i*b.fold))
	}
	return sums
}

func foldWith[V constraints.Integer | constraints.Float](b bins, values []V, join func(a, b float64) float64) []float64 {
	shown := min(len(values), int(math.Ceil(b.end/b.width-1e-9))*b.fold)
	var folded []float64
	for i, v := range values[:shown] {
		if i%b.fold == 0 {
			folded = append(folded, float64(v))
		} else {
			folded[len(folded)-1] = join(folded[len(folded)-1], float64(v))
		}
	}
	return folded
}

// quotients divides bin by bin. Where there is nothing to divide by is a gap.
func quotients(of, by []float64) []float64 {
	shares := make([]float64, min(len(of), len(by)))
	for i := range shares {
		shares[i] = math.NaN()
		if by[i] > 0 {
			shares[i] = of[i] / by[i]
		}
	}
	return shares
}

// highest is the largest value that is one; 0 if there is none.
func highest(values []float64) float64 {
	top := 0.
	for _, v := range values {
		if v > top && !math.IsInf(v, 0) {
			top = v
		}
	}
	return top
}

// total adds counts.
func total(counts []int64) int64 {
	sum := int64(0)
	for _, n := range counts {
		sum += n
	}
	return sum
}
