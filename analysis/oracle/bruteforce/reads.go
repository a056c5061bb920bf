package bruteforce

import (
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// judgeReads holds each read against all that had been committed, and against what
// its session had done before.
func (j *Judgement) judgeReads(r *relations) {
	for i, event := range r.events {
		read, ok := event.(*model.ReadSeen)
		if !ok || !r.measured(read.Began) {
			continue
		}
		j.Counts["reads"]++
		if missing := r.missing(read, i); len(missing) > 0 {
			j.Counts["stale_reads"]++
			j.note("staleness", int64(read.At-r.oldest(missing, read)))
			j.note("staleness_versions", int64(len(missing)))
		}
		if j.checkSession(r, read, i); read.Session >= 0 {
			j.countIf("read_your_writes", r.missesOwn(read, i))
			j.countIf("monotonic_reads", r.wentBack(read, i))
		}
	}
}

func (j *Judgement) note(family string, value int64) {
	j.Values[family] = append(j.Values[family], value)
}

// known says that at a position of the record the write, or one that saw it, had been
// dealt with at the leader: what is read there takes account of it.
func (r *relations) known(w *model.Write, leader, position int) bool {
	if r.reflected(w, leader, position) {
		return true
	}
	for _, later := range r.writes[1:] {
		if later.Row == w.Row && r.saw(w, later) && r.reflected(later, leader, position) {
			return true
		}
	}
	return false
}

// sources are where the read at a position looked, and when: at the position of each
// Answer to it that was heard, or, if it is of no quorum, at its leader at its own
// position.
func (r *relations) sources(read *model.ReadSeen, position int) (sources []source) {
	if read.Read == 0 {
		return []source{{read.Leader, position}}
	}
	for i, event := range r.events[:position] {
		if a, ok := event.(*model.Answer); ok && a.Read == read.Read && a.Row == read.Row && slices.Contains(read.Heard, a.Leader) {
			sources = append(sources, source{a.Leader, i})
		}
	}
	return sources
}

type source struct{ leader, position int }

// takesAccount: the write was known at a source of a read.
func (r *relations) takesAccount(of *model.Write, sources []source) bool {
	for _, s := range sources {
		if r.known(of, s.leader, s.position) {
			return true
		}
	}
	return false
}

// misses: the write had been committed before the first source of a read of its row
// was looked at, and is known at none.
func (r *relations) misses(w *model.Write, row uint32, sources []source) bool {
	return w.Row == row && r.committed[w.ID] < sources[0].position && !r.takesAccount(w, sources)
}

// checkSession holds what the Answers to a read say of its session against what it says.
func (j *Judgement) checkSession(r *relations, read *model.ReadSeen, position int) {
	for _, event := range r.events[:position] {
		if a, ok := event.(*model.Answer); ok && read.Read != 0 && a.Read == read.Read && a.Session != read.Session {
			j.Complaints = append(j.Complaints, fmt.Sprintf("read %d is of session %d, but an answer to it of session %d", read.Read, read.Session, a.Session))
		}
	}
}

// missing are the writes that had been committed before the read began, are not known to
// it, and were not erased when its first source was looked at.
func (r *relations) missing(read *model.ReadSeen, position int) (missing []*model.Write) {
	sources := r.sources(read, position)
	for _, w := range r.writes[1:] {
		if r.since(w, read) < read.Began && r.misses(w, read.Row, sources) && !r.gone(w, sources[0].position) {
			missing = append(missing, w)
		}
	}
	return missing
}

// oldest is from when on the read should have known the first of some writes.
func (r *relations) oldest(writes []*model.Write, read *model.ReadSeen) sim.Time {
	since := sim.Never
	for _, w := range writes {
		since = min(since, r.since(w, read))
	}
	return since
}

// since is from when on a read must know a write: from its commit, or, if the read is of
// a quorum, from when W replicas had it; Never if they never had.
func (r *relations) since(w *model.Write, read *model.ReadSeen) sim.Time {
	if read.Read == 0 {
		return w.At
	}
	for _, event := range r.events {
		if p, ok := event.(*model.Probe); ok && p.Write == w.ID {
			return p.At
		}
	}
	return sim.Never
}

// missesOwn: an earlier write of the session to the row is not known to the read. If that
// is of a quorum, or the write's origin only coordinated it, the session must have been
// told that the write is done.
func (r *relations) missesOwn(read *model.ReadSeen, position int) bool {
	sources := r.sources(read, position)
	for _, w := range r.writes[1:] {
		promised := read.Read == 0 && !r.late(w) || r.toldBefore(w, sources[0].position)
		if w.Session == read.Session && promised && r.misses(w, read.Row, sources) {
			return true
		}
	}
	return false
}

// late says that a write's origin only coordinated it.
func (r *relations) late(w *model.Write) bool {
	return r.events[r.committed[w.ID]].(*model.Commit).Late
}

// toldBefore says that before a position of the record the client was told that its write
// is done.
func (r *relations) toldBefore(w *model.Write, position int) bool {
	for _, event := range r.events[:position] {
		if d, ok := event.(*model.Done); ok && d.OK && w.ID >= d.First && w.ID < d.First+model.WriteID(d.Writes) {
			return true
		}
	}
	return false
}

// wentBack: what was known to a read of the session that was over before the first
// source of this one was looked at is not known to this one.
func (r *relations) wentBack(read *model.ReadSeen, position int) bool {
	sources := r.sources(read, position)
	for i, event := range r.events[:sources[0].position] {
		earlier, ok := event.(*model.ReadSeen)
		if !ok || earlier.Session != read.Session || earlier.Row != read.Row {
			continue
		}
		before := r.sources(earlier, i)
		for _, w := range r.writes[1:] {
			if r.misses(w, read.Row, sources) && r.takesAccount(w, before) {
				return true
			}
		}
	}
	return false
}
