package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// timeLabel stands under every axis of simulated time.
const timeLabel = "simulated time since the start of the run"

// overTime is a chart of the run's time with its faults shaded; panels and title
// are the caller's.
func overTime(run *results.Run, b bins) chart {
	return chart{
		x: spanAxis(0, b.end, 8), xLabel: timeLabel,
		shades: shadesOf(run, b.end),
	}
}

func conflictsOverTime(run *results.Run) (Figure, string) {
	b, reason := binsOf(run, run.Series.Writes)
	if reason != "" {
		return Figure{}, reason
	}
	if total(run.Series.Writes) == 0 {
		return Figure{}, "no write was committed"
	}
	rates := quotients(b.sums(run.Series.Conflicting), b.sums(run.Series.Writes))
	diverged := b.means(run.Series.Diverged)
	c := overTime(run, b)
	c.title = conflictsTitle(run)
	c.panels = []panel{
		{
			measures: "writes with a concurrent one, of all writes of the moment",
			y:        shareAxis(highest(rates)),
			marks:    []mark{steps{rates, b.width, draw.LineStyle{Color: vermillion, Width: .9}, tint(vermillion, .35)}},
		},
		{
			measures: "rows on which leaders differ",
			y:        fromZero(max(highest(diverged), 1), 4, printCount),
			marks:    []mark{steps{diverged, b.width, draw.LineStyle{Color: blue, Width: .9}, tint(blue, .30)}},
		},
	}
	caption := "Above: the share of the writes committed in each moment that are concurrent with another write of their row. " +
		"Below: the number of rows that do not read the same at every leader, averaged over each moment."
	return figureOf(c, b.caption(run, caption)), ""
}

// caption adds to words what holds for every figure over time.
func (b bins) caption(run *results.Run, words string) string {
	words += " A moment is " + results.Duration(int64(b.width*1e9+.5)) + "."
	if slices.ContainsFunc(run.Faults, func(f results.Interval) bool { return !f.Instant() }) {
		words += " Shaded: faults."
	}
	if slices.ContainsFunc(run.Faults, results.Interval.Instant) {
		words += " Dashed lines: leaders that join or leave, and clocks that are set."
	}
	if beyond := seconds(run.Ended) - b.end; beyond > b.width {
		words += " The run went on for " + results.Duration(int64(beyond*1e9)) + " more, in which nothing moved."
	}
	return words
}

// conflictsTitle tells the rate after the warm-up, apart for faults if there were
// any.
func conflictsTitle(run *results.Run) string {
	during, otherwise := conflictRates(run)
	switch {
	case during.met+otherwise.met == 0:
		return "No write met a concurrent one"
	case during.writes == 0 || otherwise.writes == 0:
		return overall(run, "conflict_rate", during.and(otherwise).rate(), Percent) + " of the writes meet a concurrent one"
	default:
		return fmt.Sprintf("Conflicts: %s of the writes made during a fault, %s of the others",
			Percent(during.rate()), Percent(otherwise.rate()))
	}
}

// overall prints a figure of the whole run: that of the summary if it is there, so
// that all that a run says agrees, or else the given one.
func overall(run *results.Run, metric string, otherwise float64, print func(float64) string) string {
	if v, ok := measured(run, metric); ok {
		return v.String()
	}
	return print(otherwise)
}

// tally counts writes and those of them that met a concurrent one.
type tally struct{ met, writes int64 }

func (t tally) rate() float64         { return float64(t.met) / float64(t.writes) }
func (t tally) and(other tally) tally { return tally{t.met + other.met, t.writes + other.writes} }

// conflictRates tallies bins after the warm-up, those that touch a fault apart from
// the others.
func conflictRates(run *results.Run) (during, otherwise tally) {
	s := run.Series
	for i := range min(len(s.Writes), len(s.Conflicting)) {
		if s.Width*sim.Time(i) < run.Warmup {
			continue
		}
		bin := tally{s.Conflicting[i], s.Writes[i]}
		if faulty(run, i) {
			during = during.and(bin)
		} else {
			otherwise = otherwise.and(bin)
		}
	}
	return during, otherwise
}

func faulty(run *results.Run, bin int) bool {
	from := run.Series.Width * sim.Time(bin)
	return slices.ContainsFunc(run.Faults, func(f results.Interval) bool {
		return !f.Instant() && f.From < from+run.Series.Width && from < f.To
	})
}

func lagOverTime(run *results.Run) (Figure, string) {
	b, reason := binsOf(run, nil)
	if reason != "" {
		return Figure{}, reason
	}
	var lags [][]float64
	for _, lag := range run.Series.Lag {
		lags = append(lags, b.lags(lag))
	}
	worst, top := worstLag(lags)
	if top == 0 {
		return Figure{}, "no leader ever waited for a change of another"
	}
	c := overTime(run, b)
	c.title = fmt.Sprintf("Replication lag: up to %s, at %s", results.Duration(int64(top)), nameOf(run, worst))
	c.panels = []panel{{
		measures: "age of the oldest change missing",
		y:        fromZero(top/1e9, 4, printSpan(top/1e9)),
	}}
	c.addLags(run, lags, b.width)
	return figureOf(c, b.caption(run, lagCaption(lags))), ""
}

