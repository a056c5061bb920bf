package crdt

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// vector is a number for each of some keys, most often leaders; those that are not in
// it have 0. Vectors grow pointwise: of two, the larger number of each key is newer.
type vector []count

type count struct {
	of uint32
	n  int64
}

func (v vector) find(of uint32) (int, bool) {
	return slices.BinarySearchFunc(v, of, func(c count, of uint32) int { return cmp.Compare(c.of, of) })
}

func (v vector) get(of uint32) int64 {
	if i, ok := v.find(of); ok {
		return v[i].n
	}
	return 0
}

// with is the vector where a key has a number. A new key with 0 leaves it as it is.
func (v vector) with(of uint32, n int64) vector {
	i, ok := v.find(of)
	switch {
	case ok:
		v = slices.Clone(v)
		v[i].n = n
		return v
	case n == 0:
		return v
	}
	return slices.Insert(slices.Clone(v), i, count{of, n})
}

// plus is the vector where a key's number is larger by n.
func (v vector) plus(of uint32, n int64) vector { return v.with(of, v.get(of)+n) }

// join is the pointwise maximum.
func (v vector) join(w vector) vector {
	for _, c := range w {
		if c.n > v.get(c.of) {
			v = v.with(c.of, c.n)
		}
	}
	return v
}

func (v vector) sum() int64 {
	var sum int64
	for _, c := range v {
		sum += c.n
	}
	return sum
}

func (v vector) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(v)))
	for _, c := range v {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(c.of)), c.n)
	}
	return b
}

// saw tells whether a vector of the last write of each leader covers a write.
func (v vector) saw(d value.Dot) bool { return v.get(uint32(d.Origin)) >= int64(d.Seq) }

func appendDot(b []byte, d value.Dot) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(d.Origin)), uint64(d.Seq))
}
