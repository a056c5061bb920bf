package causality

import (
	"math/bits"
	"slices"
)

// Kind is what a write does to its row.
type Kind uint8

const (
	Update Kind = iota
	Insert      // it makes the row
	Delete
)

// kinds keeps which writes are no updates, from the first of them on, so that they can
// be told apart among those that a new one is concurrent with. What a row is made of
// is thus known without a look at every pair.
type kinds struct {
	some bool
	cool []coolKinds // by place in Tracker.cool
	hot  []hotKinds  // by place in Tracker.hot
	now  Partners
}

// coolKinds are masks of a cool row's active writes.
type coolKinds struct{ inserts, deletes uint64 }

// hotKinds are the numbers, in their lines, of a hot row's writes.
type hotKinds struct{ inserts, deletes byLine }

// byLine is rising numbers by line.
type byLine [][]uint32

// Partners is how many of the writes with which the last commit is concurrent insert
// the row, and how many delete it; the others update it.
type Partners struct{ Inserts, Deletes int }

// Partners tells with what kinds of writes the last commit is concurrent.
func (t *Tracker) Partners() Partners { return t.kinds.now }

// begin makes room for what is not all updates.
func (k *kinds) begin(t *Tracker) {
	k.some = true
	k.cool = fitted(k.cool, len(t.cool))
	k.hot = fitted(k.hot, len(t.hot))
}

func fitted[T any](list []T, n int) []T {
	return append(list, make([]T, max(0, n-len(list)))...)
}

// meetCool counts the partners of a new write of a cool row, and notes its kind.
func (k *kinds) meetCool(place uint32, r *record, of Kind) {
	c := &k.cool[place]
	k.now = Partners{bits.OnesCount64(r.conc & c.inserts), bits.OnesCount64(r.conc & c.deletes)}
	c.wipe(1 << r.slot)
	switch of {
	case Insert:
		c.inserts |= 1 << r.slot
	case Delete:
		c.deletes |= 1 << r.slot
	}
}

// wipe frees bits.
func (c *coolKinds) wipe(gone uint64) {
	c.inserts &^= gone
	c.deletes &^= gone
}

// convert takes a write over from a cool row that has become hot.
func (k *kinds) convert(place uint32, cool *coolKinds, r *record) {
	bit := uint64(1) << r.slot
	switch h := &k.hot[place]; {
	case cool.inserts&bit != 0:
		h.inserts.add(r)
	case cool.deletes&bit != 0:
		h.deletes.add(r)
	}
}

// meetHot counts the partners of a write that is about to be numbered in a hot row.
// Line is the write's.
func (k *kinds) meetHot(t *Tracker, h *hotRow, place uint32, known Vector, line int) {
	of := &k.hot[place]
	k.now = Partners{of.inserts.beyond(known, line), of.deletes.beyond(known, line)}
	for _, id := range h.erased {
		r := t.window.at(id)
		k.now.Inserts -= of.inserts.count(r)
		k.now.Deletes -= of.deletes.count(r)
	}
}

// noteHot notes the kind of a write that has been numbered.
func (k *kinds) noteHot(place uint32, r *record, of Kind) {
	switch h := &k.hot[place]; of {
	case Insert:
		h.inserts.add(r)
	case Delete:
		h.deletes.add(r)
	}
}

func (b *byLine) add(r *record) {
	*b = fitted(*b, int(r.line)+1)
	(*b)[r.line] = append((*b)[r.line], uint32(r.conc))
}

// beyond is how many numbers a vector does not include, in lines other than one.
func (b byLine) beyond(known Vector, but int) (n int) {
	for line, numbers := range b {
		if line == but || len(numbers) == 0 {
			continue
		}
		at, _ := slices.BinarySearch(numbers, known.At(line)+1)
		n += len(numbers) - at
	}
	return n
}

// count is 1 if the write is one of these.
func (b byLine) count(r *record) int {
	if int(r.line) < len(b) {
		if _, ok := slices.BinarySearch(b[r.line], uint32(r.conc)); ok {
			return 1
		}
	}
	return 0
}

func (b byLine) clear() {
	for line := range b {
		b[line] = b[line][:0]
	}
}
