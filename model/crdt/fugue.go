package crdt

import "cmp"

// fugue is FugueMax (Weidner and Kleppmann 2023, The art of the Fugue, §5.3): a tree
// walked in order, where an element hangs after the one on its left if nothing hangs
// there, else before the one on its right (algorithm 1). Children on the right are ordered
// by what followed them when they were inserted, the farthest first (definition 6), where
// plain Fugue takes the ids; so what leaders insert interleaves as little as can be.
type fugue struct{}

func (fugue) tag() byte { return 'f' }

func (fugue) hang(all []element, i int) element {
	var e element
	if i > 0 {
		e.parent = all[i-1].id
	}
	if i < len(all) {
		e.until = all[i].id
	}
	if hasRight(all, e.parent) {
		e.parent, e.left = e.until, true
	}
	return e
}

func hasRight(all []element, parent id) bool {
	for i := range all {
		if all[i].parent == parent && !all[i].left {
			return true
		}
	}
	return false
}

func (fugue) order(a, b *element, where func(id) int) int {
	if !a.left {
		if c := cmp.Compare(where(a.until), where(b.until)); c != 0 {
			return c
		}
	}
	return a.id.compare(b.id)
}

const fugueSource = "Weidner and Kleppmann 2023, The art of the Fugue: minimizing interleaving in collaborative text editing, §5.3 (FugueMax)"

var fugueEntry = Entry{
	Name:  "fugue",
	Short: "a list that keeps together what a leader inserted, forwards and backwards",
	Long: "FugueMax: elements remember both neighbours. Runs of different leaders at one place do not " +
		"interleave, whichever way they were inserted, unless that cannot be helped. Removed elements " +
		"leave tombstones.",
	Source: fugueSource,
	Kinds:  []string{"append"},
	Type:   sequence{shape: fugue{}},
}

var fugueTextEntry = Entry{
	Name:  "fugue-text",
	Short: "a text that keeps together what somebody typed, forwards and backwards",
	Long: "As fugue, for characters: maximally non-interleaving. Who moves the cursor back and types " +
		"on finds the two passages together.",
	Source: fugueSource,
	Kinds:  []string{"text"},
	Type:   sequence{shape: fugue{}, text: true},
}
