package analysis

import (
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// scene says what a story is about: one row in a window of time.
type scene struct {
	row      uint32
	from, to sim.Time
}

// tell simulates again up to the end of the scene, which determinism makes cheap
// and exact, and records what happens in it.
func tell(config model.Config, s scene) (*results.Story, error) {
	c, err := model.New(config)
	if err != nil {
		return nil, err
	}
	t := newTeller(c, s)
	c.Observe(t, true)
	c.RunUntil(s.to)
	t.over = true
	for limit := s.to.Add(patience); len(t.aloft) > 0 && c.Now() < limit && c.Step(); {
	}
	t.markLost()
	t.trim()
	return &t.story, nil
}

func newTeller(c *model.Cluster, s scene) *teller {
	t := &teller{
		cluster: c, scene: s, saw: trackerOf(c), row: newReplicas(c, s.row),
		flying: map[flight]int{}, aloft: map[int]bool{}, answers: map[uint64][]answer{}, confirmed: map[model.WriteID]sim.Time{},
		story: results.Story{Row: c.RowName(s.row), From: s.from, To: s.to},
	}
	return t
}

// trackerOf is one that suits what happens in a cluster.
func trackerOf(c *model.Cluster) *causality.Tracker {
	config := c.Config()
	t := causality.New(len(config.Leaders))
	if c.Repeats() {
		t.KeepAll()
	}
	if config.Replication.Mode == model.QuorumMode {
		t.Replicas(config.Replication.Quorum.N)
	}
	for i, l := range config.Leaders {
		if l.Joins {
			t.Absent(i)
		}
	}
	return t
}

// noteCommit and noteTransfer tell a tracker what an observer was told.
func noteCommit(t *causality.Tracker, m *model.Commit) causality.Counts {
	w := m.Write
	return t.Count(&causality.Write{ID: uint64(w.ID), Row: w.Row, Origin: int(w.Origin), Stamp: w.Stamp, Late: m.Late})
}

func noteTransfer(t *causality.Tracker, x *model.Transfer) {
	if x.Why == model.ByLeave {
		t.Leave(x.Leader)
		return
	}
	t.Transfer(x.Leader, x.From)
}

// patience is how long after a scene the teller watches for messages of it that
// have not arrived.
const patience = time.Minute

// teller records the story of one row.
type teller struct {
	model.Blind
	cluster   *model.Cluster
	scene     scene
	story     results.Story
	saw       *causality.Tracker // of all rows: its numbers must be consecutive
	row       *replicas
	flying    map[flight]int             // index in story.Messages
	aloft     map[int]bool               // of them, those that may still arrive
	answers   map[uint64][]answer        // by read of a quorum
	confirmed map[model.WriteID]sim.Time // when W replicas of a quorum had confirmed a write
	over      bool                       // the scene is, and only messages of it are still of interest
}

type flight struct {
	write    model.WriteID
	from, to int
}

func (t *teller) Commit(m *model.Commit) {
	w := m.Write
	noteCommit(t.saw, m)
	if w.Row != t.scene.row || t.over {
		return
	}
	if w.At >= t.scene.from {
		t.findConflicts(w)
	}
	t.row.commit(m)
	t.story.Writes = append(t.story.Writes, results.StoryWrite{
		ID: uint64(w.ID), Name: t.cluster.WriteName(w), Leader: int(w.Origin), At: w.At,
		Delete: w.Delete, Session: t.cluster.SessionName(w.Session),
	})
}

// findConflicts pairs a write with those before it that it is concurrent with.
func (t *teller) findConflicts(w *model.Write) {
	for _, other := range t.saw.Unstable(w.Row, nil) {
		if other != uint64(w.ID) && t.saw.Relation(uint64(w.ID), other) == causality.Concurrent && !t.saw.Erased(other) {
			t.story.Conflicts = append(t.story.Conflicts, results.StoryConflict{A: other, B: uint64(w.ID)})
		}
	}
}

func (t *teller) Sent(m *model.Message) {
	for id := m.Write; !m.Ack && id < m.Write+model.WriteID(m.Size); id++ {
		if t.row.has(id) && !t.over {
			if !t.refused(id, m.From) {
				t.aloft[len(t.story.Messages)] = true
			}
			t.flying[flight{id, m.From, m.To}] = len(t.story.Messages)
			t.story.Messages = append(t.story.Messages, results.StoryMessage{
				Write: uint64(id), From: m.From, To: m.To, Sent: m.At, Arrived: sim.Never,
			})
		}
	}
}

// refused tells that nobody takes a write from a leader any more: it was rolled back
// there, and what still goes out is of a term that is over.
func (t *teller) refused(id model.WriteID, from int) bool {
	return t.cluster.Config().Replication.Mode == model.SingleLeaderMode && !t.row.dealt(id, from)
}

// Apply lets a change come to a leader. Where the applier stops at it, it has not come.
func (t *teller) Apply(a *model.Apply) {
	stopped := a.Verdict == model.Stopped
	if !stopped {
		t.saw.Deliver(uint64(a.Write.ID), a.Leader)
	}
	for _, displaced := range a.Displaced {
		if displaced.Row == t.scene.row {
			t.row.held[a.Leader] = nil
		}
	}
	if !t.row.has(a.Write.ID) {
		return
	}
	if !stopped {
		t.row.apply(a, func(earlier model.WriteID) bool {
			return t.saw.Relation(uint64(a.Write.ID), uint64(earlier)) == causality.Saw
		})
	}
	if i, ok := t.flying[flight{a.Write.ID, a.From, a.Leader}]; ok {
		delete(t.aloft, i)
		m := &t.story.Messages[i]
		m.Arrived, m.Verdict, m.Reported = a.At, a.Verdict.String(), a.Reported
	}
}

// Transfer gives a leader another's copy. What the leader had sent of writes that it
// now lacks is of a time that is over, and does not arrive.
func (t *teller) Transfer(x *model.Transfer) {
	noteTransfer(t.saw, x)
	t.row.transfer(x)
	if x.Why != model.ByLeave {
		t.sink(x.Leader, func(id model.WriteID) bool { return !t.row.dealt(id, x.Leader) })
	}
	if !t.over && x.At >= t.scene.from {
		t.story.Transfers = append(t.story.Transfers, results.StoryTransfer{
			At: x.At, Why: x.Why.String(), From: x.From, Leader: x.Leader,
		})
	}
}

// Fault takes out of the air what a leader had sent that crashes and loses its disk.
func (t *teller) Fault(f *model.FaultEvent) {
	if f.Begin && f.Fault.Kind == model.Crash && f.Fault.DiskLost {
		for _, leader := range f.Fault.Leaders {
			t.sink(leader, func(model.WriteID) bool { return true })
		}
	}
}

// sink gives up messages of a leader that are under way.
func (t *teller) sink(leader int, lost func(model.WriteID) bool) {
	for i := range t.aloft {
		if m := t.story.Messages[i]; m.From == leader && lost(model.WriteID(m.Write)) {
			delete(t.aloft, i)
		}
	}
}

// answer is what a replica did not know when it answered a quorum's read.
type answer struct {
	leader  int
	unknown []model.WriteID
}

// Answer notes what a replica that answers a quorum's read does not know.
func (t *teller) Answer(a *model.Answer) {
	if a.Row != t.scene.row || a.At < t.scene.from || t.over {
		return
	}
	unknown := slices.DeleteFunc(t.row.ids(), func(id model.WriteID) bool {
		return t.saw.Knows(uint64(id), a.Leader) || t.saw.Erased(uint64(id))
	})
	t.answers[a.Read] = append(t.answers[a.Read], answer{a.Leader, unknown})
}

// Probe notes that enough replicas have confirmed a write for reads to be held to it.
func (t *teller) Probe(p *model.Probe) {
	if t.row.has(p.Write) {
		t.confirmed[p.Write] = p.At
	}
}

// missedBy is how many writes are unknown to all whose answers a read has heard, of
// those that were confirmed before it began.
func (t *teller) missedBy(r *model.ReadSeen) int {
	heard := slices.DeleteFunc(t.answers[r.Read], func(a answer) bool { return !slices.Contains(r.Heard, a.leader) })
	delete(t.answers, r.Read)
	if len(heard) == 0 {
		return 0
	}
	return len(slices.DeleteFunc(heard[0].unknown, func(id model.WriteID) bool {
		at, ok := t.confirmed[id]
		return !ok || at >= r.Began || slices.ContainsFunc(heard[1:], func(a answer) bool { return !slices.Contains(a.unknown, id) })
	}))
}

func (t *teller) Read(r *model.ReadSeen) {
	if r.Row != t.scene.row || r.At < t.scene.from || t.over {
		return
	}
	missing, _ := t.saw.Missing(r.Row, r.Leader, ^uint64(0))
	if r.Read != 0 {
		missing = t.missedBy(r)
	}
	t.story.Reads = append(t.story.Reads, results.StoryRead{
		Leader: r.Leader, At: r.At, Value: t.valueRead(r), Stale: missing > 0,
	})
}

// valueRead is what a read returned: the value, or, where rows hold none, the names of
// the writes.
func (t *teller) valueRead(r *model.ReadSeen) string {
	if r.Value != nil {
		return r.Value.String()
	}
	text := ""
	for i, id := range r.Returned {
		if i > 0 {
			text += ", "
		}
		if at, ok := t.row.at[id]; ok {
			text += t.story.Writes[at].Name
		}
	}
	return text
}

func (t *teller) Done(d *model.Done) {
	for id := d.First; d.OK && id < d.First+model.WriteID(d.Writes); id++ {
		t.row.acknowledge(id)
	}
}

// markLost marks the acknowledged writes that cannot survive.
func (t *teller) markLost() {
	aloft := map[model.WriteID]bool{}
	for i := range t.aloft {
		aloft[model.WriteID(t.story.Messages[i].Write)] = true
	}
	for i, lost := range t.row.lost(aloft) {
		t.story.Writes[i].Lost = lost
	}
}

// trim drops what lies before the scene and nothing in it refers to.
func (t *teller) trim() {
	from := t.scene.from
	needed := map[uint64]bool{}
	messages := t.story.Messages[:0]
	for i, m := range t.story.Messages {
		if m.Arrived >= from && (m.Sent >= from || m.Arrived != sim.Never || t.aloft[i]) {
			messages = append(messages, m)
			needed[m.Write] = true
		}
	}
	t.story.Messages = messages
	writes, kept := t.story.Writes[:0], map[uint64]bool{}
	for _, w := range t.story.Writes {
		if w.At >= from || needed[w.ID] {
			writes = append(writes, w)
			kept[w.ID] = w.At >= from
		}
	}
	t.story.Writes = writes
	conflicts := t.story.Conflicts[:0]
	for _, k := range t.story.Conflicts {
		if kept[k.B] {
			conflicts = append(conflicts, k)
		}
	}
	t.story.Conflicts = conflicts
}

// findScene chooses a row for a window that the user asked for: the row of the
// window's first concurrent pair, else that of its first write.
func findScene(config model.Config, from, to sim.Time) (scene, bool, error) {
	c, err := model.New(config)
	if err != nil {
		return scene{}, false, err
	}
	f := &finder{saw: trackerOf(c), scene: scene{from: from, to: to}}
	c.Observe(f, false)
	c.RunUntil(to)
	return f.scene, f.written || f.met, nil
}

// finder looks for a row worth showing.
type finder struct {
	model.Blind
	saw     *causality.Tracker
	scene   scene
	written bool // scene.row is that of the first write
	met     bool // scene.row is that of the first concurrent pair
}

func (f *finder) Commit(m *model.Commit) {
	w := m.Write
	counts := noteCommit(f.saw, m)
	if f.met || w.At < f.scene.from {
		return
	}
	if !f.written || counts.Concurrent > 0 {
		f.scene.row = w.Row
	}
	f.written, f.met = true, counts.Concurrent > 0
}

func (f *finder) Apply(a *model.Apply) {
	if a.Verdict != model.Stopped {
		f.saw.Deliver(uint64(a.Write.ID), a.Leader)
	}
}

func (f *finder) Transfer(x *model.Transfer) { noteTransfer(f.saw, x) }
