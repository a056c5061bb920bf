package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// grid is small panels side by side: one for each metric, and in it a bar for each
// variant of the experiment.
type grid struct {
	names  []string // of the variants
	panels []results.Weighing
}

const (
	gridColumns = 3
	gridNames   = vg.Length(84) // at most, for the names of variants
	gridGap     = vg.Length(12) // between columns
	barStep     = vg.Length(10)
	barHeight   = vg.Length(6.5)
	panelHead   = vg.Length(13)
	panelFoot   = vg.Length(7)
	mostInGrid  = 12 // variants; more bars are not read
	mostLines   = 7  // over time: one of each colour
)

// contrasts shows what the same experiment comes to with other values, on the same luck.
func contrasts(run *results.Run) (Figure, string) {
	if len(run.Contrasts) == 0 {
		return Figure{}, "the scenario has no contrast"
	}
	g := newGrid(run)
	if len(g.panels) == 0 {
		return Figure{}, "the run and its contrasts have nothing measured that bars could compare"
	}
	caption := "The scenario and its contrasts: the same experiment with other values, on the same luck. " +
		"Each panel is one figure of the whole run; its bars begin at zero."
	if hidden := 1 + len(run.Contrasts) - len(g.names); hidden > 0 {
		caption += " " + counted(hidden, "contrast") + " not shown."
	}
	height := edge + titleRoom + g.height()
	drawing := g.draw
	if over, ok := availabilities(run); ok {
		caption += " Below: the share of the operations begun in each moment that were acknowledged, whenever that was."
		if len(run.Contrasts) >= mostLines {
			caption += fmt.Sprintf(" It shows the first %d only.", mostLines)
		}
		top := height
		height += over.height() - titleRoom
		drawing = func(s sheet) {
			g.draw(s)
			s.Max.Y -= top - titleRoom
			over.draw(s)
		}
	} else {
		height += edge
	}
	title := g.title()
	return Figure{
		Title: title, Caption: caption,
		size: size{figureWidth, height},
		drawing: func(s sheet) {
			s.write(letters().title, edge, s.Max.Y-edge-8, left, letters().title.fit(title, figureWidth-2*edge))
			drawing(s)
		},
	}, ""
}

func newGrid(run *results.Run) grid {
	var g grid
	for i, name := range results.Variants(run) {
		if i < mostInGrid {
			g.names = append(g.names, clean(name))
		}
	}
	g.panels = slices.DeleteFunc(results.Tradeoff(run), dull)
	return g
}

// dull figures are only told in the table: bars show nothing of a truth on which all
// agree, nor of what a single variant has.
func dull(w results.Weighing) bool {
	have := 0
	for _, v := range w.Values {
		if v.Defined() {
			have++
		}
	}
	return have < 2 || w.Metric.Kind == results.Truth && agree(w.Values)
}

// title tells the first figure, of those that weigh most, on which the variants do
// not agree.
func (g grid) title() string {
	for _, metric := range [...]string{"availability", "lost_updates", "converged", "conflict_rate", "write_latency.p99", "read_latency.p99"} {
		i := slices.IndexFunc(g.panels, func(w results.Weighing) bool { return w.Metric.Name == metric })
		if i < 0 || agree(g.panels[i].Values) {
			continue
		}
		words := g.panels[i].Metric.Short
		return strings.ToUpper(words[:1]) + words[1:] + ": " + g.told(g.panels[i])
	}
	return fmt.Sprintf("%d ways to run the same experiment come to the same", len(g.names))
}

// told is each variant's value, or of many the least and the most, or how many say yes.
func (g grid) told(w results.Weighing) string {
	const most = 3
	values := w.Values
	if w.Metric.Kind == results.Truth && len(values) > most {
		return fmt.Sprintf("%d of %d", yeses(values), len(values))
	}
	var parts []string
	least, greatest := 0, 0
	for i, name := range g.names {
		parts = append(parts, name+" "+values[i].String())
		if barLength(values[i]) < barLength(values[least]) {
			least = i
		}
		if barLength(values[i]) > barLength(values[greatest]) {
			greatest = i
		}
	}
	if len(parts) <= most {
		return strings.Join(parts, ", ")
	}
	return "from " + parts[least] + " to " + parts[greatest]
}

func yeses(values []results.Value) (n int) {
	for _, v := range values {
		if v.True() {
			n++
		}
	}
	return n
}

func agree(values []results.Value) bool {
	return !slices.ContainsFunc(values, func(v results.Value) bool { return v.Exact() != values[0].Exact() })
}

