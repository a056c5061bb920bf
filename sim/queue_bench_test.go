package sim

import (
	"container/heap"
	"fmt"
	"testing"
	"time"
)

// The hold model (Vaucher and Duval, "A Comparison of Simulation Event List
// Algorithms", 1975): pop the first event, push one a random delay later.

var holdSizes = []int{1_000, 100_000, 1_000_000}

// holdDelays are the delays of the model problem: 5 ms and a lognormal law.
func holdDelays() []time.Duration {
	law := Floor(Lognormal(45*time.Millisecond, 0.5), 5*time.Millisecond)
	stream := NewStream(1, "hold")
	delays := make([]time.Duration, 1<<14)
	for i := range delays {
		delays[i] = law.Draw(stream.At(uint64(i)))
	}
	return delays
}

type holder interface {
	push(at Time, key uint64)
	pop() Event
}

func hold(b *testing.B, n int, q holder) {
	delays := holdDelays()
	for i := range n {
		q.push(Time(0).Add(delays[i%len(delays)]), uint64(i))
	}
	i := 0
	step := func() {
		e := q.pop()
		q.push(e.At.Add(delays[i%len(delays)]), e.Key)
		i++
	}
	for range 3 * n {
		step()
	}
	for b.Loop() {
		step()
	}
}

type bucketHolder struct{ *Queue }

func (h bucketHolder) push(at Time, key uint64) { h.Push(at, key) }
func (h bucketHolder) pop() Event               { e, _ := h.Pop(); return e }

func BenchmarkHoldQueue(b *testing.B) {
	for _, n := range holdSizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q := NewQueue()
			hold(b, n, bucketHolder{q})
			b.ReportMetric(float64(q.Bytes())/float64(n), "B/event")
		})
	}
}

// closureHeap is what one writes first: container/heap, and events that are
// closures.
type closureHeap []*closure

type closure struct {
	at  Time
	key uint64
	run func() Event
}

func (h closureHeap) Len() int { return len(h) }
func (h closureHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].key < h[j].key
}
func (h closureHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *closureHeap) Push(x any)   { *h = append(*h, x.(*closure)) }
func (h *closureHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (h *closureHeap) push(at Time, key uint64) {
	heap.Push(h, &closure{at, key, func() Event { return Event{at, key} }})
}
func (h *closureHeap) pop() Event { return heap.Pop(h).(*closure).run() }

func BenchmarkHoldContainerHeap(b *testing.B) {
	for _, n := range holdSizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) { hold(b, n, new(closureHeap)) })
	}
}

// fourHeap is the best heap we know: four children, 16-byte values, no interface.
type fourHeap []Event

func (h *fourHeap) push(at Time, key uint64) {
	e := Event{at, key}
	*h = append(*h, e)
	s := *h
	i := len(s) - 1
	for i > 0 && e.before(s[(i-1)/4]) {
		s[i] = s[(i-1)/4]
		i = (i - 1) / 4
	}
	s[i] = e
}

func (h *fourHeap) pop() Event {
	s := *h
	first, last := s[0], s[len(s)-1]
	s = s[:len(s)-1]
	*h = s
	i := 0
	for 4*i+1 < len(s) {
		least := 4*i + 1
		for c := least + 1; c < min(4*i+5, len(s)); c++ {
			if s[c].before(s[least]) {
				least = c
			}
		}
		if !s[least].before(last) {
			break
		}
		s[i] = s[least]
		i = least
	}
	if len(s) > 0 {
		s[i] = last
	}
	return first
}

func BenchmarkHoldFourAryHeap(b *testing.B) {
	for _, n := range holdSizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) { hold(b, n, new(fourHeap)) })
	}
}
