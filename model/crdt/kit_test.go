package crdt

import (
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
)

// replica is one that a test writes at by name: number is also what breaks ties.
type replica struct {
	t      *testing.T
	of     value.Merger
	number uint16
	clock  *uint32 // of the whole test, so that stamps are in the order of the lines
	seq    uint32
	state  value.Value
}

// replicas are some of a type, which have seen nothing.
func replicas(t *testing.T, name string, n int) []*replica {
	e, ok := Lookup(name)
	require.True(t, ok)
	clock := new(uint32)
	all := make([]*replica, n)
	for i := range all {
		all[i] = &replica{t: t, of: e.Type, number: uint16(i), clock: clock}
	}
	return all
}

func (r *replica) do(op value.Op) *replica {
	r.t.Helper()
	r.seq++
	*r.clock++
	by := value.Author{
		Dot:   value.Dot{Origin: r.number, Seq: r.seq},
		Stamp: value.Stamp{L: int64(*r.clock), Origin: r.number},
	}
	after, err := r.of.Apply(r.state, op, by)
	require.NoError(r.t, err)
	r.state = after
	return r
}

// sees merges what other replicas hold.
func (r *replica) sees(others ...*replica) *replica {
	for _, other := range others {
		r.receives(other.state)
	}
	return r
}

// receives merges states, which may be old ones.
func (r *replica) receives(states ...value.Value) *replica {
	for _, s := range states {
		if r.state == nil {
			r.state = s
		} else if s != nil {
			r.state = r.of.Merge(r.state, s)
		}
	}
	return r
}

func (r *replica) put(v string) *replica {
	return r.do(value.Op{Verb: value.Put, Value: value.Text(v)})
}
func (r *replica) add(n int64) *replica      { return r.do(value.Op{Verb: value.Add, N: n}) }
func (r *replica) include(v string) *replica { return r.within("").include(v) }
func (r *replica) exclude(v string) *replica { return r.within("").exclude(v) }
func (r *replica) enable() *replica          { return r.do(value.Op{Verb: value.Enable}) }
func (r *replica) disable() *replica         { return r.do(value.Op{Verb: value.Disable}) }
func (r *replica) clear(field string) *replica {
	return r.do(value.Op{Verb: value.Clear, Field: field})
}

func (r *replica) delete() *replica { return r.do(value.Op{Verb: value.Delete}) }

// push appends values one by one.
func (r *replica) push(values ...string) *replica {
	for _, v := range values {
		r.do(value.Op{Verb: value.Append, Value: value.Text(v)})
	}
	return r
}

func (r *replica) insert(at int64, v string) *replica {
	return r.do(value.Op{Verb: value.Insert, N: at, Value: value.Text(v)})
}

func (r *replica) remove(at, n int64) *replica {
	return r.do(value.Op{Verb: value.Remove, At: at, N: n})
}

// field is a field of a map at a replica, or its whole if it has no name.
type field struct {
	at   *replica
	name string
}

func (r *replica) within(name string) field { return field{r, name} }

func (f field) do(op value.Op) *replica {
	f.at.t.Helper()
	op.Field = f.name
	return f.at.do(op)
}

func (f field) include(v string) *replica {
	return f.do(value.Op{Verb: value.Include, Value: value.Text(v)})
}

func (f field) exclude(v string) *replica {
	return f.do(value.Op{Verb: value.Exclude, Value: value.Text(v)})
}

func (f field) put(v string) *replica {
	return f.do(value.Op{Verb: value.Put, Value: value.Text(v)})
}
func (f field) add(n int64) *replica { return f.do(value.Op{Verb: value.Add, N: n}) }

// shows asserts what a client reads at a replica.
func (r *replica) shows(what string) {
	r.t.Helper()
	require.Equal(r.t, what, value.Show(r.of.Read(r.state)))
}

// agree asserts that replicas which see each other read the same.
func agree(what string, all ...*replica) {
	all[0].t.Helper()
	for _, r := range all {
		r.sees(all...)
	}
	for _, r := range all {
		r.sees(all...).shows(what)
		require.True(r.t, value.Equal(all[0].state, r.state))
	}
}
