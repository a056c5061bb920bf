package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// sign is an entry of the legend below the lanes.
type sign struct {
	name string
	draw func(on sheet, at vg.Point)
}

const (
	signRoom = vg.Length(11)
	signGap  = vg.Length(8)

	legendRoom = vg.Length(5) // above the legend
)

// signs explains what the picture holds, and nothing else.
func (s *scene) signs() []sign {
	const r = 2.8
	signs := []sign{{"commit", func(on sheet, at vg.Point) { on.disc(muted, at, r) }}}
	add := func(there bool, name string, draw func(on sheet, at vg.Point)) {
		if there {
			signs = append(signs, sign{name, draw})
		}
	}
	verdict := func(of, name string) {
		there := slices.ContainsFunc(s.flights, func(f flight) bool { return f.arrives && f.Verdict == of })
		add(there, name, func(on sheet, at vg.Point) { drawVerdict(on, of, muted, at, r*.8) })
	}
	add(len(s.pairs) > 0, "concurrent with another", func(on sheet, at vg.Point) {
		on.disc(muted, at, r-.6)
		on.ring(ringStyle, at, r+1.2)
	})
	add(slices.ContainsFunc(s.commits, func(c commit) bool { return c.Lost }), "lost", func(on sheet, at vg.Point) {
		on.disc(axisGrey, at, r)
		drawCross(on, crossStyle, at, r+.8)
	})
	verdict("took", "change applied")
	verdict("kept", "change dropped")
	verdict("joined", "kept beside others")
	verdict("blended", "merged with what was there")
	verdict("stopped", "applier stopped")
	verdict("again", "had it already")
	add(slices.ContainsFunc(s.flights, func(f flight) bool { return f.Reported && f.arrives }), "conflict reported", func(on sheet, at vg.Point) {
		drawReported(on, vg.Point{X: at.X, Y: at.Y - 1.8})
	})
	add(slices.ContainsFunc(s.flights, func(f flight) bool { return f.held }), "held by a fault", s.drawHeldSign)
	add(slices.ContainsFunc(s.flights, func(f flight) bool { return !f.arrives && !f.leaves }), "not arrived by the end", func(on sheet, at vg.Point) {
		drawCross(on, draw.LineStyle{Color: muted, Width: 1}, at, 2.2)
	})
	add(slices.ContainsFunc(s.transfers, func(t transfer) bool { return t.sourced }), "copy of a replica", func(on sheet, at vg.Point) {
		drawCopy(on, vg.Point{X: at.X, Y: at.Y + 4}, vg.Point{X: at.X, Y: at.Y - 4}, copyWidth*.8, 4)
	})
	add(s.hasRead(false), "read", func(on sheet, at vg.Point) { drawRead(on, at, 2.5, false) })
	add(s.hasRead(true), "stale read", func(on sheet, at vg.Point) { drawRead(on, at, 2.5, true) })
	add(s.missesLabels(), "n labels more, without room", func(on sheet, at vg.Point) {
		on.write(letters().note.in(muted), at.X, at.Y-2.4, middle, "+n")
	})
	return signs
}

// missesLabels tells that some labels have no room.
func (s *scene) missesLabels() bool {
	return slices.ContainsFunc(s.missed, func(n int) bool { return n > 0 })
}

func (s *scene) hasRead(stale bool) bool {
	return slices.ContainsFunc(s.story.Reads, func(r results.StoryRead) bool {
		_, shown := s.readAt(r)
		return shown && r.Stale == stale
	})
}

func (s *scene) drawHeldSign(on sheet, at vg.Point) {
	style := draw.LineStyle{Color: muted, Width: 1, Dashes: []vg.Length{4, 1.8}}
	on.line(style, vg.Point{X: at.X - 6, Y: at.Y}, vg.Point{X: at.X + 5, Y: at.Y})
}

// legendRows breaks the legend into rows as wide as the lanes.
func (s *scene) legendRows() [][]sign {
	var rows [][]sign
	x := figureWidth
	for _, g := range s.signs() {
		wide := signRoom + letters().note.Width(g.name) + signGap
		if x+wide > figureWidth-edge {
			rows = append(rows, nil)
			x = s.left
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], g)
		x += wide
	}
	return rows
}

func (s *scene) drawLegend(on sheet) {
	y := s.bottom() - tickRoom - labelRoom - legendRoom - legendStep + 3
	for _, row := range s.legendRows() {
		x := s.left
		for _, g := range row {
			g.draw(on, vg.Point{X: x + signRoom/2 - 1, Y: y + 2.4})
			on.write(letters().note, x+signRoom, y, left, g.name)
			x += signRoom + letters().note.Width(g.name) + signGap
		}
		y -= legendStep
	}
}
