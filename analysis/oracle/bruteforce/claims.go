package bruteforce

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// judgeClaims looks at every two writes of different rows.
func (j *Judgement) judgeClaims(r *relations) {
	for _, a := range r.writes[1:] {
		for _, b := range r.writes[a.ID+1:] {
			j.countIf("unique_pairs", r.contest(a, b) && r.measured(b.At))
		}
	}
}

// contest says that two writes claim one name for different rows, and neither was known
// at the other's origin. The later could not have been known at that of the earlier.
func (r *relations) contest(a, b *model.Write) bool {
	if a.ID > b.ID {
		a, b = b, a
	}
	name := r.claim(a)
	return r.Kind == "unique" && a.Row != b.Row && name != "" && name == r.claim(b) && r.missedBy(a, b) && r.meets(a, b)
}

// missedBy says that b's origin keeps a replica of a's row, and when b was committed there
// was neither a in it nor a write that saw a.
func (r *relations) missedBy(a, b *model.Write) bool {
	at, origin := r.committed[b.ID], int(b.Origin)
	for _, w := range r.writes[a.ID:] {
		if (w == a || r.saw(a, w)) && r.reflected(w, origin, at) {
			return false
		}
	}
	return r.keeps(a.Row, origin)
}

// claim is the name of a write's row with the write; "" if it has none.
func (r *relations) claim(w *model.Write) string {
	c := r.events[r.committed[w.ID]].(*model.Commit)
	if w.Delete {
		return ""
	}
	puts := c.Op.Verb == value.Put
	if text, ok := c.Op.Value.(value.Text); ok && puts && c.Op.Field == "name" {
		return string(text)
	}
	row := c.Value
	if puts && c.Op.Field == "" {
		row = c.Op.Value
	}
	if columns, ok := row.(value.Map); ok && !(puts && c.Op.Field == "name") {
		if text, ok := columns.Get("name").(value.Text); ok {
			return string(text)
		}
	}
	return ""
}
