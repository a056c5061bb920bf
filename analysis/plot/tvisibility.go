package plot

import (
	"fmt"
	"math"

	"github.com/mlrsim/mlrsim/results"
)

// tVisibility shows the probability that a read which begins some time after a write
// of a quorum has been acknowledged sees it (Bailis et al. 2012, §5).
func tVisibility(run *results.Run) (Figure, string) {
	laws := lawsOf(run.TVisibility)
	if len(laws) == 0 {
		return Figure{}, "no write of a quorum was probed"
	}
	low, high := extent(laws)
	if high == 0 {
		return Figure{}, atOnceOrNever(laws[0].points)
	}
	for i := range laws {
		laws[i].points = fromAtOnce(laws[i].points)
	}
	c := chart{
		x: logSpanAxis(max(low*.8, high/1e5), high), xLabel: "time from the acknowledgement of the write until the read begins",
		title: tVisibilityTitle(run),
	}
	shares := upperShareAxis(lowestShare(laws))
	c.panels = []panel{{measures: "reads that see the write", y: shares, marks: curvesOf(laws)}}
	c.legend = lawLegend(laws)
	caption := "The probability that a read which begins so long after the acknowledgement of a write of its row sees that write. The axis of time is logarithmic."
	if laws[0].points[0].x == 0 {
		caption += " What is seen at once is drawn at its left end."
	}
	if shares.min > 0 {
		caption += " That of shares begins at " + Percent(shares.min) + "."
	}
	return figureOf(c, caption), ""
}

// atOnceOrNever says what there is to say where no read need wait.
func atOnceOrNever(points []point) string {
	if share := points[len(points)-1].y; share < 1 {
		return fmt.Sprintf("%s of the writes are seen at once, the others never", Percent(share))
	}
	return "every read would see every write that was acknowledged before it began"
}

// extent is the smallest time above zero, and the largest.
func extent(laws []law) (low, high float64) {
	low = math.Inf(1)
	for _, l := range laws {
		for _, p := range l.points {
			high = max(high, p.x)
			if p.x > 0 {
				low = min(low, p.x)
			}
		}
	}
	return low, high
}

// fromAtOnce lets a curve begin with the share that is seen at once, which holds
// until the next time.
func fromAtOnce(points []point) []point {
	points = points[1:]
	if points[0].x > 0 || len(points) == 1 {
		return points
	}
	return append([]point{points[0], {points[1].x, points[0].y}}, points[1:]...)
}

func lowestShare(laws []law) float64 {
	lowest := 1.
	for _, l := range laws {
		lowest = min(lowest, l.points[0].y)
	}
	return lowest
}

// upperShareAxis is a vertical axis of shares that all lie above one: it begins at
// zero, or as near the whole as that lets it.
func upperShareAxis(lowest float64) axis {
	step := .25
	for _, above := range [...]float64{.5, .9, .95, .99, .995, .999} {
		if lowest < above {
			break
		}
		step = (1 - above) / 5
	}
	from := math.Max(0, 1-5*step)
	return axis{min: from, max: 1, ticks: ticksAt(from, 1, step, func(v float64) string { return printPercent(v, step) })}
}

// tVisibilityTitle tells what is seen at once, and when nearly all is.
func tVisibilityTitle(run *results.Run) string {
	d := run.TVisibility[0]
	atOnce := 0.
	if d.Points[0].Value == 0 {
		atOnce = d.Points[0].Share
	}
	title := fmt.Sprintf("%s of the reads that begin at once see a write", overall(run, "consistent_at_zero", atOnce, Percent))
	reached := d.Points[len(d.Points)-1].Share
	for _, q := range [...]struct {
		share  float64
		metric string
	}{{.999, "t_visibility.p999"}, {.99, "t_visibility.p99"}, {.9, "t_visibility.p90"}} {
		if q.share <= atOnce || q.share > reached {
			continue
		}
		wait := quantile(d, q.share)
		if v, ok := measured(run, q.metric); ok {
			wait = v.Num
		}
		return title + fmt.Sprintf(", %s of those %s later", Percent(q.share), results.Duration(wait))
	}
	return title
}
