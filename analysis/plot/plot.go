// Package plot draws what a run leaves, as pictures fit for a paper or a lecture.
//
// Draw makes all figures of a run: conflicts and divergence over time, the
// space-time diagram of one row, the run beside its contrasts, who sees a write when,
// latencies, replication lag, the price in messages, and availability if it ever
// suffered. A figure for which the run has no data is left out, and LeftOut says why.
//
// The theme is in theme.go: Liberation Sans at 7 to 9 points, the colours of Okabe
// and Ito with dashes beside them so that no line needs its colour, no translucency.
// Figures are drawn through vg, the lower half of gonum/plot: its upper half pads
// panels unevenly, puts the legend over the data, and brings four backends along.
//
// The same run gives the same bytes, SVG and PNG: nothing here knows the time, a
// path, or the order of a map.
package plot

import (
	"fmt"

	"github.com/mlrsim/mlrsim/results"
)

// Figure is a drawn picture.
type Figure struct {
	Name    string // of its files, without extension: "conflicts"
	Title   string // what one sees
	Caption string // how to read it, in a sentence or two
	SVG     []byte // a whole document, without ids, scripts or outside references

	size    size
	drawing func(sheet)
}

// PNG renders the figure at 300 dots per inch. That costs far more than the SVG,
// so it is done when asked for, every time anew. The bytes are always the same.
func (f Figure) PNG() ([]byte, error) { return renderPNG(f.size, f.Title, f.drawing) }

// Omission is a figure that was left out.
type Omission struct{ Name, Reason string }

// kind is a figure that a run may have: how it is made, or why it cannot be.
type kind struct {
	name string
	make func(*results.Run) (Figure, string)
}

func kinds() []kind {
	return []kind{
		{"conflicts", conflictsOverTime},
		{"spacetime", spaceTime},
		{"contrast", contrasts},
		{"visibility", visibility},
		{"t-visibility", tVisibility},
		{"write-latency", writeLatency},
		{"read-latency", readLatency},
		{"lag", lagOverTime},
		{"messages", messagesOverTime},
		{"availability", availabilityOverTime},
	}
}

// Draw makes the figures of a run, in the order in which a report shows them.
// Those for which the run has no data are left out; see LeftOut. An error means
// that a picture could not be rendered.
func Draw(run *results.Run) ([]Figure, error) {
	var figures []Figure
	for _, k := range kinds() {
		figure, reason := k.make(run)
		if reason != "" {
			continue
		}
		figure.Name = k.name
		svg, err := renderSVG(figure.size, figure.Title, figure.drawing)
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", k.name, err)
		}
		figure.SVG = svg
		figures = append(figures, figure)
	}
	return figures, nil
}

// LeftOut lists the figures that Draw does not make of a run, each with the reason.
func LeftOut(run *results.Run) []Omission {
	var omissions []Omission
	for _, k := range kinds() {
		if _, reason := k.make(run); reason != "" {
			omissions = append(omissions, Omission{k.name, reason})
		}
	}
	return omissions
}

// figureOf is a chart as a figure.
func figureOf(c chart, caption string) Figure {
	return Figure{
		Title: c.title, Caption: caption,
		size: size{figureWidth, c.height()}, drawing: c.draw,
	}
}
