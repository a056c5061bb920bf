package history

import (
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// Memory is a model.Observer that keeps the record in memory, in copies of its own.
// The zero value is ready. It grows with the run: some 150 bytes an event.
type Memory struct {
	Events []Event
	writes map[model.WriteID]*model.Write
}

var _ model.Observer = (*Memory)(nil)

// Event is one event of a record: a *model.Commit, *model.Apply, *model.ReadSeen,
// *model.Done, *model.Message, *model.FaultEvent, *model.Transfer, *model.Answer,
// *model.Probe, or an End.
type Event any

// End says when the run ended.
type End struct{ At sim.Time }

// Commit keeps a committed write.
func (m *Memory) Commit(c *model.Commit) {
	kept := *c
	kept.Write = m.keep(c.Write)
	kept.Replaced, kept.Beside = copied(c.Replaced), copied(c.Beside)
	m.Events = append(m.Events, &kept)
}

// Apply keeps that a leader dealt with a change.
func (m *Memory) Apply(a *model.Apply) {
	kept := *a
	kept.Write = m.keep(a.Write)
	kept.Met, kept.Removed, kept.Rivals = copied(a.Met), copied(a.Removed), copied(a.Rivals)
	kept.Displaced = copiedRows(a.Displaced)
	m.Events = append(m.Events, &kept)
}

// Read keeps what a read returned.
func (m *Memory) Read(r *model.ReadSeen) {
	kept := *r
	kept.Returned, kept.Heard = copied(r.Returned), copied(r.Heard)
	m.Events = append(m.Events, &kept)
}

// Done keeps how a client's operation ended.
func (m *Memory) Done(d *model.Done) {
	kept := *d
	m.Events = append(m.Events, &kept)
}

// Sent keeps that a message was put on a link.
func (m *Memory) Sent(s *model.Message) {
	kept := *s
	m.Events = append(m.Events, &kept)
}

// Fault keeps that a fault began or ended. The fault belongs to the configuration,
// which does not change, and is not copied.
func (m *Memory) Fault(f *model.FaultEvent) {
	kept := *f
	m.Events = append(m.Events, &kept)
}

// Transfer keeps that a leader's replica changed as a whole.
func (m *Memory) Transfer(x *model.Transfer) {
	kept := *x
	kept.Rows = copiedRows(x.Rows)
	m.Events = append(m.Events, &kept)
}

func copiedRows(rows []model.TransferRow) (list []model.TransferRow) {
	for _, row := range rows {
		row.Removed, row.Added = copied(row.Removed), copied(row.Added)
		list = append(list, row)
	}
	return list
}

// Answer keeps that a replica answered a read of a quorum.
func (m *Memory) Answer(a *model.Answer) {
	kept := *a
	m.Events = append(m.Events, &kept)
}

// Probe keeps how a read after a write of a quorum would fare.
func (m *Memory) Probe(p *model.Probe) {
	kept := *p
	kept.Legs = slices.Clone(p.Legs)
	m.Events = append(m.Events, &kept)
}

// End keeps when the run ended.
func (m *Memory) End(at sim.Time) { m.Events = append(m.Events, End{at}) }

// keep copies a write once: commit and applies of a record share it.
func (m *Memory) keep(w *model.Write) *model.Write {
	if kept := m.writes[w.ID]; kept != nil {
		return kept
	}
	if m.writes == nil {
		m.writes = map[model.WriteID]*model.Write{}
	}
	kept := *w
	m.writes[w.ID] = &kept
	return &kept
}

// copied makes none of an empty list, so that records compare equal.
func copied[T any](ids []T) []T {
	if len(ids) == 0 {
		return nil
	}
	return slices.Clone(ids)
}

// Replay calls the observer as the run did.
func (m *Memory) Replay(o model.Observer) {
	for _, event := range m.Events {
		switch e := event.(type) {
		case *model.Commit:
			o.Commit(e)
		case *model.Apply:
			o.Apply(e)
		case *model.ReadSeen:
			o.Read(e)
		case *model.Done:
			o.Done(e)
		case *model.Message:
			o.Sent(e)
		case *model.FaultEvent:
			o.Fault(e)
		case *model.Transfer:
			o.Transfer(e)
		case *model.Answer:
			o.Answer(e)
		case *model.Probe:
			o.Probe(e)
		case End:
			o.End(e.At)
		default:
			panic(fmt.Sprintf("history: %T is no event", event))
		}
	}
}
