package plot

import (
	"math"

	"github.com/mlrsim/mlrsim/results"
)

// axis maps values to shares of its length.
type axis struct {
	min, max float64
	log      bool
	ticks    []tick
}

// tick is a mark on an axis; without a label it is a minor one.
type tick struct {
	at    float64
	label string
}

// place is where v lies: 0 at the axis's beginning, 1 at its end; outside values
// are drawn at the nearer end.
func (a axis) place(v float64) float64 {
	if a.log {
		v = max(v, a.min)
		return inside(math.Log(v/a.min) / math.Log(a.max/a.min))
	}
	return inside((v - a.min) / (a.max - a.min))
}

func inside(share float64) float64 { return min(1, max(0, share)) }

// spanAxis is an axis of durations in seconds with ticks at round numbers of one
// unit, about as many as asked for. It ends where the data do.
func spanAxis(from, to float64, about int) axis {
	u := spanUnit(to)
	a := axis{min: from, max: to}
	step := roundStep((to-from)/u.scale, about)
	a.ticks = ticksAt(from, to, step*u.scale, func(v float64) string { return trimmed(v/u.scale, decimals(step)) + u.suffix })
	return a
}

// fromZero is a vertical axis from 0 to the first round number past top, with a
// little air below it.
func fromZero(top float64, about int, print func(v, step float64) string) axis {
	step := roundStep(top, about)
	end := math.Ceil(top/step*1.02-1e-9) * step
	return axis{max: end, ticks: ticksAt(0, end, step, func(v float64) string { return print(v, step) })}
}

// shareAxis is a vertical axis of shares that reach up to top. It never passes the
// whole.
func shareAxis(top float64) axis {
	if top > .75 {
		return axis{max: 1, ticks: ticksAt(0, 1, .25, func(v float64) string { return printPercent(v, .25) })}
	}
	return fromZero(max(top, 1e-4), 4, printPercent)
}

func ticksAt(from, to, step float64, print func(float64) string) []tick {
	var ticks []tick
	for i := int(math.Ceil(from/step - 1e-9)); float64(i)*step <= to+step*1e-9; i++ {
		ticks = append(ticks, tick{float64(i) * step, print(float64(i) * step)})
	}
	return ticks
}

// roundStep is the step of 1, 2 or 5 times a power of ten that divides a length
// into at most about parts.
func roundStep(length float64, about int) float64 {
	raw := length / float64(about)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range [...]float64{1, 2, 5} {
		if m*power >= raw*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// decimals is how many digits behind the point tell multiples of a step apart.
func decimals(step float64) int { return max(0, int(-math.Floor(math.Log10(step)+1e-9))) }

func printPercent(v, step float64) string { return trimmed(v*100, decimals(step*100)) + "%" }

func printCount(v, step float64) string {
	if step < 1 {
		return trimmed(v, decimals(step))
	}
	return results.Grouped(int64(math.Round(v)))
}

// printSpan labels a vertical axis of durations; the unit follows its end.
func printSpan(top float64) func(v, step float64) string {
	u := spanUnit(top)
	return func(v, step float64) string { return trimmed(v/u.scale, decimals(step/u.scale)) + u.suffix }
}

// logSpanAxis reaches a little past from and to, both above zero. Each tick has the
// unit that suits it: 100 µs, 1 ms.
func logSpanAxis(from, to float64) axis {
	a := axis{min: from * .95, max: to * 1.05, log: true}
	crowded := math.Log10(a.max/a.min) > 3
	for power := math.Floor(math.Log10(a.min)); power <= math.Log10(a.max); power++ {
		for digit := 1.; digit < 10; digit++ {
			a.add(digit*math.Pow(10, power), digit == 1 || !crowded && (digit == 2 || digit == 5))
		}
	}
	return a
}

func (a *axis) add(v float64, labelled bool) {
	if v < a.min || v > a.max {
		return
	}
	t := tick{at: v}
	if labelled {
		u := spanUnit(v)
		t.label = significant(v/u.scale, 3) + u.suffix
	}
	a.ticks = append(a.ticks, t)
}
