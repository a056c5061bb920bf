package network

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/sim"
)

// Drop forgets all that is on a link, or that the link holds while it is cut, as when
// the sender or the receiver loses its memory. It returns the key of each copy that was
// promised and now never comes, in the order of sending; datagrams that were sent at one
// instant by their keys. Their events are Superseded. The link must have been declared
// by MayBeCut.
func (n *Network) Drop(now sim.Time, l Link) (keys []uint64) {
	b, rank := n.watched(l), n.rank(l)
	dropped := b.takeAll()
	if n.last == nil {
		slices.SortFunc(dropped, func(f, g flight) int {
			return cmp.Or(cmp.Compare(f.sent, g.sent), cmp.Compare(f.key, g.key))
		})
	}
	for i := range dropped {
		keys = append(keys, dropped[i].key)
	}
	n.nothingAhead(rank, now)
	return keys
}