func lagCaption(lags [][]float64) string {
	words := "For each leader and moment, how old the oldest change is that it has yet to hear of while leaders differ on its row; " +
		"the worst of the moment counts."
	if slices.ContainsFunc(lags, func(lag []float64) bool { return slices.ContainsFunc(lag, math.IsNaN) }) {
		words += " A line is broken while its leader is no member."
	}
	return words
}

func worstLag(lags [][]float64) (leader int, top float64) {
	for i, lag := range lags {
		if h := highest(lag); h > top {
			leader, top = i, h
		}
	}
	return leader, top
}

// nameOf is a leader's name, fit to be set.
func nameOf(run *results.Run, leader int) string {
	if leader >= 0 && leader < len(run.Leaders) {
		return clean(run.Leaders[leader])
	}
	return fmt.Sprintf("leader %d", leader+1)
}

// addLags draws a line a leader. With more than a legend holds, those with the
// worst lag are named and the others are thin and grey.
func (c *chart) addLags(run *results.Run, lags [][]float64, width float64) {
	named := topmost(len(lags), mostNamed, func(i int) float64 { return highest(lags[i]) })
	var behind, before []mark
	for i, lag := range lags {
		points := steps{values: scaled(lag, 1e-9), width: width, style: restLine}
		if k := slices.Index(named, i); k >= 0 {
			points.style = lineOf(k)
			before = append(before, points)
			c.legend = append(c.legend, entry{nameOf(run, i), points.style})
		} else if len(behind) < mostUnnamed {
			behind = append(behind, points)
		}
	}
	c.panels[0].marks = append(behind, before...)
	if others := len(lags) - len(named); others > 0 {
		c.legend = append(c.legend, entry{fmt.Sprintf("%s others", results.Grouped(int64(others))), restLine})
	}
}

const (
	mostNamed   = 12  // lines in a legend
	mostUnnamed = 200 // grey lines behind them
)

// topmost chooses at most so many of n by their value, and lists them in their
// own order.
func topmost(n, most int, value func(int) float64) []int {
	chosen := make([]int, n)
	for i := range chosen {
		chosen[i] = i
	}
	slices.SortStableFunc(chosen, func(a, b int) int { return cmp.Compare(value(b), value(a)) })
	chosen = chosen[:min(n, most)]
	slices.Sort(chosen)
	return chosen
}

func scaled(values []float64, by float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v * by
	}
	return out
}

func messagesOverTime(run *results.Run) (Figure, string) {
	b, reason := binsOf(run, run.Series.Writes)
	if reason != "" {
		return Figure{}, reason
	}
	writes, messages := total(run.Series.Writes), total(run.Series.Messages)
	switch {
	case writes == 0:
		return Figure{}, "no write was committed"
	case messages == 0:
		return Figure{}, "no message was sent"
	}
	prices := quotients(b.sums(run.Series.Messages), b.sums(run.Series.Writes))
	mean, words := meanPrice(run, float64(messages)/float64(writes))
	c := overTime(run, b)
	c.title = words + " messages a write"
	c.panels = []panel{{
		measures: "messages sent, for each write of the moment",
		y:        fromZero(max(highest(prices), mean), 4, printCount),
		marks: []mark{
			steps{values: prices, width: b.width, style: draw.LineStyle{Color: blue, Width: .9}},
			level{mean, "mean " + words, draw.LineStyle{Color: black, Width: .9, Dashes: dashes[1]}},
		},
	}}
	return figureOf(c, b.caption(run, "Messages of all kinds put on links, divided by the writes committed in the same moment. "+
		"The dashed line is the mean of the run.")), ""
}

// meanPrice is the run's mean of messages a write as a number and in words, from
// the summary if it is there.
func meanPrice(run *results.Run, otherwise float64) (float64, string) {
	if v, ok := measured(run, "messages_per_write"); ok {
		mean, _ := v.Rat().Float64()
		return mean, v.String()
	}
	return otherwise, significant(otherwise, 3)
}

func availabilityOverTime(run *results.Run) (Figure, string) {
	b, reason := binsOf(run, run.Series.Attempted)
	if reason != "" {
		return Figure{}, reason
	}
	attempted, acknowledged := total(run.Series.Attempted), total(run.Series.Acknowledged)
	switch {
	case attempted == 0:
		return Figure{}, "no operation was attempted"
	case acknowledged >= attempted:
		return Figure{}, "every operation was acknowledged"
	}
	shares := quotients(b.sums(run.Series.Acknowledged), b.sums(run.Series.Attempted))
	lowest := 1.
	for _, s := range shares {
		if s < lowest {
			lowest = s
		}
	}
	c := overTime(run, b)
	c.title = fmt.Sprintf("Availability falls to %s; over the whole run it is %s",
		Percent(lowest), overall(run, "availability", float64(acknowledged)/float64(attempted), Percent))
	c.panels = []panel{{
		measures: "operations acknowledged, of all begun in the moment",
		y:        shareAxis(1),
		marks:    []mark{steps{values: shares, width: b.width, style: draw.LineStyle{Color: green, Width: .9}}},
	}}
	return figureOf(c, b.caption(run, "The share of the operations begun in each moment that were acknowledged, whenever that was.")), ""
}
