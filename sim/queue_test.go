package sim

import (
	"container/heap"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// twin runs the queue beside container/heap and demands the same events.
type twin struct {
	t    require.TestingT
	q    *Queue
	slow closureHeap
}

func newTwin(t require.TestingT) *twin { return &twin{t: t, q: NewQueue()} }

func (w *twin) push(at Time, key uint64) {
	w.q.Push(at, key)
	w.slow.push(at, key)
}

func (w *twin) pop() Event {
	want := w.slow.pop()
	got, ok := w.q.Pop()
	require.True(w.t, ok)
	require.Equal(w.t, want, got)
	require.Equal(w.t, want.At, w.q.Now())
	require.Equal(w.t, len(w.slow), w.q.Len())
	return got
}

func (w *twin) drain() {
	for len(w.slow) > 0 {
		w.pop()
	}
	_, ok := w.q.Pop()
	require.False(w.t, ok)
}

// pushLater pushes at now + after, or Never where that is past the end of time.
func (w *twin) pushLater(after, key uint64) {
	at := uint64(w.q.Now()) + after
	w.push(Time(min(at, math.MaxInt64)), key)
}

func TestQueueOrdersLikeASortedHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTwin(t)
		spread := rapid.IntRange(0, 63).Draw(t, "spread")
		keys := rapid.IntRange(0, 64).Draw(t, "keys")
		random := NewStream(rapid.Uint64().Draw(t, "seed"), "queue")
		draws := uint64(0)
		draw := func(size int) uint64 {
			draws++
			return random.At(draws) & (1<<size - 1)
		}
		for range rapid.IntRange(1, 12).Draw(t, "bursts") {
			for range rapid.IntRange(0, 400).Draw(t, "pushed") {
				w.pushLater(draw(spread), draw(keys))
			}
			for range min(rapid.IntRange(0, 400).Draw(t, "popped"), w.q.Len()) {
				w.pop()
				if draw(2) == 0 {
					w.pushLater(draw(spread), draw(keys))
				}
			}
		}
		w.drain()
	})
}

// TestQueueOrdersAtEveryScale mixes delays of all magnitudes, which fills every
// level at once.
func TestQueueOrdersAtEveryScale(t *testing.T) {
	w := newTwin(t)
	random := NewStream(3, "scales")
	for i := range uint64(50_000) {
		w.pushLater(random.At(2*i)>>(1+random.At(2*i+1)%63), random.At(i)>>(i%64))
		if i%5 > 1 && w.q.Now() < Never/2 {
			w.pop()
		}
	}
	w.drain()
}

func TestQueueOrdersAnInstantByKey(t *testing.T) {
	w := newTwin(t)
	random := NewStream(4, "instant")
	for i := range uint64(20_000) {
		w.push(7, random.At(i)>>(i%64))
	}
	w.drain()
}

// TestQueueTakesLowerKeysAtThePresent pushes, at the instant of the event just
// popped, keys below and above it.
func TestQueueTakesLowerKeysAtThePresent(t *testing.T) {
	for _, crowd := range []uint64{0, 10, 1_000, 20_000} {
		w := newTwin(t)
		random := NewStream(crowd, "lower")
		for i := range crowd + 1 {
			w.push(1_000, random.At(i)|1<<63)
		}
		for i := range uint64(5_000) {
			e := w.pop()
			w.push(1_000, random.At2(i, 1)>>1)
			w.push(1_000, e.Key-i)
			w.push(1_000, random.At2(i, 2))
		}
		w.drain()
	}
}

func TestQueueKeepsEqualEvents(t *testing.T) {
	w := newTwin(t)
	for i := range uint64(3_000) {
		w.push(5, 9)
		w.push(5, 9-i%10)
		w.push(5, 9+i)
		w.push(Time(5+i%3), math.MaxUint64)
	}
	w.drain()
}

func TestQueueHoldsWhatNeverComes(t *testing.T) {
	w := newTwin(t)
	for i := range uint64(200) {
		w.push(Never, math.MaxUint64-i/2)
		w.push(Never-Time(i), i)
		w.push(Time(i), i)
	}
	w.drain()
	w.push(Never, 1)
	w.push(Never, math.MaxUint64)
	w.drain()
}

// TestQueueSurvivesBursts pushes long runs into what is already sorted: falling,
// rising and shuffled, far below the width of the bucket that is open.
func TestQueueSurvivesBursts(t *testing.T) {
	random := NewStream(5, "bursts")
	for name, step := range map[string]func(i uint64) uint64{
		"falling":  func(i uint64) uint64 { return 1<<40 - i },
		"rising":   func(i uint64) uint64 { return 1<<39 + i },
		"shuffled": func(i uint64) uint64 { return random.At(i) >> 24 },
		"halving":  func(i uint64) uint64 { return 1 << 40 >> (i % 41) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTwin(t)
			w.push(1, 0)
			w.push(1<<50, 0)
			w.pop()
			for i := range uint64(20_000) {
				w.push(Time(2+step(i)), i)
			}
			w.drain()
		})
	}
}

func TestQueueRefusesThePast(t *testing.T) {
	q := NewQueue()
	q.Push(10, 0)
	q.Pop()
	q.Push(10, 0)
	require.PanicsWithValue(t, "sim: an event at 9ns was pushed at 10ns", func() { q.Push(9, 0) })
	require.Panics(t, func() { NewQueue().Push(-1, 0) })
}

func TestEmptyQueueStaysAtItsTime(t *testing.T) {
	q := NewQueue()
	_, ok := q.Pop()
	require.False(t, ok)
	q.Push(3, 1)
	q.Pop()
	_, ok = q.Pop()
	require.False(t, ok)
	require.Equal(t, Time(3), q.Now())
}

// settled returns a queue that has held n events for a while, and a step of it.
func settled(n int) (*Queue, func()) {
	q, delays, i := NewQueue(), holdDelays(), 0
	for ; i < n; i++ {
		q.Push(Time(0).Add(delays[i%len(delays)]), uint64(i))
	}
	step := func() {
		e, _ := q.Pop()
		q.Push(e.At.Add(delays[i%len(delays)]), e.Key)
		i++
	}
	for range 4 * n {
		step()
	}
	return q, step
}

func TestQueueDoesNotAllocateInTheSteadyState(t *testing.T) {
	_, step := settled(10_000)
	require.Zero(t, testing.AllocsPerRun(100_000, step))
}

func TestQueueTakesTwentyBytesAnEvent(t *testing.T) {
	q, _ := settled(200_000)
	require.Less(t, float64(q.Bytes())/200_000, 20.0)
}

func TestHeapsOfTheBenchmarksAgree(t *testing.T) {
	random := NewStream(6, "heaps")
	var four fourHeap
	var slow closureHeap
	for i := range uint64(2_000) {
		e := Event{Time(random.At(i) >> 50), i}
		four.push(e.At, e.Key)
		heap.Push(&slow, &closure{e.At, e.Key, func() Event { return e }})
	}
	for range 2_000 {
		require.Equal(t, slow.pop(), four.pop())
	}
}
