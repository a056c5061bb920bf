package bruteforce

import "github.com/mlrsim/mlrsim/model"

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
			j.note("staleness", int64(read.At-missing[0].At))
			j.note("staleness_versions", int64(len(missing)))
		}
		if read.Session >= 0 {
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
	if r.there(w, leader, position) {
		return true
	}
	for _, later := range r.writes[1:] {
		if later.Row == w.Row && r.saw(w, later) && r.there(later, leader, position) {
			return true
		}
	}
	return false
}

// missing are the writes, oldest first, that had been committed anywhere before the
// read began and are not known at its leader.
func (r *relations) missing(read *model.ReadSeen, position int) (missing []*model.Write) {
	for _, w := range r.writes[1:] {
		if w.Row == read.Row && w.At < read.Began && r.committed[w.ID] < position && !r.known(w, read.Leader, position) {
			missing = append(missing, w)
		}
	}
	return missing
}

// missesOwn: an earlier write of the session to the row is not known at the leader.
func (r *relations) missesOwn(read *model.ReadSeen, position int) bool {
	for _, w := range r.writes[1:] {
		if w.Session == read.Session && w.Row == read.Row && r.committed[w.ID] < position && !r.known(w, read.Leader, position) {
			return true
		}
	}
	return false
}

// wentBack: what was known at the leader of an earlier read of the session, at that
// moment, is not known at this leader now.
func (r *relations) wentBack(read *model.ReadSeen, position int) bool {
	for i, event := range r.events[:position] {
		earlier, ok := event.(*model.ReadSeen)
		if !ok || earlier.Session != read.Session || earlier.Row != read.Row {
			continue
		}
		for _, w := range r.writes[1:] {
			if w.Row == read.Row && r.known(w, earlier.Leader, i) && !r.known(w, read.Leader, position) {
				return true
			}
		}
	}
	return false
}
