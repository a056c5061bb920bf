package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// law is a distribution as it is drawn: points with values in seconds.
type law struct {
	label  string
	points []point
	style  draw.LineStyle
	named  bool
}

// distributionWords are what differs between figures of distributions.
type distributionWords struct {
	metric  string // of which the title tells the median and the 99th percentile
	of      string // "changes are visible elsewhere", continues "half of all"
	axis    string
	caption string
	nothing string // the reason if there are none
	zero    string // the reason if all are zero
}

func visibility(run *results.Run) (Figure, string) {
	return distributions(run, run.Visibility, distributionWords{
		metric:  "visibility",
		of:      "changes are visible elsewhere",
		axis:    "time from the commit at the origin until applied at another leader",
		caption: "The share of changes that have been applied at the other leader within a time after their commit.",
		nothing: "no change was applied at another leader",
		zero:    "every change was visible everywhere at once",
	})
}

func writeLatency(run *results.Run) (Figure, string) {
	return distributions(run, run.WriteLatency, distributionWords{
		metric:  "write_latency",
		of:      "writes are acknowledged",
		axis:    "latency of a write as its client sees it",
		caption: "The share of writes acknowledged within a time, as their clients see it, the way to the leader included.",
		nothing: "no write was acknowledged",
		zero:    "every write was acknowledged at once: clients sit beside their leader, which waits for no other",
	})
}

func readLatency(run *results.Run) (Figure, string) {
	return distributions(run, run.ReadLatency, distributionWords{
		metric:  "read_latency",
		of:      "reads are answered",
		axis:    "latency of a read as its client sees it",
		caption: "The share of reads answered within a time, as their clients see it, the way to the leader included.",
		nothing: "no read was answered",
		zero:    "every read was answered at once: clients sit beside their leader",
	})
}

func distributions(run *results.Run, all []results.Distribution, words distributionWords) (Figure, string) {
	laws := lawsOf(all)
	if len(laws) == 0 {
		return Figure{}, words.nothing
	}
	x, clamped := lawAxis(laws)
	if x.max == 0 {
		return Figure{}, words.zero
	}
	if reason := oneStep(all, words); reason != "" {
		return Figure{}, reason
	}
	c := chart{x: x, xLabel: words.axis, title: lawTitle(run, all, words)}
	c.panels = []panel{{measures: "share of all", y: shareAxis(1), marks: curvesOf(laws)}}
	c.legend = lawLegend(laws)
	if x.log {
		words.caption += " The axis of time is logarithmic."
	}
	if clamped {
		words.caption += " What took no time at all is drawn at its left end."
	}
	return figureOf(c, words.caption), ""
}

// oneStep says why not to draw distributions that are all one step of the same value: a
// curve would be a corner, and its tail too thin to be seen.
func oneStep(all []results.Distribution, words distributionWords) string {
	low, most, slowest := int64(math.MaxInt64), int64(0), int64(0)
	for _, d := range all {
		if d.Count > 0 && len(d.Points) > 0 {
			low = min(low, d.Points[0].Value)
			most = max(most, quantile(d, .99))
			slowest = max(slowest, d.Points[len(d.Points)-1].Value)
		}
	}
	switch {
	case low < most:
		return ""
	case slowest == most:
		return fmt.Sprintf("all %s %s", words.of, within(most))
	default:
		return fmt.Sprintf("99%% of all %s %s; the slowest takes %s", words.of, within(most), results.Duration(slowest))
	}
}

// lawsOf drops what is empty and says how each is drawn: the first, "all", black;
// others in colours. With more than a legend holds, those that are named are
// spread evenly over the order by medians, and the rest are thin and grey.
func lawsOf(all []results.Distribution) []law {
	var whole, parts []law
	for _, d := range all {
		l := law{label: clean(d.Label), points: pointsOf(d)}
		switch {
		case len(l.points) == 0:
		case d.From < 0 && d.To < 0 && len(whole) == 0:
			l.named, l.style = true, wholeLine
			whole = append(whole, l)
		default:
			parts = append(parts, l)
		}
	}
	if len(parts) == 1 && len(whole) == 1 {
		parts = nil
	}
	nameSpread(parts)
	return append(whole, parts...)
}

func nameSpread(parts []law) {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(parts[a].median(), parts[b].median()) })
	named := min(len(order), mostNamed)
	chosen := map[int]bool{}
	for k := range named {
		chosen[order[k*(len(order)-1)/max(1, named-1)]] = true
	}
	styled := 0
	for i := range parts {
		parts[i].style = restLine
		if chosen[i] {
			parts[i].named, parts[i].style = true, lineOf(styled)
			styled++
		}
	}
}

