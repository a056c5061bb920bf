package network

import "github.com/mlrsim/mlrsim/sim"

// luck holds the network's random streams. Each sender has one of each kind; a
// link's draws are those of the sender's stream from a start of the receiver's on,
// so that a thousand nodes need a thousand keys and not a million. The original's
// first attempt draws from the stream itself, other attempts and copies from its
// children.
type luck struct {
	delays, losses, doubles []sim.Stream // by sender
	start                   []uint64     // by receiver
}

func newLuck(names []string, seed uint64) luck {
	receivers := sim.NewStream(seed, "network/receiver")
	start := make([]uint64, len(names))
	for i, name := range names {
		start[i] = receivers.Named(name).At(0)
	}
	return luck{
		delays:  senders(sim.NewStream(seed, "network/delay"), names),
		losses:  senders(sim.NewStream(seed, "network/loss"), names),
		doubles: senders(sim.NewStream(seed, "network/duplicate"), names),
		start:   start,
	}
}

func senders(stream sim.Stream, names []string) []sim.Stream {
	each := make([]sim.Stream, len(names))
	for i, name := range names {
		each[i] = stream.Named(name)
	}
	return each
}

func (k *luck) delay(p *path, f *flight) uint64 { return k.of(k.delays[p.from], p, f) }

func (k *luck) loss(p *path, f *flight) uint64 { return k.of(k.losses[p.from], p, f) }

func (k *luck) of(sender sim.Stream, p *path, f *flight) uint64 {
	child := uint64(f.attempt) << 1
	if f.double {
		child++
	}
	if child > 0 {
		sender = sender.Child(child)
	}
	return sender.At(k.start[p.to] + f.draw)
}

// isLost says whether the attempt fails. A copy first leaves with an attempt of the
// original's that does not.
func (n *Network) isLost(p *path, f *flight) bool {
	return p.loss != 0 && !(f.double && f.attempt == 0) && p.loss.Hit(n.luck.loss(p, f))
}

func (n *Network) isDoubled(p *path, draw uint64) bool {
	return p.duplicate != 0 && p.duplicate.Hit(n.luck.doubles[p.from].At(n.luck.start[p.to]+draw))
}
