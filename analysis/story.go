package analysis

import (
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
	t := &teller{
		cluster: c, scene: s, saw: causality.New(len(config.Leaders)),
		at: map[model.WriteID]int{}, flying: map[flight]int{},
		story: results.Story{Row: c.RowName(s.row), From: s.from, To: s.to},
	}
	c.Observe(t, true)
	c.RunUntil(s.to)
	t.over = true
	for limit := s.to.Add(patience); t.aloft > 0 && c.Now() < limit && c.Step(); {
	}
	t.findLost()
	t.trim()
	return &t.story, nil
}

// patience is how long after a scene the teller watches for messages of it that
// have not arrived.
const patience = time.Minute

// teller records the story of one row.
type teller struct {
	model.Blind
	cluster *model.Cluster
	scene   scene
	story   results.Story
	saw     *causality.Tracker // of all rows: its numbers must be consecutive
	writes  []told             // of the row, all of them
	at      map[model.WriteID]int
	flying  map[flight]int // index in story.Messages
	aloft   int            // of them, not arrived
	over    bool           // the scene is, and only messages of it are still of interest
	held    [][]model.WriteID
}

// told is a write of the row with what decides whether it is lost.
type told struct {
	id       model.WriteID
	replaced []model.WriteID
	left     int // leaders that have not dealt with it
	acked    bool
}

type flight struct {
	write    model.WriteID
	from, to int
}

func (t *teller) Commit(m *model.Commit) {
	w := m.Write
	t.saw.Commit(uint64(w.ID), w.Row, int(w.Origin))
	if w.Row != t.scene.row || t.over {
		return
	}
	for _, other := range t.saw.Unstable(w.Row, nil) {
		if other != uint64(w.ID) && t.saw.Relation(uint64(w.ID), other) == causality.Concurrent {
			t.story.Conflicts = append(t.story.Conflicts, results.StoryConflict{A: other, B: uint64(w.ID)})
		}
	}
	t.at[w.ID] = len(t.writes)
	t.writes = append(t.writes, told{
		id: w.ID, replaced: append([]model.WriteID(nil), m.Replaced...), left: len(t.cluster.Config().Leaders) - 1,
	})
	t.story.Writes = append(t.story.Writes, results.StoryWrite{
		ID: uint64(w.ID), Name: t.cluster.WriteName(w), Leader: int(w.Origin), At: w.At,
		Delete: w.Delete, Session: t.cluster.SessionName(w.Session),
	})
	if !m.Shadowed {
		t.hold(int(w.Origin), w.ID, m.Replaced)
	}
}

// hold lets a leader hold a write, and not those that it removed.
func (t *teller) hold(leader int, id model.WriteID, removed []model.WriteID) {
	for len(t.held) <= leader {
		t.held = append(t.held, nil)
	}
	kept := []model.WriteID{id}
	for _, h := range t.held[leader] {
		if !contains(removed, h) && h != id {
			kept = append(kept, h)
		}
	}
	t.held[leader] = kept
}

func contains(ids []model.WriteID, id model.WriteID) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

func (t *teller) Sent(m *model.Message) {
	for id := m.Write; !m.Ack && id < m.Write+model.WriteID(m.Size); id++ {
		if _, ours := t.at[id]; ours && !t.over {
			t.aloft++
			t.flying[flight{id, m.From, m.To}] = len(t.story.Messages)
			t.story.Messages = append(t.story.Messages, results.StoryMessage{
				Write: uint64(id), From: m.From, To: m.To, Sent: m.At, Arrived: sim.Never,
			})
		}
	}
}

func (t *teller) Apply(a *model.Apply) {
	first, _ := t.saw.Deliver(uint64(a.Write.ID), a.Leader)
	at, ours := t.at[a.Write.ID]
	if !ours {
		return
	}
	if first {
		t.writes[at].left--
	}
	if a.Verdict == model.Took || a.Verdict == model.Joined {
		t.hold(a.Leader, a.Write.ID, a.Removed)
	}
	if i, ok := t.flying[flight{a.Write.ID, a.From, a.Leader}]; ok {
		m := &t.story.Messages[i]
		if m.Arrived == sim.Never {
			t.aloft--
		}
		m.Arrived, m.Verdict, m.Reported = a.At, a.Verdict.String(), a.Reported
	}
}

func (t *teller) Read(r *model.ReadSeen) {
	if r.Row != t.scene.row || r.At < t.scene.from || t.over {
		return
	}
	missing, _ := t.saw.Missing(r.Row, r.Leader, ^uint64(0))
	t.story.Reads = append(t.story.Reads, results.StoryRead{
		Leader: r.Leader, At: r.At, Value: t.valueRead(r.Returned), Stale: missing > 0,
	})
}

func (t *teller) valueRead(ids []model.WriteID) string {
	text := ""
	for i, id := range ids {
		if i > 0 {
			text += ", "
		}
		if at, ok := t.at[id]; ok {
			text += t.story.Writes[at].Name
		}
	}
	return text
}

func (t *teller) Done(d *model.Done) {
	for id := d.First; d.OK && id < d.First+model.WriteID(d.Writes); id++ {
		if i, ours := t.at[id]; ours {
			t.writes[i].acked = true
		}
	}
}

// findLost marks the acknowledged writes that cannot survive: which no leader
// holds, of which nothing is in flight, and which no surviving write overwrote.
func (t *teller) findLost() {
	alive := make([]bool, len(t.writes))
	for _, held := range t.held {
		for _, id := range held {
			alive[t.at[id]] = true
		}
	}
	for i := len(t.writes) - 1; i >= 0; i-- {
		w := &t.writes[i]
		alive[i] = alive[i] || w.left > 0
		if !alive[i] {
			t.story.Writes[i].Lost = w.acked
			continue
		}
		for _, id := range w.replaced {
			alive[t.at[id]] = true
		}
	}
}

// trim drops what lies before the scene and nothing in it refers to.
func (t *teller) trim() {
	from := t.scene.from
	needed := map[uint64]bool{}
	messages := t.story.Messages[:0]
	for _, m := range t.story.Messages {
		if m.Arrived >= from {
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
	f := &finder{saw: causality.New(len(config.Leaders)), scene: scene{from: from, to: to}}
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
	counts := f.saw.Count(&causality.Write{ID: uint64(w.ID), Row: w.Row, Origin: int(w.Origin), Stamp: w.Stamp})
	if f.met || w.At < f.scene.from {
		return
	}
	if !f.written || counts.Concurrent > 0 {
		f.scene.row = w.Row
	}
	f.written, f.met = true, counts.Concurrent > 0
}

func (f *finder) Apply(a *model.Apply) { f.saw.Deliver(uint64(a.Write.ID), a.Leader) }
