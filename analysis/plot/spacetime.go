package plot

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// mostLanes is how many leaders a space-time diagram shows. Of more, and where not
// all have a replica of the row, those are shown to which something happens.
const mostLanes = 16

// scene is a space-time diagram laid out: a lane for each leader from the top, time
// to the right.
type scene struct {
	run   *results.Run
	story *results.Story
	lanes []int       // the leader of each lane
	lane  map[int]int // of each leader shown
	clock clock
	top   vg.Length // of the first lane
	pitch vg.Length // from lane to lane
	left  vg.Length
	right vg.Length

	flights   []flight
	transfers []transfer
	commits   []commit
	byID      map[uint64]int // of commits
	pairs     [][2]int       // of commits: concurrent
	arcs      []arc          // that join some of them
	placed    []placed
	missed    []int // by lane: the labels for which there is no room
}

// commit is a write as a dot on its lane.
type commit struct {
	results.StoryWrite
	at         vg.Point
	colour     color.RGBA
	concurrent bool
	behind     bool // one of very many, and nothing happened to it
}

func spaceTime(run *results.Run) (Figure, string) {
	if run.Story == nil {
		return Figure{}, "the run has no conflict to show, or none was asked for"
	}
	s, reason := newScene(run)
	if reason != "" {
		return Figure{}, reason
	}
	return Figure{
		Title: s.title(), Caption: s.caption(),
		size: size{figureWidth, s.height()}, drawing: s.draw,
	}, ""
}

// newScene lays a story out, or says why that is impossible.
func newScene(run *results.Run) (*scene, string) {
	s := &scene{run: run, story: run.Story, lane: map[int]int{}, byID: map[uint64]int{}}
	s.chooseLanes()
	instants := instantsOf(s.storyShown(), run.Faults)
	switch {
	case len(run.Leaders) == 0:
		return nil, "the run names no leader"
	case len(instants) == 0 || len(s.lanes) == 0:
		return nil, "nothing happened to the row in its window of time"
	}
	s.pitch = min(60, max(30, 270/vg.Length(max(1, len(s.lanes)))))
	s.left, s.right = edge+s.namesWidth()+8, figureWidth-edge-14
	s.clock = newClock(instants, usualFlight(run.Story), s.left, s.right)
	s.lay()
	// The legend, and with it the height, is known only when all has been laid, and
	// which labels have no room only when the height is.
	s.lift()
	s.lift()
	return s, ""
}

// lift lays all out again for the height that it has.
func (s *scene) lift() {
	s.top = s.height() - edge - titleRoom - 4 - shadeStep*vg.Length(len(s.faultRows())) - s.headroom()
	s.lay()
	s.layLabels()
}

// storyShown is the story as far as its messages go between lanes.
func (s *scene) storyShown() *results.Story {
	story := *s.story
	story.Messages = slices.DeleteFunc(slices.Clone(story.Messages), func(m results.StoryMessage) bool {
		_, from := s.lane[m.From]
		_, to := s.lane[m.To]
		return !from || !to
	})
	return &story
}

func (s *scene) lay() {
	s.commits, s.pairs, s.arcs, s.flights, s.transfers = nil, nil, nil, nil, nil
	s.layCommits()
	s.layArcs()
	s.layFlights()
	s.layTransfers()
}

func (s *scene) chooseLanes() {
	struck := s.struck()
	for leader := range s.run.Leaders {
		if s.isOut(leader) || s.run.Mode == "quorum" && !struck[leader] {
			continue
		}
		if len(s.run.Leaders) <= mostLanes || struck[leader] && len(s.lanes) < mostLanes {
			s.lane[leader] = len(s.lanes)
			s.lanes = append(s.lanes, leader)
		}
	}
}

// isOut tells that a leader is not there in the time drawn.
func (s *scene) isOut(leader int) bool {
	from, to := life(s.run, leader)
	return from > s.story.To || to < s.story.From
}

