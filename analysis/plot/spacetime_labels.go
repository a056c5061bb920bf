package plot

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// label is words that want to stand near a mark, or in a line.
type label struct {
	at     vg.Point
	clear  vg.Length  // radius of the mark
	along  []vg.Point // of the line in which it stands, instead: the best first
	arc    *arc       // in which it stands, or beside it, instead
	words  string     // in ink
	alarm  string     // behind them, in vermillion
	weight int        // labels of lesser weight are placed later and dropped first
	lane   int        // on which the label is missed if there is no room for it; -1: nowhere
}

// inLine are the places of words in a line, as shares of its length.
var inLine = [...]vg.Length{.5, .42, .58, .34, .66, .26, .74, .18, .82}

// The weights of labels.
const (
	weightRead = iota
	weightHeld
	weightWrite
	weightTransfer
	weightStale
	weightConcurrent
	weightLost
	weightPair
)

func (l label) width() vg.Length {
	note := letters().note
	return note.Width(l.words) + note.in(vermillion).Width(l.alarm)
}

const labelHeight = vg.Length(7.5)

// placed is a label with its box.
type placed struct {
	label
	box vg.Rectangle
}

// layLabels places the weightier first. A label takes the place at its mark where
// it covers the fewest lines, and none on other words or marks. Those without any
// are counted at the end of their lane.
func (s *scene) layLabels() {
	labels := s.labels()
	slices.SortStableFunc(labels, func(a, b label) int { return cmp.Compare(b.weight, a.weight) })
	taken := slices.Concat(s.marksTaken(), s.borders())
	s.placed, s.missed = nil, make([]int, len(s.lanes))
	for _, l := range labels {
		box, ok := s.place(l, taken)
		switch {
		case ok:
			taken = append(taken, box)
			s.placed = append(s.placed, placed{l, box})
		case l.lane >= 0:
			s.missed[l.lane]++
		}
	}
}

func (s *scene) drawLabels(on sheet) {
	for _, l := range s.placed {
		s.drawLabel(on, l.label, l.box)
	}
	for lane, n := range s.missed {
		if n > 0 {
			on.write(letters().note.in(muted), s.right+2, s.y(lane)-2.4, left, fmt.Sprintf("+%d", n))
		}
	}
}

// labels are the labels that there should be, if there is room.
func (s *scene) labels() []label {
	var labels []label
	labels = append(labels, s.arcLabels()...)
	for _, c := range s.commits {
		labels = append(labels, s.commitLabel(c))
	}
	for _, r := range s.story.Reads {
		if at, ok := s.readAt(r); ok {
			labels = append(labels, s.readLabel(r, at))
		}
	}
	for _, t := range s.transfers {
		labels = append(labels, t.label())
	}
	return append(labels, s.heldLabels()...)
}

// arcLabels are those of some arcs. Of two that meet in a commit one tells both.
func (s *scene) arcLabels() (labels []label) {
	const most = 3
	told := map[vg.Point]bool{}
	for _, a := range s.arcs {
		if len(labels) < most && !told[a.from] && !told[a.to] {
			told[a.from], told[a.to] = true, true
			labels = append(labels, label{arc: &a, alarm: "concurrent", weight: weightPair, lane: -1})
		}
	}
	return labels
}

func (s *scene) commitLabel(c commit) label {
	l := label{at: c.at, clear: s.dot(), words: s.writeName(c), weight: weightWrite, lane: s.lane[c.Leader]}
	if c.Delete {
		l.words += " (delete)"
	}
	if c.concurrent {
		l.clear, l.weight = s.ring(), weightConcurrent
	}
	if c.Lost {
		l.alarm, l.weight = " lost", weightLost
	}
	return l
}

// writeName drops the leader's name from a write's, "tokyo#57": its lane tells it.
func (s *scene) writeName(c commit) string {
	name := clean(c.Name)
	if number, ok := strings.CutPrefix(name, nameOf(s.run, c.Leader)+"#"); ok && len(s.commits) > 3 {
		return "#" + number
	}
	return name
}

func (s *scene) readLabel(r results.StoryRead, at vg.Point) label {
	l := label{at: at, clear: s.dot(), words: "reads " + clean(r.Value), weight: weightRead, lane: s.lane[r.Leader]}
	if r.Value == "" {
		l.words = "reads nothing"
	}
	if r.Stale {
		l.alarm, l.weight = " stale", weightStale
	}
	return l
}

