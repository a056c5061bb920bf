package plot

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// deviations lists all figures below each other: by what part of its tolerance each is
// off, with three standard errors to both sides.
func deviations(v *results.Validation) (Figure, bool) {
	d := deviationChart{}
	for _, row := range v.Rows {
		d.add(row)
	}
	if len(d.lines) == 0 {
		return Figure{}, false
	}
	d.title = fmt.Sprintf("%d figures: %d hold, %d underpowered, %d fail",
		len(d.lines)-d.headings, v.Count(results.Holds), v.Count(results.Underpowered), v.Count(results.Fails))
	return Figure{
		Title: d.title,
		Caption: "How far the mean of the runs is from the exact value, in units of the row's tolerance; the bars are three standard errors. " +
			"A figure holds if its dot is in the band, or its bar reaches the middle, and the bar is no longer than the band is wide to one side.",
		size:    size{figureWidth, d.height()},
		drawing: d.draw,
	}, true
}

// deviationChart is that list.
type deviationChart struct {
	title    string
	lines    []deviationLine
	headings int
	section  string
}

// deviationLine is a figure, or the heading of a section.
type deviationLine struct {
	heading string
	row     string // "" where the figure before has the same
	results.ValidationFigure
}

func (d *deviationChart) add(row results.ValidationRow) {
	if row.Section != d.section {
		d.section = row.Section
		d.headings++
		d.lines = append(d.lines, deviationLine{heading: clean(row.Section)})
	}
	id := row.ID
	for _, f := range row.Figures {
		d.lines = append(d.lines, deviationLine{row: clean(id), ValidationFigure: f})
		id = ""
	}
}

// The list's measures. Where an axis ends, a dot that is farther out is an arrow.
const (
	deviationStep   = vg.Length(9.5)
	deviationAir    = vg.Length(5)
	deviationRow    = edge + 6
	deviationName   = deviationRow + 44
	deviationFrom   = deviationName + 140
	deviationEnd    = 1.6 // of the axis, in tolerances
	deviationLegend = vg.Length(24)
)

func (d *deviationChart) height() vg.Length {
	return edge + titleRoom + deviationLegend + d.length() + tickRoom + labelRoom + edge
}

// length is that of the list alone; headings have some air above them.
func (d *deviationChart) length() vg.Length {
	return deviationStep*vg.Length(len(d.lines)) + deviationAir*vg.Length(d.headings)
}

func (d *deviationChart) draw(s sheet) {
	s.write(letters().title, edge, s.Max.Y-edge-8, left, d.title)
	top := s.Max.Y - edge - titleRoom - deviationLegend
	f := field{
		sheet: s, Rectangle: rectangle(deviationFrom, top-d.length(), figureWidth-edge-6, top),
		x: axis{min: -deviationEnd, max: deviationEnd, ticks: ticksAt(-1.5, 1.5, .5, printSigned)},
	}
	d.drawGround(f)
	y := f.Max.Y + deviationStep/2
	for _, line := range d.lines {
		if y -= deviationStep; line.heading != "" {
			y -= deviationAir
		}
		line.draw(f, y)
	}
	f.drawTicksX(true)
	s.write(letters().label, (f.Min.X+f.Max.X)/2, f.Min.Y-tickRoom-labelRoom+2, middle, "(measured − exact) / tolerance")
	drawJudgements(s, s.Max.Y-edge-titleRoom-8)
}

// printSigned labels an axis that passes zero.
func printSigned(v float64) string { return strings.Replace(trimmed(v, 1), "-", "−", 1) }

// drawGround draws the band in which a figure may be, and where it should be.
func (d *deviationChart) drawGround(f field) {
	f.box(tint(green, .12), rectangle(f.atX(-1), f.Min.Y, f.atX(1), f.Max.Y))
	f.drawGrid()
	f.line(draw.LineStyle{Color: axisGrey, Width: .8}, vg.Point{X: f.atX(0), Y: f.Min.Y}, vg.Point{X: f.atX(0), Y: f.Max.Y})
	f.line(axisLine, f.Min, vg.Point{X: f.Max.X, Y: f.Min.Y})
}

