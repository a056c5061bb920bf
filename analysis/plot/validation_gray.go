package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// grayLaw draws the rate of unseen pairs over the number of nodes, both on logarithmic
// axes, between the slopes that the law has with a delay that grows with the nodes and
// with one that does not.
func grayLaw(v *results.Validation) (Figure, bool) {
	row, ok := validationRow(v, "GRAY")
	if !ok {
		return Figure{}, false
	}
	var measured, exact []point
	slope := 0.
	for _, f := range row.Figures {
		nodes, err := strconv.Atoi(strings.TrimSuffix(f.Name, " nodes"))
		if err != nil {
			slope = f.Measured
			continue
		}
		measured = append(measured, point{float64(nodes), f.Measured})
		exact = append(exact, point{float64(nodes), f.Expected})
	}
	if len(measured) < 2 {
		return Figure{}, false
	}
	first, last := exact[0], exact[len(exact)-1]
	c := chart{
		title:  fmt.Sprintf("Gray's law: conflicts grow with the %s power of the nodes", trimmed(slope, 2)),
		x:      powersOfTwo(first.x, last.x),
		xLabel: "nodes",
	}
	wide := draw.LineStyle{Color: black, Width: 1}
	cubic := draw.LineStyle{Color: vermillion, Width: 1, Dashes: dashes[1]}
	square := draw.LineStyle{Color: blue, Width: 1, Dashes: dashes[2]}
	c.panels = []panel{{
		measures: "unseen row pairs a second",
		y:        powersOfTen(min(first.y, measured[0].y)/2, max(last.y, measured[len(measured)-1].y)*2),
		marks: []mark{
			curve{power(first, last.x, 3), cubic}, curve{power(first, last.x, 2), square},
			curve{exact, wide}, dots{measured},
		},
	}}
	c.legend = []entry{
		{"exact: eq. 14 × (N−1)/N", wide}, {"slope 3, as eq. 14 has", cubic}, {"slope 2, delay constant", square},
		{"dots: measured", draw.LineStyle{}},
	}
	return figureOf(c, fmt.Sprintf("The fitted slope is %s. It is more than 3 because of the factor (N−1)/N: an origin updates N−1 peers, where equation 14 counts N.", trimmed(slope, 3))), true
}

// power is a straight line of a slope on logarithmic axes.
func power(from point, to, slope float64) []point {
	return []point{from, {to, from.y * math.Pow(to/from.x, slope)}}
}

// powersOfTwo is a logarithmic axis with a tick at each doubling.
func powersOfTwo(from, to float64) axis {
	a := axis{min: from / 1.15, max: to * 1.15, log: true}
	for v := from; v <= to; v *= 2 {
		a.ticks = append(a.ticks, tick{v, trimmed(v, 0)})
	}
	return a
}

// powersOfTen is a logarithmic axis with a tick at each power of ten.
func powersOfTen(from, to float64) axis {
	a := axis{min: from, max: to, log: true}
	for power := math.Ceil(math.Log10(from)); power <= math.Log10(to); power++ {
		v := math.Pow(10, power)
		a.ticks = append(a.ticks, tick{v, significant(v, 1)})
	}
	return a
}

// dots are single values.
type dots struct{ points []point }

func (d dots) draw(f field) {
	for _, p := range d.points {
		f.disc(white, f.at(p), 3.4)
		f.disc(black, f.at(p), 2.6)
	}
}
