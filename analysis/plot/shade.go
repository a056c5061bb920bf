package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// shade is a span of time with a ground of its own, and why. Without a name it is
// only shaded. Where its ends are one it is an instant, and its ground the colour of
// a line.
type shade struct {
	from, to float64 // seconds
	label    string
	ground   color.RGBA
	key      bool // no shade, but the name of several with this ground
}

func (s shade) instant() bool { return s.from == s.to && !s.key }

const shadeStep = vg.Length(9)

// shadesOf are the warm-up, the time after the load, and the faults over them.
func shadesOf(run *results.Run, end float64) []shade {
	var shades []shade
	if run.Warmup > 0 {
		shades = append(shades, shade{0, min(end, seconds(run.Warmup)), "warm-up", restGrey, false})
	}
	if load := seconds(run.Duration); load > 0 && end > load*1.01 {
		shades = append(shades, shade{load, end, "load ended", restGrey, false})
	}
	return append(shades, faultShades(run.Faults, end)...)
}

// Above so many names of faults, those of kinds with several are named by kind; and
// above so many faults of one name, the name stands once.
const (
	mostFaultNames = 5
	mostNamesakes  = 2
)

// faultShades are the grounds of faults with their names. Of many faults of one name
// it stands once, with their number.
func faultShades(faults []results.Interval, end float64) []shade {
	var shades, names []shade
	var labels []string
	of := map[string][]int{} // index in shades
	name := faultNamer(faults)
	for _, fault := range faults {
		s := shade{seconds(fault.From), min(end, seconds(fault.To)), name(fault), faultGround(fault), false}
		if s.from > s.to || s.instant() && !fault.Instant() {
			continue
		}
		if len(of[s.label]) == 0 {
			labels = append(labels, s.label)
		}
		of[s.label] = append(of[s.label], len(shades))
		shades = append(shades, s)
	}
	for _, label := range labels {
		if same := of[label]; len(same) > mostNamesakes {
			names = append(names, nameOnce(shades, same))
		}
	}
	return append(shades, names...)
}

// nameOnce takes their name from shades and gives it to one that spans them all.
func nameOnce(shades []shade, same []int) shade {
	all := shades[same[0]]
	all.label, all.key = fmt.Sprintf("%s (%d times)", all.label, len(same)), true
	for _, i := range same {
		shades[i].label = ""
		all.from, all.to = min(all.from, shades[i].from), max(all.to, shades[i].to)
	}
	return all
}

// faultNamer names faults one by one, or where they have too many names by kind, but
// for those alone of their kind.
func faultNamer(faults []results.Interval) func(results.Interval) string {
	names, ofKind := map[string]bool{}, map[string]int{}
	for _, fault := range faults {
		if name := faultName(fault); !names[name] {
			names[name] = true
			ofKind[fault.Kind]++
		}
	}
	return func(fault results.Interval) string {
		if len(names) > mostFaultNames && ofKind[fault.Kind] > 1 {
			return clean(fault.Kind)
		}
		return faultName(fault)
	}
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
// One without room is dropped, and so is one that is there already and has none in
// the rows that there are.
func shadeRows(shades []shade, place func(float64) float64, width vg.Length) [][]placedLabel {
	var rows [][]placedLabel
	named := map[string]bool{}
	for _, s := range shades {
		if s.label == "" {
			continue
		}
		label := placeLabel(s, place, width)
		row := freeRow(rows, label)
		if s.key && row == len(rows) && row > 0 {
			row, label = beside(rows, label, width)
		}
		if row == mostShadeRows || row == len(rows) && named[s.label] {
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
	sample := vg.Length(0)
	if s.key {
		sample = keyWidth
	}
	words := letters().note.fit(s.label, width-sample)
	wide := sample + letters().note.Width(words)
	centre := vg.Length(place(s.from)+place(s.to)) / 2 * width
	return placedLabel{s, min(max(0, centre-wide/2), width-wide), wide, words}
}

// keyWidth is that of the sample of a ground before its name.
const keyWidth = vg.Length(9)

// beside finds the place nearest to where a label would be that is next to another;
// a row more than there are, if there is none.
func beside(rows [][]placedLabel, label placedLabel, width vg.Length) (int, placedLabel) {
	const gap = vg.Length(8)
	best, at := label, len(rows)
	for i, row := range rows {
		for _, other := range row {
			for _, x := range [...]vg.Length{other.x + other.width + gap, other.x - label.width - gap} {
				moved := label
				moved.x = x
				nearer := at == len(rows) || math.Abs(float64(x-label.x)) < math.Abs(float64(best.x-label.x))
				if nearer && x >= 0 && x+label.width <= width && isFree(row, moved) {
					best, at = moved, i
				}
			}
		}
	}
	return at, best
}

func freeRow(rows [][]placedLabel, label placedLabel) int {
	for i, row := range rows {
		if isFree(row, label) {
			return i
		}
	}
	return len(rows)
}

func isFree(row []placedLabel, label placedLabel) bool {
	return !slices.ContainsFunc(row, func(other placedLabel) bool {
		return label.x < other.x+other.width+6 && other.x < label.x+label.width+6
	})
}

// drawShadeLabels writes the rows from the panel upwards, so that the first row
// touches it.
func drawShadeLabels(s sheet, rows [][]placedLabel, x, top vg.Length) {
	bottom := top - shadeStep*vg.Length(len(rows))
	for i, row := range rows {
		for _, label := range row {
			at := vg.Point{X: x + label.x, Y: bottom + shadeStep*vg.Length(i) + 2.2}
			if label.key {
				s.box(label.ground, rectangle(at.X, at.Y-.6, at.X+keyWidth-3, at.Y+5.4))
				at.X += keyWidth
			}
			s.write(letters().note, at.X, at.Y, left, label.words)
		}
	}
}
