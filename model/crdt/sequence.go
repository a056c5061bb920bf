package crdt

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
)

// sequence is a list of any values, or a text of characters, with removed elements kept
// as tombstones. What a list algorithm adds to that is its shape.
type sequence struct {
	shape shape
	text  bool
}

// shape is a list algorithm: elements form a tree, whose walk is the list.
type shape interface {
	// hang places a new element that is to stand before all[i], behind the last one if
	// there is none: its parent, side, and what followed.
	hang(all []element, i int) element
	// order compares two children of one parent and side. Where says how far from the
	// end an element is.
	order(a, b *element, where func(id) int) int
	tag() byte
}

// id names an element: a count one larger than any that its leader knew of (Lamport
// 1978), and the write that made it. A write that makes several counts on.
type id struct {
	count uint32
	value.Dot
}

func (i id) compare(j id) int {
	return cmp.Or(cmp.Compare(i.count, j.count), cmp.Compare(i.Origin, j.Origin), cmp.Compare(i.Seq, j.Seq))
}

// element is a node of the tree.
type element struct {
	id      id
	parent  id          // the zero id: the root
	left    bool        // it stands before its parent, not after
	until   id          // what followed when it was inserted; the zero id: nothing, or the shape does not ask
	what    value.Value // nil once removed
	removed bool
}

// listed is a state: all elements in the order of the list.
type listed struct {
	presence
	of  sequence
	all []element
}

func (q sequence) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	s := held[listed](state)
	all, err := q.change(s.all, op, by)
	if err != nil {
		return nil, err
	}
	return listed{s.after(op, by), q, all}, nil
}

func (q sequence) change(all []element, op value.Op, by value.Author) ([]element, error) {
	switch op.Verb {
	case value.Append:
		return q.insert(all, size(all), op.Value, by)
	case value.Insert:
		return q.insert(all, op.N, op.Value, by)
	case value.Remove:
		return q.remove(all, op.At, op.N)
	case value.Delete:
		return buried(all), nil
	}
	return nil, value.Impossible(op, q.name())
}

func (q sequence) name() string {
	if q.text {
		return "text"
	}
	return "list"
}

// insert puts a value, or the characters of a text, before the position at.
func (q sequence) insert(all []element, at int64, v value.Value, by value.Author) ([]element, error) {
	if n := size(all); at < 0 || at > n {
		return nil, fmt.Errorf("insert before position %d: the %s has positions 0 to %d", at, q.name(), n)
	}
	parts, err := q.parts(v)
	if err != nil {
		return nil, err
	}
	i := 0
	if at > 0 {
		i = position(all, at-1) + 1
	}
	return slices.Insert(slices.Clone(all), i, q.run(all, i, parts, by)...), nil
}

// run makes elements to stand before all[i]: each but the first hangs after the one before.
func (q sequence) run(all []element, i int, parts []value.Value, by value.Author) []element {
	run := make([]element, len(parts))
	next := q.shape.hang(all, i)
	next.id = id{latest(all), by.Dot}
	for k, part := range parts {
		next.id.count++
		next.what = part
		run[k] = next
		next.parent, next.left = next.id, false
	}
	return run
}

func (q sequence) parts(v value.Value) ([]value.Value, error) {
	if !q.text {
		return []value.Value{v}, nil
	}
	text, ok := v.(value.Text)
	if !ok {
		return nil, fmt.Errorf("insert %s: a text takes text", value.Show(v))
	}
	var characters []value.Value
	for _, c := range string(text) {
		characters = append(characters, value.Text(c))
	}
	return characters, nil
}

// remove takes out n elements from the position at on.
func (q sequence) remove(all []element, at, n int64) ([]element, error) {
	if there := size(all); at < 0 || n < 0 || at > there || n > there-at {
		return nil, fmt.Errorf("remove %d from position %d: the %s has %d elements", n, at, q.name(), there)
	}
	all = slices.Clone(all)
	for range n {
		bury(&all[position(all, at)])
	}
	return all, nil
}

func buried(all []element) []element {
	all = slices.Clone(all)
	for i := range all {
		bury(&all[i])
	}
	return all
}

func bury(e *element) { e.removed, e.what = true, nil }

func (q sequence) Read(state value.Value) value.Value {
	s := held[listed](state)
	if s.absent() {
		return nil
	}
	var there value.List
	for _, e := range s.all {
		if !e.removed {
			there = append(there, e.what)
		}
	}
	if q.text {
		return concatenated(there)
	}
	return there
}

func concatenated(characters value.List) value.Text {
	var b strings.Builder
	for _, c := range characters {
		b.WriteString(string(c.(value.Text)))
	}
	return value.Text(b.String())
}

// Merge is all elements of both; one that either has removed is removed.
func (q sequence) Merge(a, b value.Value) value.Value {
	s, t := a.(listed), b.(listed)
	all := slices.Clone(s.all)
	at := make(map[id]int, len(all))
	for i, e := range all {
		at[e.id] = i
	}
	had := len(all)
	for _, e := range t.all {
		if i, ok := at[e.id]; !ok {
			all = append(all, e)
		} else if e.removed {
			bury(&all[i])
		}
	}
	if len(all) > had {
		all = arrange(q.shape, all)
	}
	return listed{s.join(t.presence), q, all}
}

// size is how many elements are not removed.
func size(all []element) int64 {
	var n int64
	for _, e := range all {
		if !e.removed {
			n++
		}
	}
	return n
}

// position is the index of the n-th element that is not removed, from 0.
func position(all []element, n int64) int {
	for i, e := range all {
		if e.removed {
			continue
		}
		if n == 0 {
			return i
		}
		n--
	}
	panic("crdt: a position behind the end of a list")
}

// latest is the largest count of the elements, 0 if there are none.
func latest(all []element) uint32 {
	var most uint32
	for _, e := range all {
		most = max(most, e.id.count)
	}
	return most
}

func (s listed) Append(b []byte) []byte {
	b = s.presence.append(append(b, 'S', s.of.shape.tag(), s.of.name()[0]))
	b = binary.AppendUvarint(b, uint64(len(s.all)))
	for _, e := range s.all {
		b = e.append(b)
	}
	return b
}

func (e *element) append(b []byte) []byte {
	flags := byte(0)
	if e.left {
		flags |= 1
	}
	if e.removed {
		flags |= 2
	}
	b = append(b, flags)
	for _, i := range [...]id{e.id, e.parent, e.until} {
		b = appendDot(binary.AppendUvarint(b, uint64(i.count)), i.Dot)
	}
	return value.AppendText(b, value.Key(e.what))
}

func (s listed) String() string { return value.Show(s.of.Read(s)) }