// struck are the leaders to which something happens. Where there are too many, they
// are those that write or read, and as many of the others as are easily read, those
// first to which changes come first.
func (s *scene) struck() map[int]bool {
	const easily = 10
	struck := map[int]bool{}
	for _, w := range s.story.Writes {
		struck[w.Leader] = true
	}
	for _, r := range s.story.Reads {
		struck[r.Leader] = true
	}
	for _, t := range s.story.Transfers {
		struck[t.Leader] = true
	}
	most := easily
	if len(s.run.Leaders) <= mostLanes {
		most = mostLanes
	}
	messages := slices.SortedStableFunc(slices.Values(s.story.Messages), func(a, b results.StoryMessage) int { return cmp.Compare(a.Arrived, b.Arrived) })
	for _, m := range messages {
		for _, leader := range [...]int{m.From, m.To} {
			if len(struck) < most {
				struck[leader] = true
			}
		}
	}
	return struck
}

func (s *scene) namesWidth() vg.Length {
	widest := vg.Length(0)
	for _, leader := range s.lanes {
		widest = max(widest, letters().strong.Width(s.name(leader)))
	}
	return widest
}

func (s *scene) name(leader int) string { return letters().strong.fit(nameOf(s.run, leader), 84) }

// height is that of the whole picture.
func (s *scene) height() vg.Length {
	rows := shadeStep * vg.Length(len(s.faultRows()))
	lanes := s.pitch*vg.Length(len(s.lanes)-1) + 2*s.headroom()
	below := tickRoom + labelRoom + legendRoom + legendStep*vg.Length(len(s.legendRows())) + edge
	return edge + titleRoom + 4 + rows + lanes + below
}

// headroom is above the first lane and below the last.
func (s *scene) headroom() vg.Length { return min(s.pitch/2, 24) }

// ceiling is the upper border of what belongs to the lanes.
func (s *scene) ceiling() vg.Length { return s.top + s.headroom() }

// bottom is where the time axis lies.
func (s *scene) bottom() vg.Length { return s.y(len(s.lanes)-1) - s.headroom() }

func (s *scene) y(lane int) vg.Length { return s.top - s.pitch*vg.Length(lane) }

// crowded tells that lanes are so close that marks must be small.
func (s *scene) crowded() bool { return s.pitch < 40 }

func (s *scene) dot() vg.Length {
	if s.crowded() {
		return 2.6
	}
	return 3.4
}

func (s *scene) shown(t sim.Time) bool { return t >= s.story.From && t <= s.story.To }

// layCommits places the writes of the window that stand on a lane shown.
func (s *scene) layCommits() {
	for _, w := range s.story.Writes {
		lane, ok := s.lane[w.Leader]
		if !ok || !s.shown(w.At) {
			continue
		}
		s.byID[w.ID] = len(s.commits)
		at := vg.Point{X: s.clock.at(w.At), Y: s.y(lane)}
		s.commits = append(s.commits, commit{StoryWrite: w, at: at, colour: writeColour(len(s.commits))})
	}
	s.layPairs()
	if len(s.story.Messages) > manyFlights {
		s.stepBack()
	}
}

// layPairs finds the concurrent pairs of which both writes are in the picture.
func (s *scene) layPairs() {
	for _, c := range s.story.Conflicts {
		a, okA := s.byID[c.A]
		b, okB := s.byID[c.B]
		if okA && okB && a != b {
			s.commits[a].concurrent, s.commits[b].concurrent = true, true
			s.pairs = append(s.pairs, [2]int{a, b})
		}
	}
}

// stepBack makes writes grey that met no other and were not lost.
func (s *scene) stepBack() {
	for i := range s.commits {
		if c := &s.commits[i]; !c.concurrent && !c.Lost {
			c.colour, c.behind = axisGrey, true
		}
	}
}

// writeColour gives neighbouring writes different colours. Vermillion is kept for
// what went wrong.
func writeColour(i int) color.RGBA {
	colours := [...]color.RGBA{blue, green, purple, orange, skyBlue, muted}
	return colours[i%len(colours)]
}

