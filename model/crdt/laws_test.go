package crdt

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// history is what happened to one row at a few leaders, each of which may write, and
// may merge what another one holds.
type history struct {
	of      value.Merger
	leaders []leader
	reached []value.Value // every state that a leader came to
	broken  string        // the first Apply that did not grow the state
}

type leader struct {
	state value.Value
	last  value.Author
}

// verbs are those of each kind of workload, and a delete of the row.
var verbs = map[string][]value.Verb{
	"register": {value.Put, value.Delete},
	"counter":  {value.Add, value.Delete},
	"set":      {value.Include, value.Exclude, value.Delete},
	"cart":     {value.Include, value.Exclude, value.Add, value.Delete},
	"flag":     {value.Enable, value.Disable, value.Delete},
	"append":   {value.Append, value.Insert, value.Remove, value.Delete},
	"text":     {value.Append, value.Insert, value.Remove, value.Delete},
	"map":      {value.Put, value.Add, value.Include, value.Exclude, value.Enable, value.Disable, value.Clear, value.Delete},
}

// anyOp draws an operation that may be possible on a state. Few values and fields, so
// that leaders touch the same ones.
func anyOp(t *rapid.T, kind string, shown value.Value) value.Op {
	op := value.Op{
		Verb:  rapid.SampledFrom(verbs[kind]).Draw(t, "verb"),
		Value: value.Value(value.Text(rapid.SampledFrom([]string{"a", "bc", "def"}).Draw(t, "value"))),
		N:     int64(rapid.IntRange(-3, 5).Draw(t, "n")),
	}
	switch kind {
	case "cart", "map":
		op.Field = rapid.SampledFrom([]string{"a", "bc"}).Draw(t, "field")
	case "append", "text":
		op.N = int64(rapid.IntRange(0, length(shown)).Draw(t, "n"))
	}
	if op.Verb == value.Remove {
		op.At = int64(rapid.IntRange(0, length(shown)-int(op.N)).Draw(t, "at"))
	}
	return op
}

func length(shown value.Value) int {
	switch v := shown.(type) {
	case value.Text:
		return len(v)
	case value.List:
		return len(v)
	}
	return 0
}

// anyHistory draws a history of two to four leaders. Their clocks differ, and stand
// still at times; their counts of writes have gaps, as those to other rows are counted too.
func anyHistory(t *rapid.T, of value.Merger, kind string) *history {
	h := &history{of: of, leaders: make([]leader, rapid.IntRange(2, 4).Draw(t, "leaders"))}
	for i := range h.leaders {
		h.leaders[i].last.Origin = uint16(i)
		h.leaders[i].last.Stamp = value.Stamp{L: int64(rapid.IntRange(0, 4).Draw(t, "clock")), Origin: uint16(i)}
	}
	for range rapid.IntRange(1, 20).Draw(t, "steps") {
		i, j := rapid.IntRange(0, len(h.leaders)-1).Draw(t, "leader"), rapid.IntRange(0, len(h.leaders)-1).Draw(t, "and")
		if i == j {
			h.write(t, &h.leaders[i], kind)
		} else {
			h.merge(i, j)
		}
	}
	return h
}

// write draws an operation, and tells whether it was possible.
func (h *history) write(t *rapid.T, l *leader, kind string) (value.Op, bool) {
	op := anyOp(t, kind, h.of.Read(l.state))
	l.last.Seq += uint32(rapid.IntRange(1, 3).Draw(t, "writes"))
	l.last.Stamp.L += int64(rapid.IntRange(0, 2).Draw(t, "ticks"))
	after, err := h.of.Apply(l.state, op, l.last)
	if err != nil {
		return op, false
	}
	if problem := inflation(h.of, l.state, after); problem != "" && h.broken == "" {
		h.broken = problem
	}
	l.state = after
	h.reached = append(h.reached, after)
	return op, true
}

func (h *history) merge(into, from int) {
	l := &h.leaders[into]
	switch other := h.leaders[from].state; {
	case other == nil:
		return
	case l.state == nil:
		l.state = other
	default:
		l.state = h.of.Merge(l.state, other)
	}
	h.reached = append(h.reached, l.state)
}

// The laws of state-based types. Each returns what is wrong.

func commutes(of value.Merger, a, b value.Value) string {
	return differ("a+b, b+a", of.Merge(a, b), of.Merge(b, a))
}

func associates(of value.Merger, a, b, c value.Value) string {
	return differ("(a+b)+c, a+(b+c)", of.Merge(of.Merge(a, b), c), of.Merge(a, of.Merge(b, c)))
}

func idempotent(of value.Merger, a value.Value) string {
	return differ("a+a, a", of.Merge(a, a), a)
}

// inflation: a write has seen the state that it was applied to, nil being the least.
func inflation(of value.Merger, before, after value.Value) string {
	if before == nil {
		return ""
	}
	return differ("s+apply(s), apply(s)", of.Merge(before, after), after)
}

