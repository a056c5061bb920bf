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

// claim is the name of a write's row with the write: the one that it puts there, or that
// its leader shows afterwards; "" if it has none.
func (r *relations) claim(w *model.Write) string {
	c := r.events[r.committed[w.ID]].(*model.Commit)
	candidates := []value.Value{c.Value}
	if c.Op.Verb == value.Put && c.Op.Field == "" {
		candidates = []value.Value{c.Op.Value, c.Value}
	}
	if c.Op.Verb == value.Put && c.Op.Field == "name" {
		candidates = []value.Value{value.Map{}.With("name", c.Op.Value), c.Value}
	}
	for _, row := range candidates {
		columns, _ := row.(value.Map)
		if text, ok := columns.Get("name").(value.Text); ok && text != "" && !w.Delete {
			return string(text)
		}
	}
	return ""
}
