package crdt

import (
	"slices"
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
)

// concurrent is, type by type, what a leader does that had not heard of a delete, and what both then show.
var concurrent = map[string]struct {
	before, write func(r *replica)
	shown, after  string // before the delete, and once all have merged
}{
	"or-set": {
		func(r *replica) { r.include("x").include("y") }, func(r *replica) { r.include("x").include("z") },
		"{x, y}", "{x, z}",
	},
	"or-set-remove-wins": {
		func(r *replica) { r.include("x").include("y").exclude("y") }, func(r *replica) { r.include("z") },
		"{x}", "{z}",
	},
	"mv-register":       {func(r *replica) { r.put("seen") }, func(r *replica) { r.put("unseen") }, "seen", "unseen"},
	"enable-wins-flag":  {func(r *replica) { r.enable() }, func(r *replica) { r.enable() }, "true", "true"},
	"disable-wins-flag": {func(r *replica) { r.disable() }, func(r *replica) { r.enable() }, "false", "true"},
	"or-map": {
		func(r *replica) { r.within("n").add(5); r.within("f").include("x") }, func(r *replica) { r.within("n").add(1) },
		"{f: {x}, n: 5}", "{n: 1}",
	},
	"or-cart": {
		func(r *replica) { r.include("book").within("pen").add(3) }, func(r *replica) { r.include("book") },
		"{book: 1, pen: 3}", "{book: 1}",
	},
	"rga":        {func(r *replica) { r.push("a", "b") }, func(r *replica) { r.insert(1, "between") }, "[a, b]", "[between]"},
	"fugue":      {func(r *replica) { r.push("a", "b") }, func(r *replica) { r.insert(1, "between") }, "[a, b]", "[between]"},
	"rga-text":   {func(r *replica) { r.insert(0, "ab") }, func(r *replica) { r.insert(1, "x").remove(2, 1) }, "ab", "x"},
	"fugue-text": {func(r *replica) { r.insert(0, "ab") }, func(r *replica) { r.insert(1, "x").remove(2, 1) }, "ab", "x"},
}

func TestADeleteTakesWhatItHasSeenAndNothingElse(t *testing.T) {
	for name, c := range concurrent {
		t.Run(name, func(t *testing.T) {
			r := replicas(t, name, 3)
			c.before(r[0])
			r[1].sees(r[0]).shows(c.shown)
			r[2].sees(r[0])
			r[1].delete().shows("-")
			c.write(r[0])
			r[2].sees(r[1]).shows("-")
			agree(c.after, r...)
		})
	}
}

func TestWhatADeleteHasSeenStaysAway(t *testing.T) {
	for name, c := range concurrent {
		t.Run(name, func(t *testing.T) {
			r := replicas(t, name, 2)
			c.before(r[0])
			old := r[0].state
			r[1].sees(r[0]).delete().receives(old).shows("-")
			once := r[1].state
			require.True(t, value.Equal(once, r[1].receives(once).state))
			agree("-", r...)
			r[0].delete() // of a row that is not there
			agree("-", r...)
		})
	}
}

func TestARowThatWasDeletedCanBeWrittenAnew(t *testing.T) {
	for name, c := range concurrent {
		t.Run(name, func(t *testing.T) {
			r := replicas(t, name, 2)
			c.before(r[0])
			r[0].delete()
			r[1].sees(r[0])
			c.before(r[1])
			agree(c.shown, r...)
		})
	}
}

// Concurrent deletes of which each takes something that the other had not seen.
func TestDeletesAddUp(t *testing.T) {
	r := replicas(t, "or-set", 2)
	r[0].include("x").delete()
	r[1].include("y").delete()
	agree("-", r...)
}

// What is emptied is there, and empty: also if the row was deleted concurrently.
func TestAnEmptiedRowIsNotADeletedOne(t *testing.T) {
	r := replicas(t, "or-set", 2)
	r[0].include("x").exclude("x").shows("{}")
	r[1].sees(r[0]).delete().shows("-")
	r[0].exclude("x")
	agree("{}", r...)
	l := replicas(t, "rga", 2)
	l[0].push("a").remove(0, 1).shows("[]")
	l[1].sees(l[0]).delete().shows("-")
	agree("-", l...)
}

// What a row was loaded with is seen by all, and there until a delete.
func TestWhatWasLoadedIsThereUntilADelete(t *testing.T) {
	loaded, err := orSetEntry.Type.Apply(nil, value.Op{Verb: value.Include, Value: value.Text("x")}, value.Author{})
	require.NoError(t, err)
	r := replicas(t, "or-set", 2)
	r[0].receives(loaded).shows("{x}")
	r[1].receives(loaded).delete()
	agree("-", r...)
}

// A register's delete is a write like any other: the latest counts.
func TestADeleteOfALastWriteWinsRegisterGoesByTheClock(t *testing.T) {
	r := replicas(t, "lww-register", 2)
	r[1].put("early")
	r[0].delete()
	agree("-", r...)
	r[1].put("late")
	agree("late", r...)
}

func TestTypesThatForgetNothingHaveNoDelete(t *testing.T) {
	for _, e := range All() {
		_, err := e.Type.Apply(nil, value.Op{Verb: value.Delete}, value.Author{})
		if slices.Contains(undeletable, e.Name) {
			require.ErrorContains(t, err, "delete is no operation of a ", e.Name)
			require.Contains(t, e.Long, byTimestamp, e.Name)
		} else {
			require.NoError(t, err, e.Name)
		}
	}
}
