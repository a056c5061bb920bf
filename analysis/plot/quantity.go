package plot

import (
	"math"
	"strconv"
	"strings"
)

// unit is what ticks of an axis are counted in.
type unit struct {
	scale  float64 // of the axis's own unit
	suffix string
}

// spanUnits are the units of durations, in seconds, from the largest.
var spanUnits = []unit{{3600, " h"}, {60, " min"}, {1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}}

// spanUnit is the unit in which a duration of that many seconds reads best.
// Minutes and hours begin where seconds get four digits.
func spanUnit(seconds float64) unit {
	switch {
	case seconds >= 2*3600:
		return spanUnits[0]
	case seconds >= 600:
		return spanUnits[1]
	}
	for _, u := range spanUnits[2:] {
		if seconds >= u.scale*.9995 {
			return u
		}
	}
	return spanUnits[len(spanUnits)-1]
}

// Percent prints a ratio: "41%", "1.3%", "0.02%".
func Percent(ratio float64) string {
	digits := 2
	if ratio >= .995 && ratio < 1 {
		digits = 4 // 99.95% is not 100%
	}
	return significant(ratio*100, digits) + "%"
}

// significant rounds v to so many digits and drops zeros behind the point.
func significant(v float64, digits int) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	behind := max(0, digits-1-int(math.Floor(math.Log10(math.Abs(v)))))
	return trimmed(v, behind)
}

func trimmed(v float64, behind int) string {
	s := strconv.FormatFloat(v, 'f', behind, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