func (g grid) panelHeight() vg.Length {
	return panelHead + barStep*vg.Length(len(g.names)) + panelFoot
}

func (g grid) height() vg.Length {
	return g.panelHeight() * vg.Length((len(g.panels)+gridColumns-1)/gridColumns)
}

func (g grid) draw(s sheet) {
	names := vg.Length(0)
	for _, name := range g.names {
		names = max(names, letters().note.Width(name))
	}
	names = min(names, gridNames)
	from := edge + names + 8
	wide := (figureWidth - edge - from - gridGap*(gridColumns-1)) / gridColumns
	for i, w := range g.panels {
		x := from + (wide+gridGap)*vg.Length(i%gridColumns)
		top := s.Max.Y - edge - titleRoom - g.panelHeight()*vg.Length(i/gridColumns)
		if i%gridColumns == 0 {
			g.drawNames(s, from-5, top, names)
		}
		g.drawPanel(s, w, x, top, wide)
	}
}

func (g grid) drawNames(s sheet, x, top, width vg.Length) {
	for i, name := range g.names {
		s.write(letters().note, x, barY(top, i)-2.4, right, letters().note.fit(name, width))
	}
}

// barY is the middle of a variant's bar.
func barY(top vg.Length, i int) vg.Length { return top - panelHead - barStep*(vg.Length(i)+.5) }

// drawPanel draws a bar for each value, with room beside the longest for its number.
func (g grid) drawPanel(s sheet, w results.Weighing, x, top, wide vg.Length) {
	s.write(letters().label, x, top-8.5, left, w.Metric.Short)
	longest, most := vg.Length(0), 0.
	for i := range g.names {
		longest = max(longest, letters().note.Width(w.Values[i].String()))
		most = max(most, barLength(w.Values[i]))
	}
	room := wide - longest - 5
	for i := range g.names {
		y := barY(top, i)
		length := vg.Length(0)
		if most > 0 {
			length = room * vg.Length(barLength(w.Values[i])/most)
		}
		s.box(variantColour(i), rectangle(x, y-barHeight/2, x+length, y+barHeight/2))
		s.write(letters().note, x+length+4, y-2.4, left, w.Values[i].String())
	}
	s.line(axisLine, vg.Point{X: x, Y: top - panelHead}, vg.Point{X: x, Y: barY(top, len(g.names)-1) - barStep/2})
}

// barLength is a value as a number; 0 for what has no length.
func barLength(v results.Value) float64 {
	if !v.Defined() || v.Metric.Kind == results.Truth {
		return 0
	}
	length, _ := v.Rat().Float64()
	return length
}

// variantColour tells variants apart: the scenario's own is dark.
func variantColour(i int) color.RGBA {
	colours := [...]color.RGBA{ink, blue, orange, green, purple, skyBlue, vermillion}
	return colours[i%len(colours)]
}

func variantLine(i int) draw.LineStyle {
	return draw.LineStyle{Color: variantColour(i), Width: 1.2, Dashes: dashes[i%len(dashes)]}
}

// availabilities are those of all variants over time, if any ever suffered.
func availabilities(run *results.Run) (chart, bool) {
	b, reason := binsOf(run, thinned(run.Series.Attempted, 4))
	if reason != "" {
		return chart{}, false
	}
	c := overTime(run, b)
	p := panel{measures: "availability: operations acknowledged, of all begun in the moment", y: shareAxis(1)}
	suffered := false
	all := append([]results.Series{run.Series}, seriesOf(run.Contrasts)...)
	names := results.Variants(run)
	for i := min(len(all), mostLines) - 1; i >= 0; i-- {
		shares := quotients(b.sums(all[i].Acknowledged), b.sums(all[i].Attempted))
		suffered = suffered || slices.ContainsFunc(shares, func(v float64) bool { return !math.IsNaN(v) && v < 1 })
		p.marks = append(p.marks, steps{values: shares, width: b.width, style: variantLine(i)})
	}
	for i, name := range names[:min(len(names), mostLines)] {
		c.legend = append(c.legend, entry{clean(name), variantLine(i)})
	}
	c.panels = []panel{p}
	return c, suffered
}

// thinned counts one event in so many, so that bins become wider, and lines over each
// other calmer.
func thinned(counts []int64, every int64) []int64 {
	thin := make([]int64, len(counts))
	for i, n := range counts {
		thin[i] = n / every
	}
	return thin
}

func seriesOf(contrasts []results.Contrast) []results.Series {
	var all []results.Series
	for _, c := range contrasts {
		all = append(all, c.Series)
	}
	return all
}
