package network

import (
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/sim"
)

// AddLoss makes each attempt on a link that is made from now on fail with a further
// probability, in [0,1], beside the link's own: it gets through if nothing loses it.
// What is lost at one loss is lost at a higher one too. Where messages are sent again,
// MaxLoss limits it all. The link must have been declared by MayBeCut; between nodes
// that no link joins nothing happens. It panics for a FIFO link on which nothing is
// sent again.
func (n *Network) AddLoss(now sim.Time, l Link, share float64) {
	if !n.Joined(n.Ends(l)) {
		return
	}
	s := n.lossy(l)
	added := s.losses[1:]
	at, _ := slices.BinarySearch(added, sim.Chance(share))
	s.losses = slices.Insert(s.losses, at+1, sim.Chance(share))
	s.combineLosses()
	n.judgeAnew(l, now)
}

// RemoveLoss undoes one AddLoss of that share. It panics if there is none.
func (n *Network) RemoveLoss(now sim.Time, l Link, share float64) {
	from, to := n.Ends(l)
	if !n.Joined(from, to) {
		return
	}
	s := n.lossy(l)
	at, ok := slices.BinarySearch(s.losses[1:], sim.Chance(share))
	if !ok {
		panic(fmt.Sprintf("network: the link from node %d to node %d has no loss of %v added", from, to, share))
	}
	s.losses = slices.Delete(s.losses, at+1, at+2)
	s.combineLosses()
	n.judgeAnew(l, now)
}

// lossy returns the special of a link whose loss changes, with values that no other
// link has.
func (n *Network) lossy(l Link) *special {
	n.watched(l)
	s := &n.specials[n.special[n.rank(l)]]
	if n.last != nil && s.values.resend < 0 {
		from, to := n.Ends(l)
		panic(fmt.Sprintf("network: the FIFO link from node %d to node %d must not lose what is not sent again", from, to))
	}
	if s.losses == nil {
		own := *s.values
		s.values, s.losses = &own, []sim.Probability{own.loss}
	}
	return s
}

func (s *special) combineLosses() {
	s.values.loss = sim.AnyOf(s.losses)
	if s.values.resend >= 0 {
		s.values.loss = min(s.values.loss, sim.Chance(MaxLoss))
	}
}

// judgeAnew lets those attempts meet a loss that has changed that are planned, and to
// be made from now on. While the link is cut none are: what it holds is sent at the
// heal.
func (n *Network) judgeAnew(l Link, now sim.Time) {
	p := n.path(l, n.rank(l))
	switch {
	case p.backlog.cuts > 0 || p.resend <= 0:
	case n.last != nil:
		n.judgeInOrder(&p, now)
	default:
		n.planAnew(&p, now)
	}
}

// judgeInOrder plans anew, on a FIFO link, what is still to leave and what comes
// behind it. Its transmission has been accounted for.
func (n *Network) judgeInOrder(p *path, now sim.Time) {
	last, moved := now, false
	for i := range p.backlog.flights[p.backlog.head:] {
		f := &p.backlog.flights[int(p.backlog.head)+i]
		if leaves, number := nextAttempt(*f, p.resend, now); f.plans(number) {
			for f.attempt = number; n.isLost(p, f); f.attempt++ {
				leaves = leaves.Add(p.resend)
			}
			n.fly(p, f, leaves)
			moved = true
		}
		if due := max(f.ready, last.Add(1)); moved && f.due != due {
			f.due = due
			n.queue.Push(f.due, f.key)
		}
		last = f.due
	}
	if moved {
		n.last[p.rank] = last
	}
}

// planAnew makes the attempts of datagrams that were planned when their time comes.
func (n *Network) planAnew(p *path, now sim.Time) {
	for _, f := range p.backlog.takeAll() {
		if due, number := nextAttempt(f, p.resend, now); f.plans(number) {
			f.due, f.attempt, f.retry = due, number, true
			n.queue.Push(f.due, f.key)
		}
		p.backlog.push(f)
	}
}

// plans says whether an attempt is planned and may fail. That with which a copy leaves
// is the original's, as it was planned at the sending.
func (f *flight) plans(number uint32) bool {
	return number < f.attempt && !(f.double && f.attempt == 1)
}
