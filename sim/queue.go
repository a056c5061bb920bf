package sim

import (
	"fmt"
	"math"
	"math/bits"
	"unsafe"
)

// Event is an entry of the queue: an instant and a key. The key tells what is to
// happen, and its value breaks ties, so it must come from what the event is
// (kind, write, destination), never from when it was pushed.
type Event struct {
	At  Time
	Key uint64
}

// before reports the order of events: by time, then by key.
func (e Event) before(f Event) bool { return e.At < f.At || e.At == f.At && e.Key < f.Key }

// next returns the event that follows e; the last event there can be follows itself.
func (e Event) next() Event {
	switch {
	case e.Key < math.MaxUint64:
		return Event{e.At, e.Key + 1}
	case e.At < Never:
		return Event{e.At + 1, 0}
	}
	return e
}

// Queue holds the pending events of a run and gives them out in the order of
// (At, Key). It is monotone: no event may be pushed before Now.
//
// Read an event as a number of 128 bits, the time above the key, and that number
// as digits of digitBits bits. Everything is measured against base, a number no
// greater than any event filed: an event belongs to the level of the highest
// digit in which it differs from base, and there to the bucket of that digit.
// The first event is therefore in the first bucket of the lowest level that has
// any. When its turn comes, the bucket is opened: base moves to where the bucket
// begins and, if the bucket is short, its events are sorted into the near run,
// from which they are popped; if it is long, they are filed again, on lower
// levels. Each event is moved at most once a level, and in practice two or three
// times, always in short sequential bursts: that is what beats a heap, which
// jumps across the whole memory for each event.
//
// An event that falls among those already sorted (before limit) is inserted in
// the near run; should that grow long, its later part is filed again, without
// which a burst into one wide bucket would take quadratic time. And an event may
// be pushed at the present instant with a key below one already popped, even
// below base: such latecomers, due before all others, have a heap of their own.
type Queue struct {
	now   Time
	count int

	late  keyHeap // keys of the events before base; they are at Now
	near  []Event // events from base up to limit, last first
	base  Event
	limit Event // every event in a bucket is at or after it

	occupied [levels]uint64 // a bit for each bucket that holds events
	lowest   uint64         // a bit for each level that does
	buckets  [levels][fanout]bucket

	free   *chunk
	pages  int
	unused []chunk // the rest of the last page
}

const (
	digitBits  = 6
	fanout     = 1 << digitBits
	halfLevels = (64 + digitBits - 1) / digitBits // for the time, and for the key
	levels     = 2 * halfLevels

	chunkEvents = 30  // so that a chunk is 512 bytes
	pageChunks  = 128 // chunks allocated at once
	nearFill    = 32  // a bucket of so many events is sorted rather than filed again
	nearMost    = 128 // a near run beyond this gives back what is after its first half
)

// bucket is a list of chunks, of which all but the last are full.
type bucket struct{ first, last *chunk }

type chunk struct {
	next   *chunk
	n      int
	events [chunkEvents]Event
}

// NewQueue returns an empty queue at time 0.
func NewQueue() *Queue {
	return &Queue{near: make([]Event, 0, nearMost+1)}
}

// Push adds an event. It panics for a time before Now.
func (q *Queue) Push(at Time, key uint64) {
	if at < q.now {
		panic(fmt.Sprintf("sim: an event at %v was pushed at %v", at, q.now))
	}
	q.count++
	e := Event{at, key}
	if e.before(q.limit) {
		q.pushNear(e)
		return
	}
	q.file(e)
}

// Pop removes the first event and advances Now to its time; false if none is pending.
func (q *Queue) Pop() (Event, bool) {
	if len(q.late) != 0 {
		q.count--
		return Event{q.now, q.late.pop()}, true
	}
	if len(q.near) == 0 {
		if q.count == 0 {
			return Event{}, false
		}
		q.open()
	}
	last := len(q.near) - 1
	e := q.near[last]
	q.near = q.near[:last]
	q.count--
	q.now = e.At
	return e, true
}

// Len returns the number of pending events.
func (q *Queue) Len() int { return q.count }

// Now returns the time of the last event popped, 0 before the first.
func (q *Queue) Now() Time { return q.now }

// Bytes returns the memory that the queue holds. It never gives any back: it
// reuses what its longest moment took.
func (q *Queue) Bytes() int {
	const event, page = int(unsafe.Sizeof(Event{})), int(unsafe.Sizeof(chunk{})) * pageChunks
	return int(unsafe.Sizeof(*q)) + q.pages*page + cap(q.near)*event + cap(q.late)*8
}