// heldLabels tell how long the first held message of each write was under way.
func (s *scene) heldLabels() []label {
	var labels []label
	told := map[uint64]bool{}
	for _, f := range s.flights {
		if f.held && f.arrives && !f.behind && !told[f.Write] {
			told[f.Write] = true
			took := results.Duration(int64(f.Arrived - f.Sent))
			labels = append(labels, label{along: f.points(), words: took, weight: weightHeld, lane: -1})
		}
	}
	return labels
}

func (f flight) points() []vg.Point {
	var points []vg.Point
	for _, t := range inLine {
		points = append(points, vg.Point{X: f.from.X + t*(f.to.X-f.from.X), Y: f.from.Y + t*(f.to.Y-f.from.Y)})
	}
	return points
}

// places are boxes of a width in the arc, and on either side of it.
func (a arc) places(wide vg.Length) (places []vg.Rectangle) {
	const beside = 4
	for _, t := range inLine {
		p := a.point(t)
		for _, x := range [...]vg.Length{p.X - wide/2, p.X + beside, p.X - beside - wide} {
			places = append(places, rectangle(x, p.Y-labelHeight/2, x+wide, p.Y+labelHeight/2))
		}
	}
	return places
}

// marksTaken are the boxes of all marks, on which no words may stand.
func (s *scene) marksTaken() []vg.Rectangle {
	var taken []vg.Rectangle
	for _, c := range s.commits {
		taken = append(taken, around(c.at, s.ring()))
	}
	for _, f := range s.flights {
		if f.arrives && !f.behind {
			taken = append(taken, around(f.to, s.markSize()))
		}
		if f.arrives && f.Reported {
			sign := s.reportAt(f)
			taken = append(taken, rectangle(sign.X-2, sign.Y, sign.X+2, sign.Y+reportHeight))
		}
	}
	for _, r := range s.story.Reads {
		if at, ok := s.readAt(r); ok {
			taken = append(taken, around(at, s.dot()))
		}
	}
	return taken
}

// borders are breaks, walls, and the names of the lanes: words across them could
// not be read.
func (s *scene) borders() []vg.Rectangle {
	var borders []vg.Rectangle
	for lane, leader := range s.lanes {
		wide := letters().strong.Width(s.name(leader))
		borders = append(borders, rectangle(s.left-10-wide, s.y(lane)-5, s.left-4, s.y(lane)+6))
	}
	for i := range len(s.clock) - 1 {
		borders = append(borders, rectangle(s.clock[i].x1, s.bottom(), s.clock[i+1].x0, s.ceiling()))
	}
	for _, f := range s.faultsShown() {
		for lane := range len(s.lanes) - 1 {
			if s.cutBetween(f, s.lanes[lane], s.lanes[lane+1]) {
				y := s.y(lane) - s.pitch/2
				borders = append(borders, rectangle(s.clock.at(f.From), y, s.clock.at(f.To), y))
			}
		}
	}
	return borders
}

// onFaultEdge tells that the ground changes under a box.
func (s *scene) onFaultEdge(box vg.Rectangle) bool {
	return slices.ContainsFunc(s.faultsShown(), func(f results.Interval) bool {
		from, to := s.clock.at(f.From), s.clock.at(f.To)
		return box.Min.X < from && from < box.Max.X || box.Min.X < to && to < box.Max.X
	})
}

func around(at vg.Point, r vg.Length) vg.Rectangle {
	return rectangle(at.X-r, at.Y-r, at.X+r, at.Y+r)
}

// place finds the cheapest box for a label: by the lines that it would cover, then
// by the order of the places.
func (s *scene) place(l label, taken []vg.Rectangle) (vg.Rectangle, bool) {
	best, least := vg.Rectangle{}, math.Inf(1)
	for i, box := range s.places(l) {
		if !s.free(box, taken) {
			continue
		}
		cost := float64(s.linesThrough(box)) + .4*float64(i)
		if s.onFaultEdge(box) {
			cost += 4
		}
		if cost < least {
			best, least = box, cost
		}
	}
	return best, !math.IsInf(least, 1)
}

// places lists where a label may stand: above and below its mark, to the sides, and
// further out.
func (s *scene) places(l label) []vg.Rectangle {
	wide := l.width()
	if l.arc != nil {
		return l.arc.places(wide)
	}
	var places []vg.Rectangle
	for _, p := range l.along {
		places = append(places, rectangle(p.X-wide/2, p.Y-labelHeight/2, p.X+wide/2, p.Y+labelHeight/2))
	}
	if len(places) > 0 {
		return places
	}
	for _, out := range [...]vg.Length{1.5, 10} {
		above, below := l.at.Y+l.clear+out, l.at.Y-l.clear-out-labelHeight
		for _, shift := range [...]vg.Length{.5, 1, 0} {
			x := l.at.X - wide*shift
			for _, y := range [...]vg.Length{above, below} {
				places = append(places, rectangle(x, y, x+wide, y+labelHeight))
			}
		}
	}
	return places
}

