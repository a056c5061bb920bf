package plot

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

var (
	ringStyle  = draw.LineStyle{Color: vermillion, Width: 1.1}
	arcStyle   = draw.LineStyle{Color: vermillion, Width: .9, Dashes: []vg.Length{2.4, 1.6}}
	crossStyle = draw.LineStyle{Color: ink, Width: 1.1}
)

// drawCommit draws a dot; ringed if a concurrent write is in the picture, crossed
// out if the write was lost.
func (s *scene) drawCommit(on sheet, c commit) {
	on.disc(white, c.at, s.dot()+.8)
	on.disc(c.colour, c.at, s.dot())
	if c.concurrent {
		on.ring(ringStyle, c.at, s.ring())
	}
	if c.Lost {
		drawCross(on, crossStyle, c.at, s.dot()+.8)
	}
}

func (s *scene) ring() vg.Length { return s.dot() + 2 }

func (s *scene) readAt(r results.StoryRead) (vg.Point, bool) {
	lane, ok := s.lane[r.Leader]
	if !ok || !s.shown(r.At) {
		return vg.Point{}, false
	}
	return vg.Point{X: s.clock.at(r.At), Y: s.y(lane)}, true
}

func (s *scene) drawReads(on sheet) {
	for _, r := range s.story.Reads {
		if at, ok := s.readAt(r); ok {
			drawRead(on, at, s.dot()*.8, r.Stale)
		}
	}
}

// drawRead: a full square, or for a stale read an open one.
func drawRead(on sheet, at vg.Point, half vg.Length, stale bool) {
	square := rectangle(at.X-half, at.Y-half, at.X+half, at.Y+half)
	if !stale {
		on.box(muted, square)
		return
	}
	on.box(white, square)
	on.SetLineStyle(ringStyle)
	on.Stroke(square.Path())
}

// arc joins two concurrent commits.
type arc struct{ from, bend, to vg.Point }

// mostArcs bounds the arcs of a picture; all concurrent commits are ringed anyway.
const mostArcs = 6

// layArcs joins the pairs that lie nearest to each other, each commit at most twice.
// Of the rest the rings tell.
func (s *scene) layArcs() {
	pairs := slices.Clone(s.pairs)
	slices.SortStableFunc(pairs, func(a, b [2]int) int { return cmp.Compare(s.distance(a), s.distance(b)) })
	used := map[int]int{}
	for _, p := range pairs {
		if len(s.arcs) < mostArcs && used[p[0]] < 2 && used[p[1]] < 2 {
			used[p[0]]++
			used[p[1]]++
			s.arcs = append(s.arcs, s.bow(s.commits[p[0]].at, s.commits[p[1]].at))
		}
	}
}

func (s *scene) distance(pair [2]int) float64 {
	a, b := s.commits[pair[0]].at, s.commits[pair[1]].at
	return math.Abs(float64(a.X-b.X)) + math.Abs(float64(a.Y-b.Y))
}

// bow bends to the left, away from the messages that the commits send.
func (s *scene) bow(a, b vg.Point) arc {
	if a.Y == b.Y {
		return arc{a, vg.Point{X: (a.X + b.X) / 2, Y: a.Y + s.pitch*.7}, b}
	}
	depth := min(34, 12+vg.Length(math.Abs(float64(a.Y-b.Y)))*.16)
	x := max(s.left+2, min(a.X, b.X)-depth)
	return arc{a, vg.Point{X: x, Y: (a.Y + b.Y) / 2}, b}
}

func (a arc) draw(on sheet) {
	var path vg.Path
	path.Move(a.from)
	path.QuadTo(a.bend, a.to)
	on.SetLineStyle(arcStyle)
	on.Stroke(path)
}

// point is a point of the arc, from 0 at its beginning to 1.
func (a arc) point(t vg.Length) vg.Point {
	p, q, r := (1-t)*(1-t), 2*t*(1-t), t*t
	return vg.Point{X: p*a.from.X + q*a.bend.X + r*a.to.X, Y: p*a.from.Y + q*a.bend.Y + r*a.to.Y}
}