func (s *scene) title() string {
	lost := 0
	for _, c := range s.commits {
		if c.Lost {
			lost++
		}
	}
	parts := []string{counted(len(s.commits), "write")}
	if n := len(s.pairs); n > 0 {
		parts = append(parts, counted(n, "concurrent pair"))
	}
	if lost > 0 {
		parts = append(parts, fmt.Sprintf("%d lost", lost))
	}
	return fmt.Sprintf("Row “%s”: %s", clean(s.story.Row), strings.Join(parts, ", "))
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%s %ss", results.Grouped(int64(n)), noun)
}

func (s *scene) caption() string {
	words := "One row as its leaders live it: a lane for each leader, time to the right. " +
		"A dot is a commit, a slanted line the change on its way to another leader."
	if len(s.transfers) > 0 {
		words += " A wide arrow is a copy of a whole replica."
	}
	if len(s.clock) > 1 {
		words += " The axis of time is broken where nothing happens; each part has a scale of its own."
	}
	if s.missesLabels() {
		words += " The number at the end of a lane is that of the labels for which there is no room."
	}
	if hidden := len(s.run.Leaders) - len(s.lanes); hidden > 0 {
		words += " " + counted(hidden, "leader") + " not shown."
	}
	return words
}

func (s *scene) draw(on sheet) {
	on.write(letters().title, edge, on.Max.Y-edge-8, left, letters().title.fit(s.title(), figureWidth-2*edge))
	s.drawFaults(on)
	s.drawLanes(on)
	s.drawTime(on)
	for _, t := range s.transfers {
		t.draw(on)
	}
	for _, f := range s.flights {
		f.draw(on, s)
	}
	for _, a := range s.arcs {
		a.draw(on)
	}
	for _, f := range s.flights {
		f.drawEnd(on, s)
	}
	for _, c := range s.commits {
		s.drawCommit(on, c)
	}
	s.drawReads(on)
	s.drawLabels(on)
	s.drawLegend(on)
}

func (s *scene) drawLanes(on sheet) {
	for lane, leader := range s.lanes {
		on.write(letters().strong, s.left-8, s.y(lane)-2.8, right, s.name(leader))
		s.drawLane(on, lane)
	}
}

// drawTime draws the axis with its ticks, and zigzags where it is broken.
func (s *scene) drawTime(on sheet) {
	bottom, free := s.bottom(), vg.Length(-1e9)
	for _, part := range s.clock {
		on.line(axisLine, vg.Point{X: part.x0, Y: bottom}, vg.Point{X: part.x1, Y: bottom})
		for _, t := range part.ticks() {
			x := s.clock.at(sim.Time(t.at))
			on.line(axisLine, vg.Point{X: x, Y: bottom}, vg.Point{X: x, Y: bottom - 3})
			half := letters().tick.Width(t.label) / 2
			if x-half > free {
				on.write(letters().tick, x, bottom-tickRoom+1, middle, t.label)
				free = x + half + 4
			}
		}
	}
	for i := range len(s.clock) - 1 {
		s.drawBreak(on, s.clock[i].x1, s.clock[i+1].x0)
	}
	words := "simulated time"
	if len(s.clock) > 1 {
		words += ", broken where nothing happens"
	}
	on.write(letters().label, (s.left+s.right)/2, bottom-tickRoom-labelRoom+2, middle, words)
}

// drawBreak tears the paper between two stretches.
func (s *scene) drawBreak(on sheet, x0, x1 vg.Length) {
	const tooth = 5
	top, bottom := s.ceiling(), s.bottom()-3
	edgeOf := func(x vg.Length) []vg.Point {
		var points []vg.Point
		for i, y := 0, top; y >= bottom; i, y = i+1, y-tooth {
			points = append(points, vg.Point{X: x + vg.Length(i%2*3) - 1.5, Y: y})
		}
		return points
	}
	before, after := edgeOf(x0+3), edgeOf(x1-3)
	torn := slices.Clone(after)
	slices.Reverse(torn)
	on.shape(white, append(slices.Clone(before), torn...)...)
	on.line(draw.LineStyle{Color: faintLine, Width: .7}, before...)
	on.line(draw.LineStyle{Color: faintLine, Width: .7}, after...)
}