// drawJudgements explains the marks.
func drawJudgements(s sheet, y vg.Length) {
	x := deviationFrom
	for _, verdict := range []string{results.Holds, results.Underpowered, results.Fails} {
		drawJudgement(s, verdict, vg.Point{X: x + 3, Y: y})
		s.write(letters().note, x+10, y-2.4, left, verdict)
		x += 22 + letters().note.Width(verdict)
	}
	s.line(barLine(results.Holds), vg.Point{X: x, Y: y}, vg.Point{X: x + 16, Y: y})
	s.write(letters().note, x+20, y-2.4, left, "three standard errors")
}

func (l deviationLine) draw(f field, y vg.Length) {
	base := y - 2.4
	if l.heading != "" {
		f.write(letters().strong, edge, base, left, l.heading)
		return
	}
	f.write(letters().note, deviationRow, base, left, l.row)
	f.write(letters().note, deviationName, base, left, letters().note.fit(clean(l.Name), deviationFrom-deviationName-4))
	if l.Stated != "" {
		drawJudgement(f.sheet, l.Verdict, vg.Point{X: f.atX(0), Y: y})
		f.write(letters().note.in(muted), f.atX(0)+7, base, left, letters().note.fit(clean(l.Found), f.Max.X-f.atX(0)-7))
		return
	}
	off, bar := l.inTolerances()
	f.line(barLine(l.Verdict), vg.Point{X: f.atX(off - bar), Y: y}, vg.Point{X: f.atX(off + bar), Y: y})
	if math.Abs(off) > deviationEnd {
		drawArrow(f, l.Verdict, math.Signbit(off), y)
		return
	}
	drawJudgement(f.sheet, l.Verdict, vg.Point{X: f.atX(off), Y: y})
}

// inTolerances is how far off the figure is, and its three standard errors.
func (l deviationLine) inTolerances() (off, bar float64) {
	if l.Tolerance == 0 {
		return 0, 0
	}
	return (l.Measured - l.Expected) / l.Tolerance, 3 * l.Error / l.Tolerance
}

func verdictColour(verdict string) color.RGBA {
	switch verdict {
	case results.Holds:
		return green
	case results.Underpowered:
		return orange
	default:
		return vermillion
	}
}

func barLine(verdict string) draw.LineStyle {
	return draw.LineStyle{Color: tint(verdictColour(verdict), .75), Width: 1.1}
}

// drawJudgement draws a mark that tells verdicts apart without their colours: full,
// hollow, a cross.
func drawJudgement(s sheet, verdict string, at vg.Point) {
	c := verdictColour(verdict)
	switch verdict {
	case results.Holds:
		s.disc(c, at, 2.2)
	case results.Underpowered:
		s.disc(white, at, 2.2)
		s.ring(draw.LineStyle{Color: c, Width: 1.1}, at, 2)
	default:
		style := draw.LineStyle{Color: c, Width: 1.5}
		s.line(style, vg.Point{X: at.X - 2.5, Y: at.Y - 2.5}, vg.Point{X: at.X + 2.5, Y: at.Y + 2.5})
		s.line(style, vg.Point{X: at.X - 2.5, Y: at.Y + 2.5}, vg.Point{X: at.X + 2.5, Y: at.Y - 2.5})
	}
}

// drawArrow points to a figure that is beyond the axis.
func drawArrow(f field, verdict string, leftwards bool, y vg.Length) {
	tip, back := f.Max.X, f.Max.X-6
	if leftwards {
		tip, back = f.Min.X, f.Min.X+6
	}
	f.shape(verdictColour(verdict), vg.Point{X: tip, Y: y}, vg.Point{X: back, Y: y + 3}, vg.Point{X: back, Y: y - 3})
}
