package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// life is from when to when a leader is there; without a beginning and end of its
// own, for ever.
func life(run *results.Run, leader int) (from, to sim.Time) {
	from, to = -sim.Never, sim.Never
	for _, f := range run.Faults {
		switch {
		case !slices.Contains(f.Leaders, leader):
		case f.Kind == "join":
			from = f.From
		case f.Kind == "leave":
			to = f.From
		}
	}
	return from, to
}

// copied is when a leader that joined had its copy: until then it serves nobody.
func (s *scene) copied(leader int) sim.Time {
	from, _ := life(s.run, leader)
	if from < s.story.From {
		return from
	}
	for _, t := range s.story.Transfers {
		if t.Leader == leader && t.Why == "join" {
			return t.At
		}
	}
	return from
}

// drawLane draws a leader's lane while it is there: dotted while it stands still or
// waits for its copy, and with a bar where it joins or leaves.
func (s *scene) drawLane(on sheet, lane int) {
	leader := s.lanes[lane]
	from, to := life(s.run, leader)
	copied := s.copied(leader)
	s.drawStretch(on, waitingLane, lane, from, copied)
	s.drawStretch(on, laneLine, lane, copied, to)
	for _, f := range s.faultsShown() {
		if stops(f) && slices.Contains(f.Leaders, leader) {
			s.drawStretch(on, draw.LineStyle{Color: faultTint(f.Kind), Width: 1.2}, lane, max(f.From, from), min(f.To, to))
			s.drawStretch(on, waitingLane, lane, max(f.From, from), min(f.To, to))
		}
	}
	for _, t := range s.transfers {
		if t.Leader == leader && t.Why == "restore" {
			back := s.backAgain(leader, t.At)
			s.drawStretch(on, draw.LineStyle{Color: white, Width: 1.2}, lane, back, t.At)
			s.drawStretch(on, waitingLane, lane, back, t.At)
		}
	}
}

// backAgain is the end of the last crash of a leader that was over at an instant.
func (s *scene) backAgain(leader int, at sim.Time) sim.Time {
	back := at
	for _, f := range s.faultsShown() {
		if f.Kind == "crash" && slices.Contains(f.Leaders, leader) && f.To <= at {
			back = f.To
		}
	}
	return back
}

var (
	laneLine    = draw.LineStyle{Color: axisGrey, Width: .8}
	waitingLane = draw.LineStyle{Color: axisGrey, Width: .8, Dashes: []vg.Length{1, 2}}
)

// drawStretch draws a lane from one instant to another, but not across breaks.
func (s *scene) drawStretch(on sheet, style draw.LineStyle, lane int, from, to sim.Time) {
	for _, part := range s.clock {
		x0, x1 := part.x0, part.x1
		if from > part.from {
			x0 = s.clock.at(from)
		}
		if to < part.to {
			x1 = s.clock.at(to)
		}
		if x0 = max(x0, part.x0); x0 < min(x1, part.x1) {
			on.line(style, vg.Point{X: x0, Y: s.y(lane)}, vg.Point{X: min(x1, part.x1), Y: s.y(lane)})
		}
	}
}

// stops tells that leaders stand still while the fault lasts.
func stops(f results.Interval) bool { return f.Kind == "crash" || f.Kind == "pause" }

// transfer is a copy of a replica as a wide arrow from lane to lane.
type transfer struct {
	results.StoryTransfer
	from, to vg.Point
	sourced  bool // its source is in the picture
}

func (s *scene) layTransfers() {
	for _, t := range s.story.Transfers {
		lane, ok := s.lane[t.Leader]
		if !ok || !s.shown(t.At) || t.Why == "leave" {
			continue
		}
		laid := transfer{StoryTransfer: t, to: vg.Point{X: s.clock.at(t.At), Y: s.y(lane)}}
		if source, ok := s.lane[t.From]; ok && source != lane {
			laid.from, laid.sourced = vg.Point{X: laid.to.X, Y: s.y(source)}, true
		}
		s.transfers = append(s.transfers, laid)
	}
}

const (
	copyWidth = vg.Length(4.5)
	copyHead  = vg.Length(8)
)

var copyGround = tint(black, .17)

// draw: a wide faint arrow down or up to the leader's lane, or where nothing was
// copied an open square.
func (t transfer) draw(on sheet) {
	if !t.sourced {
		square := around(t.to, copyWidth*.7)
		on.box(white, square)
		on.SetLineStyle(draw.LineStyle{Color: axisGrey, Width: 1})
		on.Stroke(square.Path())
		return
	}
	drawCopy(on, t.from, t.to, copyWidth, copyHead)
}

// drawCopy draws the arrow of a copy, which goes up or down.
func drawCopy(on sheet, from, to vg.Point, wide, head vg.Length) {
	neck := to.Y + head
	if from.Y < to.Y {
		neck = to.Y - head
	}
	on.box(copyGround, rectangle(from.X-wide/2, min(from.Y, neck), from.X+wide/2, max(from.Y, neck)))
	on.shape(copyGround, to, vg.Point{X: to.X - wide, Y: neck}, vg.Point{X: to.X + wide, Y: neck})
}

// label says what the copy is for.
func (t transfer) label() label {
	words := map[string]string{"join": "copy", "restore": "copy", "rollback": "rolled back"}[t.Why]
	if !t.sourced {
		return label{at: t.to, clear: copyWidth, words: "empty", weight: weightTransfer, lane: -1}
	}
	middle := vg.Point{X: t.to.X + copyWidth/2 + 2 + letters().note.Width(words)/2}
	var places []vg.Point
	for _, share := range inLine {
		middle.Y = t.from.Y + share*(t.to.Y-t.from.Y)
		places = append(places, middle)
	}
	return label{along: places, words: words, weight: weightTransfer, lane: -1}
}
