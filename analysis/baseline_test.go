package analysis_test

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"sort"
	"time"
)

// idiomatic is the model problem as one would write it in an afternoon: a heap of
// closures, a map per leader, math/rand. It stands beside ours in the benchmarks,
// so that the ratio can be seen on any machine. It reports what ours reports with
// bare metrics: conflicting pairs, visibility, convergence.
type idiomatic struct {
	now        time.Duration
	queue      happenings
	rng        *rand.Rand
	replicas   []map[int]cell
	seen       []map[int]map[int]bool // by leader and row: writes delivered there
	all        map[int][]int          // by row: writes so far
	pairs      int
	deliveries int
	visibility []time.Duration
	left       map[int]int // by write: leaders that have not had it
	converged  time.Duration
}

type cell struct {
	stamp time.Duration
	write int
}

type happening struct {
	at   time.Duration
	what func()
}

type happenings []happening

func (h happenings) Len() int           { return len(h) }
func (h happenings) Less(i, j int) bool { return h[i].at < h[j].at }
func (h happenings) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *happenings) Push(x any)        { *h = append(*h, x.(happening)) }
func (h *happenings) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func runIdiomatic(n, rows int, rate float64, duration time.Duration) *idiomatic {
	s := &idiomatic{rng: rand.New(rand.NewPCG(1, 1)), all: map[int][]int{}, left: map[int]int{}}
	writes := 0
	for leader := range n {
		s.replicas = append(s.replicas, map[int]cell{})
		s.seen = append(s.seen, map[int]map[int]bool{})
		var write func()
		write = func() {
			writes++
			s.write(leader, writes, s.rng.IntN(rows), n)
			s.after(time.Duration(s.rng.ExpFloat64()/rate*1e9), duration, write)
		}
		s.after(time.Duration(s.rng.ExpFloat64()/rate*1e9), duration, write)
	}
	for len(s.queue) > 0 {
		h := heap.Pop(&s.queue).(happening)
		s.now = h.at
		h.what()
	}
	sort.Slice(s.visibility, func(i, j int) bool { return s.visibility[i] < s.visibility[j] })
	return s
}

func (s *idiomatic) after(d, end time.Duration, what func()) {
	if s.now+d < end {
		heap.Push(&s.queue, happening{s.now + d, what})
	}
}

func (s *idiomatic) write(leader, id, row, n int) {
	for _, other := range s.all[row] {
		if s.left[other] > 0 && !s.seen[leader][row][other] {
			s.pairs++
		}
	}
	s.all[row] = append(s.all[row], id)
	s.left[id] = n - 1
	s.see(leader, row, id)
	s.replicas[leader][row] = cell{s.now, id}
	sent := s.now
	for peer := range n {
		if peer == leader {
			continue
		}
		delay := 5*time.Millisecond + time.Duration(45e6*math.Exp(.5*s.rng.NormFloat64()))
		heap.Push(&s.queue, happening{s.now + delay, func() { s.deliver(peer, row, id, sent) }})
	}
}

func (s *idiomatic) see(leader, row, id int) {
	if s.seen[leader][row] == nil {
		s.seen[leader][row] = map[int]bool{}
	}
	s.seen[leader][row][id] = true
}

func (s *idiomatic) deliver(peer, row, id int, sent time.Duration) {
	s.deliveries++
	s.visibility = append(s.visibility, s.now-sent)
	s.see(peer, row, id)
	if held := s.replicas[peer][row]; held.stamp < sent {
		s.replicas[peer][row] = cell{sent, id}
	}
	if s.left[id]--; s.left[id] == 0 {
		s.forget(row, id)
	}
}

// forget drops what is known of a write that has arrived everywhere.
func (s *idiomatic) forget(row, id int) {
	s.converged = s.now
	delete(s.left, id)
	for _, seen := range s.seen {
		delete(seen[row], id)
	}
	writes := s.all[row]
	for i, other := range writes {
		if other == id {
			s.all[row] = append(writes[:i], writes[i+1:]...)
			return
		}
	}
}