// converges: leaders that have merged everything, each in another order, are equal.
func (h *history) converges() string {
	var ends []value.Value
	for i := range h.leaders {
		var end value.Value
		for j := range h.leaders {
			state := h.leaders[(i+j)%len(h.leaders)].state
			switch {
			case end == nil:
				end = state
			case state != nil:
				end = h.of.Merge(end, state)
			}
		}
		ends = append(ends, end)
	}
	for _, end := range ends {
		if end == nil {
			return ""
		}
		if problem := differ("ends", ends[0], end) + differ("reads", h.of.Read(ends[0]), h.of.Read(end)); problem != "" {
			return problem
		}
	}
	return ""
}

func differ(what string, a, b value.Value) string {
	if value.Equal(a, b) {
		return ""
	}
	return fmt.Sprintf("%s: %s, %s (%x, %x)", what, value.Show(a), value.Show(b), value.Key(a), value.Key(b))
}

// breaks is the first law that a history breaks, by any three of its states.
func (h *history) breaks(t *rapid.T) string {
	any := func(label string) value.Value { return rapid.SampledFrom(h.reached).Draw(t, label) }
	problem := h.broken + h.converges()
	if len(h.reached) > 0 && problem == "" {
		a, b, c := any("a"), any("b"), any("c")
		problem = commutes(h.of, a, b) + associates(h.of, a, b, c) + idempotent(h.of, a)
	}
	return problem
}

func TestTypesObeyTheLaws(t *testing.T) {
	for _, e := range All() {
		for _, kind := range e.Kinds {
			t.Run(e.Name+"/"+kind, rapid.MakeCheck(func(t *rapid.T) {
				if problem := anyHistory(t, e.Type, kind).breaks(t); problem != "" {
					t.Fatal(problem)
				}
			}))
		}
	}
}

// Merging must not write into a state that others hold.
func TestStatesAreNeverChanged(t *testing.T) {
	for _, e := range All() {
		t.Run(e.Name, rapid.MakeCheck(func(t *rapid.T) {
			h := &history{of: e.Type, leaders: make([]leader, 2)}
			h.leaders[1].last.Origin, h.leaders[1].last.Stamp.Origin = 1, 1
			var keys []string
			for range 8 {
				h.write(t, &h.leaders[rapid.IntRange(0, 1).Draw(t, "leader")], e.Kinds[0])
				h.merge(rapid.SampledFrom([]int{0, 1}).Draw(t, "into"), 0)
				for _, s := range h.reached[len(keys):] {
					keys = append(keys, value.Key(s))
				}
			}
			for i, s := range h.reached {
				require.Equal(t, keys[i], value.Key(s))
			}
		}))
	}
}

// spoilt is a counter with one part replaced.
type spoilt struct {
	merge func(a, b value.Int) value.Int
	down  bool // an Add of less than 0 takes away, though merging takes the maximum
}

func (s spoilt) Apply(state value.Value, op value.Op, _ value.Author) (value.Value, error) {
	if op.N < 0 && !s.down {
		return nil, fmt.Errorf("add %d", op.N)
	}
	return held[value.Int](state) + value.Int(op.N), nil
}

func (s spoilt) Read(state value.Value) value.Value { return held[value.Int](state) }

func (s spoilt) Merge(a, b value.Value) value.Value { return s.merge(a.(value.Int), b.(value.Int)) }

var (
	first   = spoilt{merge: func(a, _ value.Int) value.Int { return a }}
	average = spoilt{merge: func(a, b value.Int) value.Int { return (a + b) / 2 }}
	sum     = spoilt{merge: func(a, b value.Int) value.Int { return a + b }}
	shrinks = spoilt{merge: func(a, b value.Int) value.Int { return max(a, b) }, down: true}
)

func TestLawsFindBrokenTypes(t *testing.T) {
	one, two, eight := value.Int(1), value.Int(2), value.Int(8)
	require.NotEmpty(t, commutes(first, one, two))
	require.NotEmpty(t, associates(average, one, two, eight))
	require.NotEmpty(t, idempotent(sum, one))
	less, err := shrinks.Apply(two, value.Op{Verb: value.Add, N: -1}, value.Author{})
	require.NoError(t, err)
	require.NotEmpty(t, inflation(shrinks, two, less))
	h := &history{of: first, leaders: []leader{{state: one}, {state: two}}}
	require.NotEmpty(t, h.converges())
}

// And a generated history does find them.
func TestHistoriesFindBrokenTypes(t *testing.T) {
	for name, of := range map[string]spoilt{"first": first, "average": average, "sum": sum, "shrinks": shrinks} {
		found := slices.ContainsFunc(seeds(200), func(seed int) bool {
			return rapid.Custom(func(t *rapid.T) string { return anyHistory(t, of, "counter").breaks(t) }).Example(seed) != ""
		})
		require.True(t, found, name)
	}
}

func seeds(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i + 1
	}
	return s
}
