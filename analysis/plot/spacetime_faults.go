package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// faultsShown are the faults that touch the time drawn, in the order in which they
// are: those that stop leaders over those that cut links, and these over others.
func (s *scene) faultsShown() []results.Interval {
	var shown []results.Interval
	for _, f := range s.run.Faults {
		if f.From < s.clock.last().to && f.To > s.clock.first().from {
			shown = append(shown, f)
		}
	}
	slices.SortStableFunc(shown, func(a, b results.Interval) int { return weight(a) - weight(b) })
	return shown
}

func weight(f results.Interval) int {
	switch {
	case stops(f):
		return 2
	case f.Cuts():
		return 1
	default:
		return 0
	}
}

// faultRows are the names of faults above the lanes.
func (s *scene) faultRows() [][]placedLabel {
	place := func(at float64) float64 {
		return float64((s.clock.at(sim.Time(at*1e9)) - s.left) / (s.right - s.left))
	}
	return shadeRows(faultShades(s.faultsShown(), seconds(s.clock.last().to)), place, s.right-s.left)
}

// drawFaults shades the lanes, or the lanes between which links are cut.
func (s *scene) drawFaults(on sheet) {
	for _, f := range s.faultsShown() {
		x0, x1 := s.clock.at(f.From), s.clock.at(f.To)
		if f.Instant() {
			s.markInstant(on, f, x0)
			continue
		}
		if len(f.Links) > 0 || len(f.Leaders) == 0 {
			s.shadeLinks(on, f, x0, x1)
		}
		for _, lane := range s.lanesStruck(f) {
			on.box(faultTint(f.Kind), s.laneBand(lane, x0, x1))
		}
	}
	drawShadeLabels(on, s.faultRows(), s.left, s.ceiling()+shadeStep*vg.Length(len(s.faultRows())))
}

// markInstant draws a line across the lanes of the leaders that a fault strikes.
func (s *scene) markInstant(on sheet, f results.Interval, x vg.Length) {
	for _, lane := range s.lanesStruck(f) {
		band := s.laneBand(lane, x, x)
		on.line(draw.LineStyle{Color: faultGround(f), Width: 1.4}, band.Min, band.Max)
	}
}

// lanesStruck are the lanes of the leaders that a fault strikes.
func (s *scene) lanesStruck(f results.Interval) []int {
	var lanes []int
	for _, leader := range f.Leaders {
		if lane, ok := s.lane[leader]; ok {
			lanes = append(lanes, lane)
		}
	}
	return lanes
}

func (s *scene) laneBand(lane int, x0, x1 vg.Length) vg.Rectangle {
	half := s.pitch * .36
	return rectangle(x0, s.y(lane)-half, x1, s.y(lane)+half)
}

// linksBand is the ground behind cut links.
func (s *scene) linksBand(first, last int, x0, x1 vg.Length) vg.Rectangle {
	return rectangle(x0, s.y(last)-s.headroom()+2, x1, s.y(first)+s.headroom())
}

// shadeLinks shades from the first to the last lane that loses a link, and draws a
// wall between neighbouring lanes that cannot reach each other.
func (s *scene) shadeLinks(on sheet, f results.Interval, x0, x1 vg.Length) {
	first, last := s.lanesOf(f)
	if first > last {
		return
	}
	on.box(faultTint(f.Kind), s.linksBand(first, last, x0, x1))
	wall := draw.LineStyle{Color: orange, Width: 1.6, Dashes: []vg.Length{2, 1.5}}
	for lane := range len(s.lanes) - 1 {
		if s.cutBetween(f, s.lanes[lane], s.lanes[lane+1]) {
			y := s.y(lane) - s.pitch/2
			on.line(wall, vg.Point{X: x0, Y: y}, vg.Point{X: x1, Y: y})
		}
	}
}

// lanesOf is the range of lanes at the ends of a fault's links; all lanes for a
// fault of which nothing is known.
func (s *scene) lanesOf(f results.Interval) (first, last int) {
	if len(f.Links) == 0 {
		return 0, len(s.lanes) - 1
	}
	first, last = len(s.lanes), -1
	for _, link := range f.Links {
		for _, end := range link {
			if lane, ok := s.lane[end]; ok {
				first, last = min(first, lane), max(last, lane)
			}
		}
	}
	return first, last
}

// cutBetween tells that a fault cuts a link between two leaders.
func (s *scene) cutBetween(f results.Interval, a, b int) bool {
	return f.Cuts() && (slices.Contains(f.Links, [2]int{a, b}) || slices.Contains(f.Links, [2]int{b, a}))
}
