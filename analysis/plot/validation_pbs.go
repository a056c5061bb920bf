package plot

import (
	"github.com/mlrsim/mlrsim/results"
)

// quorumCurves draws, for each store and each size of quorums, the probability that a
// read sees a write against the time since its commit.
func quorumCurves(v *results.Validation) (Figure, bool) {
	c := chart{
		title:  "When a read sees a write: LNKD-SSD within milliseconds, LNKD-DISK within a tenth of a second",
		xLabel: "time from the commit of the write until the read begins",
	}
	stores := quorumPanels(v, &c)
	end := 0.
	for _, s := range stores {
		for _, points := range s.curves {
			end = max(end, nearlyAll(points))
		}
	}
	if end == 0 {
		return Figure{}, false
	}
	c.x = logSpanAxis(quorumFrom, end)
	for _, s := range stores {
		c.panels = append(c.panels, s.panel(end))
	}
	return figureOf(c, "The probability that a read which begins so long after the commit of a write sees it, for N = 3 replicas and quorums of R and W (Bailis et al. 2012), as one run has it. "+
		"What is seen at once is drawn at the left end of the logarithmic axis. The upper panel begins at a larger share."), true
}

// quorumFrom is where the axis of time begins, in seconds.
const quorumFrom = 1e-4

// quorumStore is a panel in the making.
type quorumStore struct {
	measures string
	curves   [][]point
	styles   []int // by curve: its entry in the legend
}

// quorumPanels gathers the curves of each store that was validated, and the legend.
func quorumPanels(v *results.Validation, c *chart) []quorumStore {
	var stores []quorumStore
	for _, store := range [...]struct{ id, measures string }{
		{"PBS-SSD", "LNKD-SSD: reads that see the write"}, {"PBS-DISK", "LNKD-DISK: reads that see the write"},
	} {
		row, _ := validationRow(v, store.id)
		s := quorumStore{measures: store.measures}
		for _, one := range row.Curves {
			s.curves = append(s.curves, seenBy(one))
			s.styles = append(s.styles, c.entry(clean(one.Label)))
		}
		if len(s.curves) > 0 {
			stores = append(stores, s)
		}
	}
	return stores
}

// panel draws the curves up to an end of the axis of time.
func (s quorumStore) panel(end float64) panel {
	p := panel{measures: s.measures}
	lowest := 1.
	for i, points := range s.curves {
		lowest = min(lowest, points[0].y)
		last := points[len(points)-1]
		p.marks = append(p.marks, curve{append(points, point{max(end, last.x), last.y}), lineOf(s.styles[i])})
	}
	p.y = upperShareAxis(lowest)
	return p
}

// seenBy is a curve from the left end of the axis on.
func seenBy(c results.ValidationCurve) []point {
	points := []point{{quorumFrom, 0}}
	for _, p := range c.Points {
		if p[0] <= quorumFrom {
			points[0].y = p[1]
		} else {
			points = append(points, point{p[0], p[1]})
		}
	}
	return points
}

// nearlyAll is when all but one in ten thousand reads see the write.
func nearlyAll(points []point) float64 {
	for _, p := range points {
		if p.y >= .9999 {
			return p.x
		}
	}
	return points[len(points)-1].x
}

// entry finds the legend's entry of a name, or adds one, and returns its number.
func (c *chart) entry(name string) int {
	for i, e := range c.legend {
		if e.name == name {
			return i
		}
	}
	c.legend = append(c.legend, entry{name, lineOf(len(c.legend))})
	return len(c.legend) - 1
}