func (l law) median() float64 {
	for _, p := range l.points {
		if p.y >= .5 {
			return p.x
		}
	}
	return l.points[len(l.points)-1].x
}

// mostPoints bounds the points of a curve; the eye sees no more.
const mostPoints = 250

// pointsOf is a distribution as a curve that begins at share 0, thinned if it is
// finer than the eye. Ends are kept.
func pointsOf(d results.Distribution) []point {
	if d.Count == 0 || len(d.Points) == 0 {
		return nil
	}
	step := len(d.Points)/mostPoints + 1
	points := []point{{float64(d.Points[0].Value) / 1e9, 0}}
	for i := 0; i < len(d.Points); i += step {
		points = append(points, asPoint(d.Points[i]))
	}
	if last := asPoint(d.Points[len(d.Points)-1]); points[len(points)-1] != last {
		points = append(points, last)
	}
	return points
}

func asPoint(p results.Point) point {
	return point{max(0, float64(p.Value)/1e9), inside(p.Share)}
}

// logFrom is the ratio of the largest to the smallest value from which the axis of
// time is logarithmic.
const logFrom = 30

// lawAxis holds all laws. It tells whether values of zero stand at the end of a
// logarithmic axis, where they do not belong.
func lawAxis(laws []law) (x axis, clamped bool) {
	low, high := math.Inf(1), 0.
	zeros := false
	for _, l := range laws {
		for _, p := range l.points {
			high = max(high, p.x)
			zeros = zeros || p.x == 0
			if p.x > 0 {
				low = min(low, p.x)
			}
		}
	}
	switch {
	case high == 0:
		return axis{}, false
	case high/low > logFrom:
		return logSpanAxis(low, high), zeros
	case zeros || low < high/2:
		return spanAxis(0, high*1.02, 7), false
	default:
		margin := max(high-low, high*.05) * .15
		return spanAxis(max(0, low-margin), high+margin, 7), false
	}
}

func curvesOf(laws []law) []mark {
	var behind, before []mark
	for _, l := range laws {
		if l.named {
			before = append(before, curve{l.points, l.style})
		} else if len(behind) < mostUnnamed {
			behind = append(behind, curve{l.points, l.style})
		}
	}
	return append(behind, before...)
}

// lawLegend names the laws; alone, a law needs no name.
func lawLegend(laws []law) []entry {
	if len(laws) == 1 {
		return nil
	}
	var legend []entry
	for _, l := range laws {
		if l.named {
			legend = append(legend, entry{l.label, l.style})
		}
	}
	if others := len(laws) - len(legend); others > 0 {
		legend = append(legend, entry{fmt.Sprintf("%s others", results.Grouped(int64(others))), restLine})
	}
	return legend
}

// lawTitle tells the median and the 99th percentile.
func lawTitle(run *results.Run, all []results.Distribution, words distributionWords) string {
	half, most := lawFigures(run, all, words.metric)
	if half == most {
		return fmt.Sprintf("Nearly all %s %s", words.of, within(half))
	}
	return fmt.Sprintf("Half of all %s %s, 99%% %s", words.of, within(half), within(most))
}

func within(ns int64) string {
	if ns == 0 {
		return "at once"
	}
	return "within " + results.Duration(ns)
}

// lawFigures are those of the summary, so that all that a run says agrees, or else
// those of the first distribution that holds anything, which is that of all.
func lawFigures(run *results.Run, all []results.Distribution, metric string) (half, most int64) {
	for _, d := range all {
		if d.Count > 0 && len(d.Points) > 0 {
			half, most = quantile(d, .5), quantile(d, .99)
			break
		}
	}
	p50, ok50 := measured(run, metric+".p50")
	p99, ok99 := measured(run, metric+".p99")
	if ok50 && ok99 {
		return p50.Num, p99.Num
	}
	return half, most
}

// measured finds a metric that was set and has a value.
func measured(run *results.Run, name string) (results.Value, bool) {
	if run.Metrics == nil {
		return results.Value{}, false
	}
	v, ok := run.Metrics.Get(name)
	return v, ok && v.Defined()
}

func quantile(d results.Distribution, share float64) int64 {
	for _, p := range d.Points {
		if p.Share >= share {
			return p.Value
		}
	}
	return d.Points[len(d.Points)-1].Value
}