// place returns the level and the bucket of e, which is not before base.
func (q *Queue) place(e Event) (level, digit int) {
	if differ := uint64(e.At ^ q.base.At); differ != 0 {
		level = (bits.Len64(differ) - 1) / digitBits
		return level + halfLevels, int(e.At>>(level*digitBits)) & (fanout - 1)
	}
	level = (bits.Len64(e.Key^q.base.Key|1) - 1) / digitBits
	return level, int(e.Key>>(level*digitBits)) & (fanout - 1)
}

// file puts e, which is not before base, into its bucket.
func (q *Queue) file(e Event) {
	level, digit := q.place(e)
	b := &q.buckets[level][digit]
	c := b.last
	if c == nil || c.n == chunkEvents {
		c = q.extend(level, digit)
	}
	c.events[c.n] = e
	c.n++
}

// extend appends an empty chunk to a bucket.
func (q *Queue) extend(level, digit int) *chunk {
	c := q.newChunk()
	b := &q.buckets[level][digit]
	if b.last == nil {
		b.first = c
		q.occupied[level] |= 1 << digit
		q.lowest |= 1 << level
	} else {
		b.last.next = c
	}
	b.last = c
	return c
}

func (q *Queue) newChunk() *chunk {
	if c := q.free; c != nil {
		q.free = c.next
		c.next, c.n = nil, 0
		return c
	}
	if len(q.unused) == 0 {
		q.unused = make([]chunk, pageChunks)
		q.pages++
	}
	c := &q.unused[0]
	q.unused = q.unused[1:]
	return c
}

// open makes the first events those of the near run, which is empty. There is at
// least one event in a bucket.
func (q *Queue) open() {
	for len(q.near) == 0 {
		level := bits.TrailingZeros64(q.lowest)
		digit := bits.TrailingZeros64(q.occupied[level])
		b := q.take(level, digit)
		q.base, q.limit = q.span(level, digit)
		if short(b) || level == 0 {
			q.sort(b)
		} else {
			q.spread(b)
		}
	}
}

// take removes a bucket's events from it.
func (q *Queue) take(level, digit int) bucket {
	b := q.buckets[level][digit]
	q.buckets[level][digit] = bucket{}
	q.occupied[level] &^= 1 << digit
	if q.occupied[level] == 0 {
		q.lowest &^= 1 << level
	}
	return b
}

// span returns the first event that a bucket may hold, and the one after the
// last (or, at the end of time, the last).
func (q *Queue) span(level, digit int) (from, to Event) {
	if level < halfLevels {
		key, last := span(q.base.Key, level, digit)
		return Event{q.base.At, key}, Event{q.base.At, last}.next()
	}
	at, last := span(uint64(q.base.At), level-halfLevels, digit)
	return Event{Time(at), 0}, Event{Time(last), math.MaxUint64}.next()
}

// span returns the least and the greatest number that have the given digit at
// that level and the higher digits of x.
func span(x uint64, level, digit int) (first, last uint64) {
	shift := level * digitBits
	first = (x>>shift&^(fanout-1) | uint64(digit)) << shift
	return first, first + 1<<shift - 1
}

func short(b bucket) bool {
	return b.first == b.last || b.first.next == b.last && b.last.n <= nearFill-chunkEvents
}

// sort moves the events of a bucket to the near run. Backwards, because events
// tend to have been pushed in order, and the near run has the last first.
func (q *Queue) sort(b bucket) {
	for c := b.first; c != nil; {
		for i := c.n - 1; i >= 0; i-- {
			q.insert(c.events[i])
		}
		c = q.release(c)
	}
}

// spread files the events of a bucket again.
func (q *Queue) spread(b bucket) {
	for c := b.first; c != nil; {
		for i := range c.n {
			q.file(c.events[i])
		}
		c = q.release(c)
	}
}

// release gives a chunk to the free list and returns the one that followed it.
func (q *Queue) release(c *chunk) *chunk {
	next := c.next
	c.next, q.free = q.free, c
	return next
}

// insert puts e where it belongs in the near run.
func (q *Queue) insert(e Event) {
	q.near = append(q.near, e)
	i := len(q.near) - 1
	for ; i > 0 && q.near[i-1].before(e); i-- {
		q.near[i] = q.near[i-1]
	}
	q.near[i] = e
}

// pushNear adds an event before limit.
func (q *Queue) pushNear(e Event) {
	if e.before(q.base) {
		q.late.push(e.Key)
		return
	}
	q.insert(e)
	if len(q.near) > nearMost {
		q.spill()
	}
}

// spill files the later half of the near run again. Equal events stay together.
func (q *Queue) spill() {
	cut := len(q.near) - nearMost/2
	last := q.near[cut]
	q.limit = last.next()
	if q.near[0] == last {
		return
	}
	for q.near[cut-1] == last {
		cut--
	}
	for i := cut - 1; i >= 0; i-- {
		q.file(q.near[i])
	}
	q.near = q.near[:copy(q.near, q.near[cut:])]
}
