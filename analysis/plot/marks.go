package plot

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// curve joins its points by straight lines.
type curve struct {
	points []point
	style  draw.LineStyle
}

func (c curve) draw(f field) {
	placed := make([]vg.Point, len(c.points))
	for i, p := range c.points {
		placed[i] = f.at(p)
	}
	if len(placed) > 1 {
		f.line(c.style, placed...)
	}
}

// steps draws a value for each bin as a level stretch, filled down to zero if
// ground is given. Bins without a value (NaN) leave a gap.
type steps struct {
	values []float64
	width  float64 // of a bin, on the horizontal axis
	style  draw.LineStyle
	ground color.RGBA // transparent: no filling
}

func (s steps) draw(f field) {
	for _, run := range runsOf(s.values) {
		outline := s.outline(f, run)
		if s.ground.A > 0 {
			floor := []vg.Point{{X: outline[len(outline)-1].X, Y: f.Min.Y}, {X: outline[0].X, Y: f.Min.Y}}
			f.shape(s.ground, append(outline[:len(outline):len(outline)], floor...)...)
		}
		f.line(s.style, outline...)
	}
}

func (s steps) outline(f field, r run) []vg.Point {
	var points []vg.Point
	for i := r.from; i < r.to; i++ {
		y := f.atY(s.values[i])
		points = append(points,
			vg.Point{X: f.atX(float64(i) * s.width), Y: y},
			vg.Point{X: f.atX(float64(i+1) * s.width), Y: y})
	}
	return points
}

// run is a stretch of bins that all have a value.
type run struct{ from, to int }

func runsOf(values []float64) []run {
	var runs []run
	for i := 0; i < len(values); i++ {
		from := i
		for i < len(values) && !math.IsNaN(values[i]) {
			i++
		}
		if i > from {
			runs = append(runs, run{from, i})
		}
	}
	return runs
}

// level is a horizontal line through the whole panel, named at its right end.
type level struct {
	at    float64
	label string
	style draw.LineStyle
}

func (l level) draw(f field) {
	y := f.atY(l.at)
	f.line(l.style, vg.Point{X: f.Min.X, Y: y}, vg.Point{X: f.Max.X, Y: y})
	f.write(letters().note, f.Max.X+4, y-2.4, left, l.label)
}
