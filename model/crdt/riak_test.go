package crdt

import "testing"

// The sequences of riak_dt's own tests (riak_dt_orswot.erl, riak_dt_map.erl), with the
// results that it expects. An old state that a test keeps is what was replicated to C.

func TestRiakDisjointMerge(t *testing.T) {
	r := replicas(t, "or-set", 3)
	a, b, c := r[0], r[1], r[2]
	a.include("bar")
	b.include("baz")
	c.sees(a, b)
	a.exclude("bar")
	a.sees(c).shows("{baz}")
}

func TestRiakPresentButRemoved(t *testing.T) {
	r := replicas(t, "or-set", 3)
	a, b, c := r[0], r[1], r[2]
	a.include("Z")
	c.sees(a)
	a.exclude("Z")
	b.include("Z")
	a.sees(b)
	b.exclude("Z")
	// A and C both have Z, but each by an add that the other, or B, has taken away.
	a.shows("{Z}")
	c.shows("{Z}")
	a.sees(c, b).shows("{}")
}

func TestRiakNoDotsLeft(t *testing.T) {
	r := replicas(t, "or-set", 3)
	a, b, c := r[0], r[1], r[2]
	a.include("Z")
	b.include("Z")
	c.sees(a)
	a.exclude("Z")
	a.sees(b)
	b.exclude("Z")
	b.sees(c).shows("{Z}")
	a.sees(b, c).shows("{}")
}

func TestRiakMapPresentButRemoved(t *testing.T) {
	r := replicas(t, "or-map", 3)
	a, b, c := r[0], r[1], r[2]
	a.within("X").put("A")
	c.sees(a)
	a.clear("X")
	b.within("X").put("B")
	a.sees(b)
	b.clear("X")
	a.shows("{X: B}")
	c.shows("{X: A}")
	a.sees(c, b).shows("{}")
}

func TestRiakMapNoDotsLeft(t *testing.T) {
	r := replicas(t, "or-map", 3)
	a, b, c := r[0], r[1], r[2]
	a.within("Z").put("A")
	b.within("Z").put("B")
	c.sees(a)
	a.clear("Z")
	a.sees(b)
	b.clear("Z")
	b.sees(c)
	a.sees(b, c).shows("{}")
}

func TestRiakMapAssociates(t *testing.T) {
	r := replicas(t, "or-map", 3)
	a, b, c := r[0], r[1], r[2]
	a.within("X").include("0")
	b.within("X").include("0")
	b.within("X").exclude("0")
	c.sees(a)
	c.clear("X")
	one, other := a.of.Merge(a.state, a.of.Merge(b.state, c.state)), a.of.Merge(a.of.Merge(a.state, b.state), c.state)
	if problem := differ("a+(b+c), (a+b)+c", one, other); problem != "" {
		t.Error(problem)
	}
	a.sees(c, b).shows("{}")
}

func TestRiakMapClock(t *testing.T) {
	r := replicas(t, "or-map", 2)
	a, b := r[0], r[1]
	a.within("X").include("0")
	b.sees(a)
	b.within("X").include("1")
	a.within("X").exclude("0")
	a.clear("X")
	a.within("X").include("2")
	a.sees(b).shows("{X: {1, 2}}")
}

func TestRiakMapRemovedField(t *testing.T) {
	r := replicas(t, "or-map", 2)
	a, b := r[0], r[1]
	a.within("X").include("0")
	b.sees(a)
	a.within("X").exclude("0")
	a.clear("X")
	a.within("X").include("2")
	a.sees(b).shows("{X: {2}}")
}

// The 0 that was removed with its field must not resurface from an update of the
// field that had not seen the removal.
func TestRiakMapTombstoneRemove(t *testing.T) {
	r := replicas(t, "or-map", 2)
	a, b := r[0], r[1]
	a.within("X").include("0")
	b.sees(a)
	a.clear("X")
	b.within("X").include("1")
	a.sees(b).shows("{X: {1}}")
	b.within("X").include("2")
	a.sees(b)
	a.sees(b).shows("{X: {1, 2}}")
}
