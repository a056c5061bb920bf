package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// Where rows hold values, and where a row that was deleted and one that never came
// are the same to the rule, leaders agree if no reader can tell them apart, although
// they hold different versions.

// recount counts states again where readers tell them apart.
func (o *openRow) recount() {
	if o.alike {
		o.countAlike()
	}
}

// countAlike counts the states in use that readers can tell apart.
func (o *openRow) countAlike() {
	o.distinct = 0
	for i := range o.states {
		if o.states[i].refs > 0 && !o.looksEarlier(i) {
			o.distinct++
		}
	}
}

// looksEarlier tells whether a state looks like one before it that is in use.
func (o *openRow) looksEarlier(i int) bool {
	for j := range i {
		if o.states[j].refs > 0 && o.alikeStates(&o.states[i], &o.states[j]) {
			return true
		}
	}
	return false
}

// inUse is how many states leaders hold.
func (o *openRow) inUse() int {
	n := 0
	for i := range o.states {
		if o.states[i].refs > 0 {
			n++
		}
	}
	return n
}

// alikeStates tells whether readers see the same in two states of the row.
func (o *openRow) alikeStates(s, t *state) bool {
	if s.isGone(o.existed) || t.isGone(o.existed) {
		return s.isGone(o.existed) && t.isGone(o.existed)
	}
	if s.content != nil || t.content != nil {
		return s.content.equal(t.content)
	}
	return s.version.ID == t.version.ID && slices.EqualFunc(s.more, t.more, sameID)
}

func sameID(v, w strategy.Version) bool { return v.ID == w.ID }

// isGone tells whether the state is that of a row which there is not. Existed says
// that there is one before any write.
func (s *state) isGone(existed bool) bool {
	if len(s.more) > 0 || s.content != nil {
		return false
	}
	return s.version.Delete || s.version.ID == 0 && !existed
}
