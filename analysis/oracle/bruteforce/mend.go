package bruteforce

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/value"
)

// Mend makes a legal record of a sketch: events in order of time of which only the
// decisions are right (who committed what, where a change came and what became of
// it, who read where). It fills in what follows from them: numbers of writes, what
// was met, replaced, removed and returned, how many states there are. A change or
// an operation whose write is not in the sketch is left out, and so is what no leader
// could have done that is not there, and a read of a quorum that nobody answered. The
// sketch is not changed, and a legal record comes back as it was, except that reads,
// but those of quorums, return all that their leader holds.
func Mend(run Run, sketch []history.Event) []history.Event {
	m := mender{states: newStates(run), number: map[model.WriteID]model.WriteID{}, seq: map[uint16]uint32{}}
	sketch = possible(run, sketch)
	m.plan(sketch)
	for _, event := range sketch {
		switch e := event.(type) {
		case *model.Commit:
			m.commit(*e)
		case *model.Apply:
			m.apply(*e)
		case *model.ReadSeen:
			m.read(*e)
		case *model.Done:
			m.done(*e)
		case *model.Message:
			m.message(*e)
		case *model.Transfer:
			m.transfer(*e)
		case *model.Probe:
			m.probe(*e)
		default:
			m.out = append(m.out, event)
		}
	}
	return m.out
}

type mender struct {
	*states
	number map[model.WriteID]model.WriteID // in the sketch to in the record
	size   map[model.WriteID]uint16        // of transactions, by their First in the sketch
	first  map[model.WriteID]model.WriteID // that is left of them
	seq    map[uint16]uint32
	writes []*model.Write
	out    []history.Event
}

// plan finds what is left of each transaction.
func (m *mender) plan(sketch []history.Event) {
	m.size, m.first = map[model.WriteID]uint16{}, map[model.WriteID]model.WriteID{}
	n := model.WriteID(0)
	for _, event := range sketch {
		if c, ok := event.(*model.Commit); ok {
			n++
			if m.size[c.Write.First]++; m.size[c.Write.First] == 1 {
				m.first[c.Write.First] = n
			}
		}
	}
}

func (m *mender) commit(c model.Commit) {
	w := *c.Write
	w.ID = model.WriteID(len(m.writes) + 1)
	m.number[c.Write.ID] = w.ID
	m.writes = append(m.writes, &w)
	w.First, w.Size = m.first[c.Write.First], m.size[c.Write.First]
	m.seq[w.Origin]++
	w.Seq = m.seq[w.Origin]

	here := m.held[replica{w.Row, int(w.Origin)}]
	beside := m.renumbered(c.Beside)
	c.Write, c.Shadowed, c.Replaced, c.Beside = &w, c.Shadowed && len(here) > 0 && !c.Late, nil, nil
	for _, id := range here {
		switch {
		case c.Shadowed:
		case !c.Late && slices.Contains(beside, id):
			c.Beside = append(c.Beside, id)
		default:
			c.Replaced = append(c.Replaced, id)
		}
	}
	m.states.commit(&c)
	c.Distinct = m.distinct(w.Row)
	c.Value = m.shown(replica{w.Row, int(w.Origin)}, c.Value)
	m.out = append(m.out, &c)
}

func (m *mender) apply(a model.Apply) {
	id, ok := m.number[a.Write.ID]
	if !ok {
		return
	}
	wished, rivals := m.renumbered(a.Removed), m.renumbered(a.Rivals)
	at := replica{m.writes[id-1].Row, a.Leader}
	a.Write, a.Met, a.Removed, a.Rivals = m.writes[id-1], nil, nil, nil
	if a.Verdict != model.Again {
		a.Met, a.Rivals = slices.Clone(m.held[at]), m.rivals(at, rivals)
	}
	if a.Verdict.Holds() && slices.Contains(a.Met, id) {
		a.Verdict = model.Kept // a leader that holds the very version has nothing to take
	}
	for _, met := range a.Met {
		some := a.Verdict == model.Joined || a.Verdict == model.Blended
		if a.Verdict == model.Took || some && slices.Contains(wished, met) {
			a.Removed = append(a.Removed, met)
		}
	}
	a.Displaced = m.displaced(&a)
	m.states.apply(&a)
	for i := range a.Displaced {
		a.Displaced[i].Distinct = m.distinct(a.Displaced[i].Row)
	}
	a.Distinct = m.distinct(a.Write.Row)
	a.Value = m.shown(at, a.Value)
	m.out = append(m.out, &a)
}

// displaced are those of the rows that a sketch wishes removed of which the leader holds
// something, if it takes the change.
func (m *mender) displaced(a *model.Apply) (rows []model.TransferRow) {
	for _, row := range a.Displaced {
		if here := m.held[replica{row.Row, a.Leader}]; a.Verdict.Holds() && row.Row != a.Write.Row && len(here) > 0 {
			rows = append(rows, model.TransferRow{Row: row.Row, Removed: slices.Clone(here), Distinct: row.Distinct})
		}
	}
	return rows
}

// rivals are those of some writes that a leader holds of other rows.
func (m *mender) rivals(at replica, wished []model.WriteID) (there []model.WriteID) {
	for _, id := range wished {
		if row := m.writes[id-1].Row; row != at.row && slices.Contains(m.held[replica{row, at.leader}], id) {
			there = append(there, id)
		}
	}
	return there
}

// shown is what a leader shows of a row: as told, where that cannot be known.
func (m *mender) shown(at replica, told value.Value) value.Value {
	switch {
	case !m.Valued:
		return nil
	case m.Opaque:
		return told
	}
	return m.shows(at)
}

func (m *mender) read(r model.ReadSeen) {
	if r.Read != 0 {
		r.Returned = m.renumbered(r.Returned)
	} else {
		r.Returned = slices.Clone(m.held[replica{r.Row, r.Leader}])
		r.Value = m.shown(replica{r.Row, r.Leader}, r.Value)
	}
	m.out = append(m.out, &r)
}

func (m *mender) done(d model.Done) {
	var made []model.WriteID
	for i := range d.Writes {
		if id, ok := m.number[d.First+model.WriteID(i)]; ok {
			made = append(made, id)
		}
	}
	if d.Writes > 0 && len(made) == 0 {
		return
	}
	d.First, d.Writes = 0, len(made)
	if len(made) > 0 {
		d.First = made[0]
	}
	m.out = append(m.out, &d)
}

func (m *mender) message(s model.Message) {
	if id, ok := m.number[s.Write]; ok || s.Write == 0 {
		s.Write = id
		m.out = append(m.out, &s)
	}
}

func (m *mender) transfer(x model.Transfer) {
	x.Rows = m.states.transfer(&x)
	m.out = append(m.out, &x)
}

func (m *mender) probe(p model.Probe) {
	if id, ok := m.number[p.Write]; ok {
		p.Write = id
		m.out = append(m.out, &p)
	}
}

func (m *mender) renumbered(ids []model.WriteID) (numbered []model.WriteID) {
	for _, id := range ids {
		if now, ok := m.number[id]; ok {
			numbered = append(numbered, now)
		}
	}
	return numbered
}
