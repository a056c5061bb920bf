package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// chart is one or more panels above each other that share the horizontal axis.
type chart struct {
	title  string
	x      axis
	xLabel string
	panels []panel
	shades []shade // spans of the horizontal axis, labelled above the first panel
	legend []entry // beside the panels
}

// panel is a vertical axis, what it measures, and the marks in it.
type panel struct {
	measures string
	y        axis
	marks    []mark
}

// entry explains a style in the legend.
type entry struct {
	name  string
	style draw.LineStyle
}

// mark is something drawn between the axes.
type mark interface{ draw(field) }

// field is the rectangle between the axes.
type field struct {
	sheet
	vg.Rectangle
	x, y axis
}

// point is a pair of values, before the axes place it.
type point struct{ x, y float64 }

func (f field) atX(v float64) vg.Length { return f.Min.X + vg.Length(f.x.place(v))*f.Size().X }
func (f field) atY(v float64) vg.Length { return f.Min.Y + vg.Length(f.y.place(v))*f.Size().Y }

func (f field) at(p point) vg.Point { return vg.Point{X: f.atX(p.x), Y: f.atY(p.y)} }

const (
	edge         = vg.Length(6)  // between the picture's border and what it holds
	titleRoom    = vg.Length(14) // for the title
	measureRoom  = vg.Length(16) // for the words above a panel
	tickRoom     = vg.Length(11) // for the labels under an axis
	labelRoom    = vg.Length(12) // for the words under them
	legendStep   = vg.Length(10.5)
	legendSample = vg.Length(20)
	legendWidest = vg.Length(130)
)

// height is what the chart needs: its panels and what stands above and below.
func (c chart) height() vg.Length {
	panels := vg.Length(len(c.panels)) * (c.panelHeight() + measureRoom)
	return edge + titleRoom + c.shadeRoom() + panels + tickRoom + labelRoom + edge
}

// panelHeight grows with a legend that is longer than one panel.
func (c chart) panelHeight() vg.Length {
	if len(c.panels) > 1 {
		return panelHeight
	}
	return max(panelHeight, legendStep*vg.Length(len(c.legend))+4)
}

func (c chart) shadeRoom() vg.Length {
	return shadeStep * vg.Length(len(shadeRows(c.shades, c.x.place, c.innerWidth())))
}

func (c chart) innerWidth() vg.Length { return figureWidth - c.marginLeft() - c.marginRight() }

func (c chart) marginLeft() vg.Length {
	widest := vg.Length(0)
	for _, p := range c.panels {
		for _, t := range p.y.ticks {
			widest = max(widest, letters().tick.Width(t.label))
		}
	}
	return edge + widest + 5
}

func (c chart) marginRight() vg.Length {
	widest := vg.Length(6)
	if n := len(c.x.ticks); n > 0 {
		widest += letters().tick.Width(c.x.ticks[n-1].label) / 2
	}
	for _, e := range c.legend {
		widest = max(widest, legendSample+16+min(legendWidest, letters().note.Width(e.name)))
	}
	for _, p := range c.panels {
		for _, m := range p.marks {
			if level, ok := m.(level); ok {
				widest = max(widest, 10+letters().note.Width(level.label))
			}
		}
	}
	return widest + edge
}

func (c chart) draw(s sheet) {
	s.write(letters().title, edge, s.Max.Y-edge-8, left, letters().title.fit(c.title, figureWidth-2*edge))
	top := s.Max.Y - edge - titleRoom
	from, to := c.marginLeft(), figureWidth-c.marginRight()
	rows := shadeRows(c.shades, c.x.place, to-from)
	for i, p := range c.panels {
		s.write(letters().label, edge, top-9, left, p.measures)
		top -= measureRoom
		if i == 0 {
			drawShadeLabels(s, rows, from, top)
			top -= shadeStep * vg.Length(len(rows))
			c.drawLegend(s, to+12, top)
		}
		f := field{s, rectangle(from, top-c.panelHeight()+4, to, top), c.x, p.y}
		c.drawPanel(f, p, i == len(c.panels)-1)
		top -= c.panelHeight()
	}
}

func (c chart) drawPanel(f field, p panel, last bool) {
	f.drawGrounds(c.shades)
	f.drawGrid()
	for _, m := range p.marks {
		m.draw(f)
	}
	for _, sh := range c.shades {
		if sh.instant() {
			f.line(instantLine(sh.ground), vg.Point{X: f.atX(sh.from), Y: f.Min.Y}, vg.Point{X: f.atX(sh.from), Y: f.Max.Y})
		}
	}
	f.line(axisLine, f.Min, vg.Point{X: f.Max.X, Y: f.Min.Y})
	f.drawTicksY()
	f.drawTicksX(last)
	if last {
		f.write(letters().label, (f.Min.X+f.Max.X)/2, f.Min.Y-tickRoom-labelRoom+2, middle, c.xLabel)
	}
}

// drawGrounds leaves out what would not be seen behind a ground of its colour: a
// month may have thousands of faults.
func (f field) drawGrounds(shades []shade) {
	const hairline = vg.Length(.25)
	drawn := map[color.RGBA]vg.Length{}
	for _, sh := range shades {
		x0, x1 := f.atX(sh.from), f.atX(sh.to)
		if before, ok := drawn[sh.ground]; sh.key || sh.instant() || ok && x0 >= before-1 && x1 <= before+hairline {
			continue
		}
		drawn[sh.ground] = max(drawn[sh.ground], x1)
		f.box(sh.ground, rectangle(x0, f.Min.Y, max(x1, x0+hairline), f.Max.Y))
	}
}

func (f field) drawGrid() {
	for _, t := range f.x.ticks {
		if t.label != "" {
			f.line(gridLine, vg.Point{X: f.atX(t.at), Y: f.Min.Y}, vg.Point{X: f.atX(t.at), Y: f.Max.Y})
		}
	}
	for _, t := range f.y.ticks {
		f.line(gridLine, vg.Point{X: f.Min.X, Y: f.atY(t.at)}, vg.Point{X: f.Max.X, Y: f.atY(t.at)})
	}
}

func (f field) drawTicksY() {
	for _, t := range f.y.ticks {
		f.write(letters().tick, f.Min.X-4, f.atY(t.at)-2.4, right, t.label)
	}
}

func (f field) drawTicksX(labelled bool) {
	free := vg.Length(-1e9)
	for _, t := range f.x.ticks {
		x, length := f.atX(t.at), vg.Length(3)
		if t.label == "" {
			length = 1.8
		}
		f.line(axisLine, vg.Point{X: x, Y: f.Min.Y}, vg.Point{X: x, Y: f.Min.Y - length})
		half := letters().tick.Width(t.label) / 2
		if labelled && t.label != "" && x-half > free {
			f.write(letters().tick, x, f.Min.Y-tickRoom+1, middle, t.label)
			free = x + half + 4
		}
	}
}

func (c chart) drawLegend(s sheet, x, top vg.Length) {
	for i, e := range c.legend {
		y := top - 4 - legendStep*vg.Length(i)
		s.line(e.style, vg.Point{X: x, Y: y}, vg.Point{X: x + legendSample, Y: y})
		s.write(letters().note, x+legendSample+4, y-2.4, left, letters().note.fit(e.name, legendWidest))
	}
}
