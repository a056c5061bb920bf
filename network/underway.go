package network

// UnderWay returns the keys of the messages on a link, in flight or held by a cut, each
// copy once. Of a link that MayBeCut did not declare, or that there is not, nothing is
// known: nil.
func (n *Network) UnderWay(l Link) (keys []uint64) {
	if !n.Joined(n.Ends(l)) {
		return nil
	}
	b := n.backlogOf(l)
	if b == nil {
		return nil
	}
	for _, f := range b.flights[b.head:] {
		if !f.lost {
			keys = append(keys, f.key)
		}
	}
	return keys
}
