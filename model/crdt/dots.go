package crdt

import (
	"encoding/binary"
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// dots is a dot store of writes with what each wrote, or nil where that they were is
// all there is to know: DotFun and DotSet of Almeida et al. 2018.
type dots []dotted

type dotted struct {
	value.Dot
	what value.Value
}

func compareDots(a, b dotted) int { return a.Compare(b.Dot) }

func (d dots) has(x dotted) bool {
	_, ok := slices.BinarySearchFunc(d, x, compareDots)
	return ok
}

func (d dots) join(with store, seen, seenThere vector) store {
	theirs := as[dots](with)
	both := append(d.surviving(theirs, seenThere), theirs.surviving(d, seen)...)
	slices.SortFunc(both, compareDots)
	both = slices.CompactFunc(both, func(a, b dotted) bool { return a.Dot == b.Dot })
	if len(both) == 0 {
		return nil
	}
	return both
}

// surviving are the dots that the other side has too, or has not seen.
func (d dots) surviving(there dots, seenThere vector) dots {
	var left dots
	for _, x := range d {
		if there.has(x) || !seenThere.saw(x.Dot) {
			left = append(left, x)
		}
	}
	return left
}

// with is the store with one more dot.
func (d dots) with(x dotted) dots {
	i, _ := slices.BinarySearchFunc(d, x, compareDots)
	return slices.Insert(slices.Clone(d), i, x)
}

func (d dots) append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, 'd'), uint64(len(d)))
	for _, x := range d {
		b = value.AppendText(appendDot(b, x.Dot), value.Key(x.what))
	}
	return b
}

// yes and no are what the writes of a type say in which both leave a dot.
const yes, no = value.Int(1), value.Int(0)

// only is a store with one dot, which replaces those that were seen.
func only(by value.Author, what value.Value) dots { return dots{{by.Dot, what}} }

// unanimous tells whether there is a dot, and none that says no.
func (d dots) unanimous() bool {
	return len(d) > 0 && !slices.ContainsFunc(d, func(x dotted) bool { return x.what == no })
}
