package network

import (
	"cmp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

// op is something that happens to the link under test, which leads from node 0 to 1.
type op struct {
	at     sim.Time
	kind   opKind
	msg    Message
	amount float64 // the factor of opSlow and opUnslow, in thousandths; the share of opLose and opKeep
}

type opKind uint8

const (
	opSend opKind = iota
	opCut
	opHeal
	opSlow
	opUnslow
	opDrop
	opLose // AddLoss
	opKeep // RemoveLoss
)

// outcome is what became of one copy of a message.
type outcome struct {
	at      sim.Time
	key     uint64
	lost    bool
	dropped bool
}

// sorted sorts outcomes but for those of one drop.
func sorted(all []outcome) []outcome {
	slices.SortStableFunc(all, func(a, b outcome) int {
		if a.at == b.at && a.dropped && b.dropped {
			return 0
		}
		return cmp.Or(cmp.Compare(a.at, b.at), order(a.dropped, b.dropped), cmp.Compare(a.key, b.key), order(a.lost, b.lost))
	})
	return all
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// pair makes a network of two nodes from what a test says of it.
func pair(t require.TestingT, cfg Config, seed uint64) (*Network, *sim.Queue) {
	cfg.Nodes = named(2)
	q := sim.NewQueue()
	net, err := New(cfg, seed, q)
	require.NoError(t, err)
	return net, q
}

// play runs the ops, each after the events of its instant, and returns what became
// of each copy, in the order of events, and how many were promised.
func play(net *Network, q *sim.Queue, ops []op) (outcomes []outcome, promised int) {
	const horizon = sim.Never
	link := net.LinkOf(0, 1)
	drain := func(until sim.Time) {
		for q.Len() > 0 {
			e, _ := q.Pop()
			if e.Key == stop && e.At == until {
				return
			}
			if a := net.Arrive(e.At, link, e.Key); a != Superseded {
				outcomes = append(outcomes, outcome{at: e.At, key: e.Key, lost: a == Lost})
			}
		}
	}
	for _, o := range ops {
		q.Push(o.at, stop)
		drain(o.at)
		switch o.kind {
		case opSend:
			promised += net.Send(o.at, link, o.msg)
		case opCut:
			net.Cut(o.at, link)
		case opHeal:
			net.Heal(o.at, link)
		case opSlow:
			net.Slow(link, int64(o.amount))
		case opUnslow:
			net.Unslow(link, int64(o.amount))
		case opLose:
			net.AddLoss(o.at, link, o.amount)
		case opKeep:
			net.RemoveLoss(o.at, link, o.amount)
		case opDrop:
			for _, key := range net.Drop(o.at, link) {
				outcomes = append(outcomes, outcome{at: o.at, key: key, dropped: true})
			}
		}
	}
	drain(horizon)
	return outcomes, promised
}

// stop is the key of the events that mark the instants of ops, after all others.
const stop = ^uint64(0)

// sends makes so many messages, a step apart.
func sends(n int, step time.Duration, bytes int) []op {
	ops := make([]op, n)
	for i := range ops {
		ops[i] = op{at: sim.Time(i) * sim.Time(step), msg: Message{Key: uint64(i), Draw: uint64(i), Bytes: bytes}}
	}
	return ops
}

// slow computes what becomes of each message from the whole list of ops, one message
// after another, without events. Bandwidth is unlimited.
type slow struct {
	net  *Network
	path path
	cuts [][2]sim.Time // from, until
	out  []outcome
	last sim.Time
}

func (s *slow) play(ops []op) ([]outcome, int) {
	s.path = s.net.path(s.net.LinkOf(0, 1), s.net.rank(s.net.LinkOf(0, 1)))
	s.last = -1
	s.outages(ops)
	promised := 0
	for _, o := range ops {
		if o.kind != opSend {
			continue
		}
		if s.net.last != nil {
			promised += s.stream(o)
		} else {
			promised += s.datagram(o)
		}
	}
	return s.out, promised
}

func (s *slow) outages(ops []op) {
	depth := 0
	for _, o := range ops {
		switch o.kind {
		case opCut:
			if depth++; depth == 1 {
				s.cuts = append(s.cuts, [2]sim.Time{o.at, sim.Never})
			}
		case opHeal:
			if depth--; depth == 0 {
				s.cuts[len(s.cuts)-1][1] = o.at
			}
		}
	}
}

// cutAt returns when the outage at an instant ends; false if there is none.
func (s *slow) cutAt(at sim.Time) (sim.Time, bool) {
	for _, c := range s.cuts {
		if c[0] <= at && at < c[1] {
			return c[1], true
		}
	}
	return 0, false
}

// cutWithin returns when the first outage ends that begins in [from, until).
func (s *slow) cutWithin(from, until sim.Time) (sim.Time, bool) {
	for _, c := range s.cuts {
		if from <= c[0] && c[0] < until {
			return c[1], true
		}
	}
	return 0, false
}

func (s *slow) lost(f flight) bool { return s.net.isLost(&s.path, &f) }

func (s *slow) delay(f flight) time.Duration {
	return s.net.delay(s.path.law, 0, 1, s.net.luck.delay(&s.path, &f))
}

// leave returns when the first attempt leaves that is not lost, if it is sent at an
// instant.
func (s *slow) leave(f *flight, at sim.Time) sim.Time {
	for ; s.lost(*f); f.attempt++ {
		at = at.Add(s.path.resend)
	}
	return at
}

// stream follows a message, and its copy behind it, on a FIFO link.
func (s *slow) stream(o op) int {
	f := flight{key: o.msg.Key, draw: o.msg.Draw}
	s.follow(f, o.at, notYet)
	if !s.net.isDoubled(&s.path, f.draw) {
		return 1
	}
	gone := notYet
	if _, cut := s.cutAt(o.at); !cut {
		original := f
		gone = s.leave(&original, o.at)
	}
	f.double = true
	s.follow(f, o.at, gone)
	return 2
}

const notYet sim.Time = -1

// follow sends a copy until the link is not cut while it is on its way. A copy that
// has gone already leaves without luck of its own.
func (s *slow) follow(f flight, at, gone sim.Time) {
	for {
		if heal, cut := s.cutAt(at); cut {
			at = heal
		}
		leaves := gone
		if gone == notYet {
			leaves = s.leave(&f, at)
		}
		arrives := max(s.last+1, leaves.Add(s.delay(f)))
		heal, cut := s.cutWithin(at, arrives)
		if !cut {
			s.last = arrives
			s.out = append(s.out, outcome{at: arrives, key: f.key})
			return
		}
		at, gone = heal, notYet
		f.attempt++
	}
}

// datagram follows a message and its copy, which once made is a message of its own.
func (s *slow) datagram(o op) int {
	f := flight{key: o.msg.Key, draw: o.msg.Draw}
	_, cut := s.cutAt(o.at)
	if s.path.resend < 0 {
		return s.once(f, o.at, cut)
	}
	s.attempts(f, o.at)
	if !s.net.isDoubled(&s.path, f.draw) {
		return 1
	}
	leaves := o.at
	if !cut {
		original := f
		leaves = s.leave(&original, o.at)
	}
	f.double = true
	s.attempts(f, leaves)
	return 2
}

// once follows a message that is not sent again.
func (s *slow) once(f flight, at sim.Time, cut bool) int {
	if cut || s.lost(f) {
		return 0
	}
	copies := 1
	if s.net.isDoubled(&s.path, f.draw) {
		copies = 2
	}
	for i := range copies {
		f.double = i == 1
		arrives := at.Add(s.delay(f))
		_, lost := s.cutWithin(at, arrives)
		s.out = append(s.out, outcome{at: arrives, key: f.key, lost: lost})
	}
	return copies
}

// attempts makes one attempt each resend, until one is not lost and finds the link
// open for its whole flight. What a cut takes is sent again after the heal: until the
// cut, nobody knew.
func (s *slow) attempts(f flight, at sim.Time) {
	for {
		if s.lost(f) {
			f.attempt++
			at = at.Add(s.path.resend)
			continue
		}
		arrives := at.Add(s.delay(f))
		heal, cut := s.cutAt(at)
		if !cut {
			heal, cut = s.cutWithin(at, arrives)
		}
		if !cut {
			s.out = append(s.out, outcome{at: arrives, key: f.key})
			return
		}
		for ; at < heal; f.attempt++ {
			at = at.Add(s.path.resend)
		}
	}
}
