package causality

import "slices"

// members says which leaders keep a replica of which row.
type members struct {
	in       []bool // by leader
	count    int
	replicas int  // of a row, where all leaders are members
	all      bool // every leader keeps every row
}

func newMembers(leaders int) members {
	return members{in: slices.Repeat([]bool{true}, leaders), count: leaders, replicas: leaders, all: true}
}

// put makes a leader a member or not.
func (m *members) put(leader int, in bool) {
	if m.in[leader] == in {
		return
	}
	m.in[leader] = in
	if in {
		m.count++
	} else {
		m.count--
	}
	m.all = m.count == len(m.in) && m.replicas == len(m.in)
}

// places tells whether a row has a replica on a leader if that is a member.
func (m *members) places(row uint32, leader int) bool {
	n := len(m.in)
	return m.replicas == n || (leader-int(row%uint32(n))+n)%n < m.replicas
}

// keep tells whether a leader keeps a replica of a row.
func (m *members) keep(row uint32, leader int) bool { return m.in[leader] && m.places(row, leader) }

// of is how many replicas a row has.
func (m *members) of(row uint32) (n int) {
	switch {
	case m.count == len(m.in):
		return m.replicas
	case m.replicas == len(m.in):
		return m.count
	}
	for leader := range m.in {
		if m.keep(row, leader) {
			n++
		}
	}
	return n
}

// Replicas says that a row has so many replicas only, at the leaders from number
// row mod leaders on. It must be called before the first commit.
func (t *Tracker) Replicas(n int) {
	t.members.replicas = n
	t.members.all = n == t.leaders && t.members.all
	if n < t.leaders {
		t.window.elsewhere = make([]uint64, len(t.window.words))
	}
}

// Absent says that a leader is no member before a Transfer makes it one. It must be
// called before the first commit.
func (t *Tracker) Absent(leader int) { t.members.put(leader, false) }

// Member tells whether a leader counts.
func (t *Tracker) Member(leader int) bool { return t.members.in[leader] }

// Places tells whether a leader keeps a replica of a row, or would as a member, and
// Keepers how many members do.
func (t *Tracker) Places(row uint32, leader int) bool { return t.members.places(row, leader) }

// Keepers is how many members keep a replica of a row.
func (t *Tracker) Keepers(row uint32) int { return t.members.of(row) }

// awaited is how many replicas have not got a new write, and notes where it will
// never come.
func (t *Tracker) awaited(w *Write) uint16 {
	m := &t.members
	if m.all {
		if w.Late {
			return uint16(t.leaders)
		}
		return uint16(t.leaders - 1)
	}
	if m.replicas < t.leaders {
		for i := m.replicas; i < t.leaders; i++ {
			t.window.keepElsewhere(w.ID, (int(w.Row)+i)%t.leaders)
		}
	}
	n := m.of(w.Row)
	if !w.Late && m.keep(w.Row, w.Origin) {
		n--
	}
	return uint16(n)
}
