package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// shade is a span of time with a ground of its own, and why.
type shade struct {
	from, to float64 // seconds
	label    string
	ground   color.RGBA
}

const shadeStep = vg.Length(9)

// shadesOf are the warm-up, the time after the load, and the faults over them.
func shadesOf(run *results.Run, end float64) []shade {
	var shades []shade
	if run.Warmup > 0 {
		shades = append(shades, shade{0, min(end, seconds(run.Warmup)), "warm-up", restGrey})
	}
	if load := seconds(run.Duration); load > 0 && end > load*1.01 {
		shades = append(shades, shade{load, end, "load ended", restGrey})
	}
	for _, fault := range run.Faults {
		from, to := seconds(fault.From), min(end, seconds(fault.To))
		if from < to {
			shades = append(shades, shade{from, to, faultName(fault), faultTint(fault.Kind)})
		}
	}
	return shades
}

func faultName(fault results.Interval) string {
	if fault.Label != "" {
		return clean(fault.Label)
	}
	return clean(fault.Kind)
}

func seconds(t sim.Time) float64 { return float64(t) / 1e9 }

// placedLabel is a shade's label and where on the row it begins.
type placedLabel struct {
	shade
	x, width vg.Length
	words    string
}

// mostShadeRows bounds the labels above each other; more are not readable.
const mostShadeRows = 3

// shadeRows packs the labels of shades into rows above a panel so that none meet.
// A label that is there already, and one without room, is dropped.
func shadeRows(shades []shade, place func(float64) float64, width vg.Length) [][]placedLabel {
	var rows [][]placedLabel
	named := map[string]bool{}
	for _, s := range shades {
		if named[s.label] {
			continue
		}
		label := placeLabel(s, place, width)
		row := freeRow(rows, label)
		if row == mostShadeRows {
			continue
		}
		if row == len(rows) {
			rows = append(rows, nil)
		}
		rows[row] = append(rows[row], label)
		named[s.label] = true
	}
	return rows
}

// placeLabel centres a label over its span, and moves it into the panel.
func placeLabel(s shade, place func(float64) float64, width vg.Length) placedLabel {
	words := letters().note.fit(s.label, width)
	wide := letters().note.Width(words)
	centre := vg.Length(place(s.from)+place(s.to)) / 2 * width
	return placedLabel{s, min(max(0, centre-wide/2), width-wide), wide, words}
}

func freeRow(rows [][]placedLabel, label placedLabel) int {
	for i, row := range rows {
		free := true
		for _, other := range row {
			if label.x < other.x+other.width+6 && other.x < label.x+label.width+6 {
				free = false
			}
		}
		if free {
			return i
		}
	}
	return len(rows)
}

// drawShadeLabels writes the rows from the panel upwards, so that the first row
// touches it.
func drawShadeLabels(s sheet, rows [][]placedLabel, x, top vg.Length) {
	bottom := top - shadeStep*vg.Length(len(rows))
	for i, row := range rows {
		for _, label := range row {
			s.write(letters().note, x+label.x, bottom+shadeStep*vg.Length(i)+2.2, left, label.words)
		}
	}
}
