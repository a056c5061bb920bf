package model

import (
	"math"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// What a file says of faults becomes a list of single faults before the run
// begins: a random process is drawn, and a partition that has a shape gets its
// groups or links. The draws are keyed by the fault's place in the file and the
// occurrence, so that nothing else in a scenario moves them.

// fates are the draws of one entry of Config.Faults.
type fates struct {
	config *Config
	stream sim.Stream
}

// Draws of one occurrence.
const (
	drawGap uint64 = iota
	drawLength
	drawVictim
	drawShape
)

// singleFaults are the faults of a configuration one by one.
func singleFaults(config *Config) []Fault {
	stream := sim.NewStream(config.Seed, "model/faults")
	var list []Fault
	for i := range config.Faults {
		f := &config.Faults[i]
		draws := fates{config, stream.Child(uint64(i))}
		if f.Every > 0 {
			list = draws.process(list, f)
		} else {
			list = draws.shape(list, *f, 0)
		}
	}
	return list
}

// process draws the occurrences of a random process that begin before the load
// ends: exponential gaps from the end of one to the beginning of the next.
func (d fates) process(list []Fault, f *Fault) []Fault {
	gaps, lengths := sim.Exponential(f.Every), sim.Exponential(max(1, f.For))
	at := f.At
	for n := uint64(0); ; n++ {
		at += gaps.Draw(d.stream.At2(n, drawGap))
		if at >= d.config.Duration {
			return list
		}
		one := *f
		one.At, one.Every = at, 0
		one.For = max(1, lengths.Draw(d.stream.At2(n, drawLength)))
		d.strike(&one, d.stream.At2(n, drawVictim))
		list = d.shape(list, one, n)
		at += one.For
	}
}

// strike draws whom an occurrence strikes.
func (d fates) strike(f *Fault, bits uint64) {
	n := len(d.config.Leaders)
	switch f.Kind {
	case Crash, Pause:
		victim := int(sim.Below(bits, uint64(n)))
		if len(f.Leaders) > 0 {
			victim = f.Leaders[sim.Below(bits, uint64(len(f.Leaders)))]
		}
		f.Leaders = []int{victim}
	case Cut, Slow, Loss:
		if len(f.Links) > 0 {
			f.Links = [][2]int{f.Links[sim.Below(bits, uint64(len(f.Links)))]}
			return
		}
		if n == 1 {
			return // there is no link
		}
		from, to := int(sim.Below(bits, uint64(n))), int(sim.Below(sim.Stream(bits).At(0), uint64(n-1)))
		if to >= from {
			to++
		}
		f.Links = [][2]int{{from, to}}
	}
}

// shape gives a partition its groups or links.
func (d fates) shape(list []Fault, f Fault, n uint64) []Fault {
	if f.Kind != Partition || f.Shape == NoShape {
		return append(list, f)
	}
	all := len(d.config.Leaders)
	order := inOrder(all)
	if f.Shape == RandomHalves || f.Shape == IsolateOne || f.Shape == Flapping {
		shuffle(order, d.stream.Child(n), drawShape)
	}
	switch f.Shape {
	case Halves, RandomHalves, Flapping:
		f.Groups = [][]int{order[:all/2], order[all/2:]}
	case IsolateOne:
		f.Groups = [][]int{order[:1], order[1:]}
	case MajoritiesRing:
		f.Links = majoritiesRing(all)
	case Bridge:
		f.Links = bridge(all)
	default:
		panic("model: unknown shape of a partition")
	}
	if f.Shape == Flapping {
		return d.flap(list, f)
	}
	return append(list, f)
}

// flap cuts for the first half of each period.
func (d fates) flap(list []Fault, f Fault) []Fault {
	end := d.config.Duration
	if f.For > 0 {
		end = min(end, f.At+f.For)
	}
	period := max(2, f.Period)
	for at := f.At; at < end; at += period {
		one := f
		one.At, one.For = at, min(period/2, end-at)
		list = append(list, one)
	}
	return list
}

func inOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// shuffle puts a list in random order (Fisher and Yates, Durstenfeld 1964).
func shuffle(list []int, stream sim.Stream, kind uint64) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(sim.Below(stream.At2(kind, uint64(i)), uint64(i+1)))
		list[i], list[j] = list[j], list[i]
	}
}

// majoritiesRing cuts links so that each leader hears a majority, itself among it,
// and no two the same: on a ring, its neighbours.
func majoritiesRing(n int) (links [][2]int) {
	majority := n/2 + 1
	for to := range n {
		first := to - majority/2
		for from := range n {
			if (from-first+n)%n >= majority {
				links = append(links, [2]int{from, to})
			}
		}
	}
	return links
}

// bridge cuts all links between two halves of the leaders but for those of the one
// in the middle.
func bridge(n int) (links [][2]int) {
	middle := n / 2
	for a := range middle {
		for b := middle + 1; b < n; b++ {
			links = append(links, [2]int{a, b}, [2]int{b, a})
		}
	}
	return links
}

// thousandths is by what the network multiplies delays of a slow link.
func (f *Fault) thousandths() int64 { return max(1, int64(math.Round(f.Factor*1000))) }

// passing is a clock's step that is undone when the fault is over: without For it
// stays.
func (f *Fault) passing() time.Duration {
	if f.For == 0 {
		return 0
	}
	return f.Step
}

// lasts tells whether a fault is over some time, and when at the latest.
func (f *Fault) lasts(loadEnd time.Duration) (end time.Duration, ok bool) {
	switch {
	case f.Kind == Join, f.Kind == Leave, f.Kind == Clock && f.For == 0 && f.Drift == 0:
		return 0, false
	case f.For > 0:
		return min(loadEnd, f.At+f.For), true
	default:
		return loadEnd, true
	}
}