func (s *scene) free(box vg.Rectangle, taken []vg.Rectangle) bool {
	if box.Min.X < edge || box.Max.X > figureWidth-2 || box.Max.Y > s.ceiling()+1 || box.Min.Y < s.bottom()+1 {
		return false
	}
	for lane := range s.lanes {
		if y := s.y(lane); box.Min.Y < y+.6 && y-.6 < box.Max.Y {
			return false
		}
	}
	return !slices.ContainsFunc(taken, func(t vg.Rectangle) bool { return meet(box, t) })
}

func meet(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X+.8 && b.Min.X < a.Max.X+.8 && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// linesThrough counts the messages that pass under a box.
func (s *scene) linesThrough(box vg.Rectangle) int {
	n := 0
	for _, f := range s.flights {
		if !f.behind && crosses(box, f.from, f.to) {
			n++
		}
	}
	for _, t := range s.transfers {
		if t.sourced && crosses(box, t.from, t.to) {
			n++
		}
	}
	for _, a := range s.arcs {
		if a.crosses(box) {
			n++
		}
	}
	return n
}

// crosses tells whether the arc passes under a box, as a chain of short lines.
func (a arc) crosses(box vg.Rectangle) bool {
	for t := vg.Length(0); t < 1; t += .125 {
		if crosses(box, a.point(t), a.point(t+.125)) {
			return true
		}
	}
	return false
}

// crosses clips the line to the box, side by side (Liang and Barsky 1984).
func crosses(box vg.Rectangle, a, b vg.Point) bool {
	from, to := 0., 1.
	clip := func(delta, room vg.Length) bool {
		switch share := float64(room) / float64(delta); {
		case delta == 0:
			return room >= 0
		case delta < 0:
			from = max(from, share)
		default:
			to = min(to, share)
		}
		return from <= to
	}
	dx, dy := b.X-a.X, b.Y-a.Y
	return clip(-dx, a.X-box.Min.X) && clip(dx, box.Max.X-a.X) && clip(-dy, a.Y-box.Min.Y) && clip(dy, box.Max.Y-a.Y)
}

// drawLabel sets the words on the ground that lies there, so that lines end before
// them, and ties them to the mark if they had to go far.
func (s *scene) drawLabel(on sheet, l label, box vg.Rectangle) {
	if gap := s.gap(l, box); gap > 6 && len(l.along) == 0 && l.arc == nil {
		x := min(max(l.at.X, box.Min.X), box.Max.X)
		from, to := l.at.Y+l.clear, box.Min.Y
		if box.Max.Y < l.at.Y {
			from, to = l.at.Y-l.clear, box.Max.Y
		}
		on.line(draw.LineStyle{Color: axisGrey, Width: .4}, vg.Point{X: l.at.X, Y: from}, vg.Point{X: x, Y: to})
	}
	if s.linesThrough(box) > 0 && !s.onFaultEdge(box) {
		on.box(s.groundAt(vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}), box)
	}
	note := letters().note
	on.write(note, box.Min.X, box.Min.Y+1.6, left, l.words)
	on.write(note.in(vermillion), box.Min.X+note.Width(l.words), box.Min.Y+1.6, left, l.alarm)
}

// gap is the height between a label and its mark.
func (s *scene) gap(l label, box vg.Rectangle) vg.Length {
	return max(box.Min.Y-l.at.Y, l.at.Y-box.Max.Y) - l.clear
}

// groundAt is the colour behind a point: that of the last fault drawn there.
func (s *scene) groundAt(p vg.Point) color.RGBA {
	ground := white
	for _, f := range s.faultsShown() {
		x0, x1 := s.clock.at(f.From), s.clock.at(f.To)
		if f.Instant() {
			continue
		}
		if first, last := s.lanesOf(f); len(f.Leaders) == 0 && first <= last && contains(s.linksBand(first, last, x0, x1), p) {
			ground = faultTint(f.Kind)
		}
		for _, lane := range s.lanesStruck(f) {
			if contains(s.laneBand(lane, x0, x1), p) {
				ground = faultTint(f.Kind)
			}
		}
	}
	return ground
}

func contains(r vg.Rectangle, p vg.Point) bool {
	return r.Min.X <= p.X && p.X <= r.Max.X && r.Min.Y <= p.Y && p.Y <= r.Max.Y
}
