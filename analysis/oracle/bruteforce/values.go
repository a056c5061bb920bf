package bruteforce

import (
	"encoding/binary"
	"fmt"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// ownValue is what a row is by one write alone: what the client put there, or else what
// its leader shows with it. Where the leader only coordinates that is not known before
// a leader takes the write.
func ownValue(c *model.Commit) (v value.Value, known bool) {
	switch {
	case c.Write.Delete:
		return nil, true
	case c.Op.Verb == value.Put && c.Op.Field == "" && c.Op.Value != nil:
		return c.Op.Value, true
	}
	return c.Value, !c.Late
}

// shows is what a client reads of a replica: of siblings, the last that is no delete.
func (s *states) shows(at replica) (v value.Value) {
	if told, ok := s.seen[at]; ok && s.Opaque {
		return told
	}
	if merged, ok := s.merged[at]; ok && !s.Opaque {
		return merged
	}
	if s.removed.has(at) {
		return nil
	}
	if len(s.held[at]) == 0 || s.Opaque {
		return s.initial(at.row)
	}
	for _, id := range s.held[at] {
		if !s.deletes.has(id) {
			v = s.own[id]
		}
	}
	return v
}

// initial is what a client reads of a row before any write.
func (run Run) initial(row uint32) value.Value {
	if run.exists(row) {
		return run.Initial
	}
	return nil
}

// exists says that there is such a row before any write.
func (run Run) exists(row uint32) bool { return int(row) < run.Rows-run.Unmade }

// look is equal for replicas that are held alike: of the same versions, or, where rows
// hold values, of the same values.
func (s *states) look(at replica) string {
	_, merged := s.merged[at]
	var look []byte
	switch {
	case (s.Valued || s.Alike) && !merged && s.vanished(at):
		return "gone"
	case s.Valued && (merged || len(s.held[at]) == 0):
		return string(value.AppendText([]byte{'+'}, value.Key(s.shows(at))))
	}
	for _, id := range s.held[at] {
		switch {
		case !s.Valued:
			look = binary.AppendUvarint(look, uint64(id))
		case s.deletes.has(id):
			look = append(look, '-')
		default:
			look = value.AppendText(append(look, '+'), value.Key(s.own[id]))
		}
	}
	return string(look)
}

// vanished says that a replica holds no row: it was deleted, or never there.
func (s *states) vanished(at replica) bool {
	switch versions := s.held[at]; len(versions) {
	case 0:
		return s.removed.has(at) || !s.exists(at.row)
	case 1:
		return s.deletes.has(versions[0])
	}
	return false
}

// checkValue holds what an event says that clients see against what is held.
func (j *Judgement) checkValue(s *states, position int, at replica, told value.Value) {
	if found := s.shows(at); s.Valued && !s.Opaque && !value.Equal(found, told) {
		j.Complaints = append(j.Complaints, fmt.Sprintf(
			"event %d says that leader %d shows row %d as %s, but it holds %s", position, at.leader, at.row, value.Show(told), value.Show(found)))
	}
}
