package strategytest

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

// judgeWalks goes through histories of the small world at random, each longer than the
// one before.
func (v *Verdict) judgeWalks(rule strategy.Rule, o Options) {
	for run := range max(0, o.Runs) {
		w := newWorld(rule, walking(o, run))
		if err := o.pause(); err != nil {
			v.Why = notProved(err)
			return
		}
		if h := w.walk(sim.NewStream(uint64(run), "strategytest/walk")); h.wrong != "" {
			v.Why, v.Counterexample = h.wrong, w.counterexample(v, h)
			return
		}
	}
	v.OK = true
	v.Why = fmt.Sprintf("%d histories at random, of 3 to 5 leaders and up to %d writes", max(0, o.Runs), walking(o, o.Runs).Writes)
}

// walking are the options of a walk: more leaders and writes than one could try all of.
func walking(o Options, run int) Options {
	o.Leaders, o.Writes = 3+run%3, min(4+run, 40)
	o.Skew = []int{0, -3, 5, 0, 1}[:o.Leaders]
	return o
}

// luckless is after how many draws a walk ends in any case: none of its operations may
// be possible.
const luckless uint64 = 100_000

// walk takes one event at random after the other until there are no more. A part of the
// links is cut at any time, each time another.
func (w *world) walk(luck sim.Stream) *history {
	h := &history{}
	for _, opening := range w.openings() {
		h.opening = opening
	}
	s := w.run(h.opening)
	s.loaded = s.leaders[0].known
	anybody := func(*state, int) bool { return true }
	for draw := range luckless {
		list := w.events(s, anybody)
		if len(list) == 0 {
			break
		}
		e := list[luck.At(draw)%uint64(len(list))]
		if e.deliver && len(s.writes) < w.options.Writes && cut(luck, draw, e, w.options.Leaders) {
			continue
		}
		if after, _, ok := w.next(s, e); ok {
			h.events, s = append(h.events, e), after
		}
	}
	if len(s.writes) > s.loaded.size() {
		h.wrong = differ(w, s)
	}
	return h
}

// cut tells whether the ends of a delivery are apart at the time of a draw.
func cut(luck sim.Stream, draw uint64, e event, leaders int) bool {
	const long = 32 // draws
	side := luck.Child(draw / long)
	return side.At(uint64(e.from))%2 != side.At(uint64(e.at))%2 && leaders > 2
}
