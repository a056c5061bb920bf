package sim

import (
	"container/heap"
	"fmt"
)

// Event is an entry of the queue.
type Event struct {
	At  Time
	Key uint64
}

// Queue holds the pending events of a run.
type Queue struct {
	now     Time
	pending eventHeap
}

type eventHeap []Event

func (h eventHeap) Len() int { return len(h) }
func (h eventHeap) Less(i, j int) bool {
	return h[i].At < h[j].At || h[i].At == h[j].At && h[i].Key < h[j].Key
}
func (h eventHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *eventHeap) Push(e any)   { *h = append(*h, e.(Event)) }
func (h *eventHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// NewQueue returns an empty queue at time 0.
func NewQueue() *Queue { return &Queue{} }

// Push adds an event. It panics for a time before Now.
func (q *Queue) Push(at Time, key uint64) {
	if at < q.now {
		panic(fmt.Sprintf("sim: an event at %v, pushed at %v", at, q.now))
	}
	heap.Push(&q.pending, Event{at, key})
}

// Pop removes the first event and advances Now to it; false if there is none.
func (q *Queue) Pop() (Event, bool) {
	if len(q.pending) == 0 {
		return Event{}, false
	}
	e := heap.Pop(&q.pending).(Event)
	q.now = e.At
	return e, true
}

// Len returns the number of pending events.
func (q *Queue) Len() int { return len(q.pending) }

// Now returns the time of the last event popped.
func (q *Queue) Now() Time { return q.now }

// Bytes returns the memory held.
func (q *Queue) Bytes() int { return cap(q.pending) * 16 }
