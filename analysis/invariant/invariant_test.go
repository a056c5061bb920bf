package invariant

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/value"
)

// run is a story of two leaders, told in one call a line.
type run struct {
	t     *testing.T
	saw   *causality.Tracker
	watch *Watch
	last  model.WriteID
	unit  model.WriteID // the first write of the transaction that is told; 0: none
}

func tell(t *testing.T, kind string, initial value.Value) *run {
	saw := causality.New(2)
	return &run{t: t, saw: saw, watch: New(Config{Kind: kind, Leaders: 2, Loaded: 2, Initial: initial, Past: saw})}
}

// write lets a client do something at a leader, which then shows a value.
func (r *run) write(leader int, row uint32, op value.Op, shows value.Value) model.WriteID {
	r.last++
	r.saw.Commit(uint64(r.last), row, leader)
	first := r.last
	if r.unit > 0 {
		first = r.unit
	}
	r.watch.Commit(&model.Commit{Write: &model.Write{ID: r.last, Row: row, Origin: uint16(leader), First: first}, Op: op, Value: shows})
	return r.last
}

// told is a write whose client is told that it is done.
func (r *run) told(leader int, row uint32, op value.Op, shows value.Value) model.WriteID {
	id := r.write(leader, row, op, shows)
	r.watch.Answer(id)
	return id
}

// comes lets a change come to a leader, which then shows a value.
func (r *run) comes(id model.WriteID, leader int, row uint32, shows value.Value) {
	r.saw.Deliver(uint64(id), leader)
	r.watch.Apply(&model.Apply{Write: &model.Write{ID: id, Row: row}, Leader: leader, Value: shows})
}

func (r *run) breaks(n int64) {
	r.t.Helper()
	require.Equal(r.t, n, r.watch.Violations(func(uint32, int) bool { return true }))
}

func (r *run) oversells(n int64) {
	r.t.Helper()
	units, sells := r.watch.Oversold()
	require.True(r.t, sells)
	require.Equal(r.t, n, units)
}

func add(n int64) value.Op      { return value.Op{Verb: value.Add, N: n} }
func include(e string) value.Op { return value.Op{Verb: value.Include, Value: value.Text(e)} }
func exclude(e string) value.Op { return value.Op{Verb: value.Exclude, Value: value.Text(e)} }
func setOf(all ...string) (s value.Set) {
	for _, e := range all {
		s = s.With(value.Text(e))
	}
	return s
}

func TestALostIncrementIsMissing(t *testing.T) {
	r := tell(t, "counter", value.Int(10))
	a := r.told(0, 0, add(1), value.Int(11))
	b := r.told(1, 0, add(2), value.Int(12))
	r.comes(a, 1, 0, value.Int(12))
	r.comes(b, 0, 0, value.Int(12)) // 13 were right
	r.breaks(1)
}

func TestAnIncrementThatNobodyWasPromisedMayShowOrNot(t *testing.T) {
	for _, shown := range []value.Int{10, 11} {
		r := tell(t, "counter", value.Int(10))
		a := r.write(0, 0, add(1), shown)
		r.comes(a, 1, 0, shown)
		r.breaks(0)
	}
}

func TestMoneyThatATransferMakesCounts(t *testing.T) {
	r := tell(t, "bank", value.Int(100))
	r.told(0, 0, add(-30), value.Int(70))
	r.unit = 1
	r.told(0, 1, add(30), value.Int(130))
	r.comes(1, 1, 0, value.Int(100)) // leader 1 has dropped what was taken out,
	r.comes(2, 1, 1, value.Int(130)) // and not what was paid in
	r.breaks(30)
}

// Either both halves of a transfer show or none, acknowledged or not.
func TestHalfATransferIsAViolation(t *testing.T) {
	r := tell(t, "bank", value.Int(100))
	r.write(0, 0, add(-30), value.Int(70))
	r.unit = 1
	r.write(0, 1, add(30), value.Int(100))
	r.breaks(30)
}

func TestAnOverdrawnAccountCounts(t *testing.T) {
	r := tell(t, "bank", value.Int(5))
	r.told(0, 0, add(-9), value.Int(-4))
	r.unit = 1
	r.told(0, 1, add(9), value.Int(14))
	r.comes(1, 1, 0, value.Int(-4))
	r.comes(2, 1, 1, value.Int(14))
	r.breaks(1)
}

// Both sold the last one: one unit is oversold, and two leaders come to show -1. Then a
// sale leads below nothing once more, though no more was sold than in the worst moment.
func TestEachTimeThatStockFallsBelowNothingCounts(t *testing.T) {
	r := tell(t, "inventory", value.Int(1))
	a := r.told(0, 0, add(-1), value.Int(0))
	b := r.told(1, 0, add(-1), value.Int(0))
	r.comes(a, 1, 0, value.Int(-1))
	r.comes(b, 0, 0, value.Int(-1))
	c := r.told(0, 0, add(5), value.Int(4))
	d := r.told(0, 0, add(-5), value.Int(-1))
	r.comes(c, 1, 0, value.Int(4))
	r.comes(d, 1, 0, value.Int(-1))
	r.oversells(1)
	r.breaks(1 + 4)
}

// Last-write-wins forgets the one sale: no leader shows less than nothing, and one that
// was right would show -1.
func TestWhatIsSoldTwiceAndForgottenIsOversold(t *testing.T) {
	r := tell(t, "inventory", value.Int(3))
	a := r.told(0, 0, add(-2), value.Int(1))
	b := r.told(1, 0, add(-2), value.Int(1))
	r.comes(a, 1, 0, value.Int(1))
	r.comes(b, 0, 0, value.Int(1))
	r.oversells(1)
	r.breaks(1 + 2)
}

// What is there again later was not there when it was sold.
func TestARestockComesTooLateForASaleBeforeIt(t *testing.T) {
	r := tell(t, "inventory", value.Int(1))
	r.told(0, 0, add(-3), value.Int(1))
	r.told(0, 0, add(5), value.Int(3))
	r.oversells(2)
}

func TestARestockThatNobodyWasToldOfMayBeSold(t *testing.T) {
	r := tell(t, "inventory", nil)
	r.write(0, 0, add(5), value.Int(5))
	r.told(0, 0, add(-5), value.Int(0))
	r.oversells(0)
}

// A sale counts as of its commit, whenever its client is told, and not at all if he never is.
func TestASaleCountsOnceItsClientIsTold(t *testing.T) {
	r := tell(t, "inventory", value.Int(2))
	first := r.write(0, 0, add(-2), value.Int(0))
	r.write(0, 0, add(-2), value.Int(0))
	r.oversells(0)
	third := r.told(1, 0, add(-2), value.Int(0))
	r.oversells(0)
	r.told(0, 0, add(4), value.Int(4))
	r.watch.Answer(first)
	r.watch.Answer(third)
	r.oversells(2)
}

func TestRowsDoNotSellEachOthersStock(t *testing.T) {
	r := tell(t, "inventory", value.Int(2))
	r.told(0, 0, add(-3), value.Int(-1))
	r.told(0, 1, add(-1), value.Int(1))
	r.oversells(1)
}

func TestOnlyAnInventoryOversells(t *testing.T) {
	for kind := range promises {
		_, sells := tell(t, kind, nil).watch.Oversold()
		require.Equal(t, kind == "inventory", sells, kind)
	}
}

func TestAnAcknowledgedElementMustBeThere(t *testing.T) {
	r := tell(t, "set", setOf())
	a := r.told(0, 0, include("a"), setOf("a"))
	b := r.told(1, 0, include("b"), setOf("b"))
	r.comes(a, 1, 0, setOf("b")) // the whole set was overwritten
	r.comes(b, 0, 0, setOf("b"))
	r.breaks(1)
}

func TestBetweenConcurrentIncludeAndExcludeEitherMayWin(t *testing.T) {
	for _, shown := range []value.Set{setOf(), setOf("a")} {
		r := tell(t, "set", setOf("a"))
		a := r.told(0, 0, include("a"), setOf("a"))
		b := r.told(1, 0, exclude("a"), setOf())
		r.comes(a, 1, 0, shown)
		r.comes(b, 0, 0, shown)
		r.breaks(0)
	}
}

// Riak's present_but_removed: an element whose every include an exclude has seen must
// not come back.
func TestAnElementThatWasTakenOutMustNotComeBack(t *testing.T) {
	r := tell(t, "set", setOf())
	a := r.told(0, 0, include("a"), setOf("a"))
	r.comes(a, 1, 0, setOf("a"))
	x := r.told(0, 0, exclude("a"), setOf())
	r.comes(x, 1, 0, setOf("a"))
	r.breaks(1)
}

// Dynamo's cart (DeCandia et al. 2007, §4.4): of siblings the union, so that what was
// taken out is back.
func TestACartBringsBackWhatWasTakenOut(t *testing.T) {
	of := func(items ...string) (m value.Map) {
		for _, item := range items {
			m = m.With(item, value.Int(1))
		}
		return m
	}
	r := tell(t, "cart", value.Map{})
	milk := r.told(0, 0, value.Op{Verb: value.Add, Field: "milk", N: 1}, of("milk"))
	r.comes(milk, 1, 0, of("milk"))
	x := r.told(0, 0, exclude("milk"), of())
	tea := r.told(1, 0, value.Op{Verb: value.Add, Field: "tea", N: 1}, of("milk", "tea"))
	r.comes(x, 1, 0, of("milk", "tea"))
	r.comes(tea, 0, 0, of("milk", "tea"))
	r.breaks(1)
}

func claimOf(name string) value.Op {
	return value.Op{Verb: value.Put, Field: "name", Value: value.Text(name)}
}

func TestANameForTwoOwnersIsOneTooMany(t *testing.T) {
	r := tell(t, "unique", value.Map{})
	r.told(0, 2, claimOf("alice"), nil)
	r.told(1, 3, claimOf("alice"), nil)
	r.write(1, 4, claimOf("alice"), nil) // nobody was promised this one
	r.told(1, 5, claimOf("bob"), nil)
	r.breaks(1)
}

func TestANameThatWasGivenUpIsFree(t *testing.T) {
	r := tell(t, "unique", value.Map{})
	r.told(0, 2, claimOf("alice"), nil)
	r.told(0, 2, claimOf("carol"), nil)
	r.told(0, 3, claimOf("alice"), nil)
	r.breaks(0)
}

func TestWhatWasAppendedIsThereOnce(t *testing.T) {
	x, y := value.Text("x"), value.Text("y")
	r := tell(t, "append", value.List{})
	a := r.told(0, 0, value.Op{Verb: value.Append, Value: x}, value.List{x})
	b := r.told(1, 0, value.Op{Verb: value.Append, Value: y}, value.List{y})
	r.comes(a, 1, 0, value.List{y, y}) // x is missing, and one y too many
	r.comes(b, 0, 0, value.List{x, y})
	r.breaks(2)
}

func TestCharactersMayBeInterleavedButNotMissing(t *testing.T) {
	r := tell(t, "text", value.Text(""))
	a := r.told(0, 0, value.Op{Verb: value.Insert, Value: value.Text("ab")}, value.Text("ab"))
	b := r.told(1, 0, value.Op{Verb: value.Insert, Value: value.Text("cd")}, value.Text("cd"))
	r.comes(a, 1, 0, value.Text("acbd"))
	r.comes(b, 0, 0, value.List{value.Text("a"), value.Text("c"), value.Text("b"), value.Text("d")})
	r.breaks(0)
	c := r.told(0, 0, value.Op{Verb: value.Remove, At: 1, N: 2}, value.Text("ad")) // c and b
	r.comes(c, 1, 0, value.Text("a"))                                              // d has gone too
	r.breaks(1)
}

func TestALeaderThatKeepsNothingBreaksNothing(t *testing.T) {
	r := tell(t, "counter", value.Int(0))
	r.told(0, 0, add(1), value.Int(1))
	r.breaks(1)
	require.Zero(t, r.watch.Violations(func(_ uint32, leader int) bool { return leader == 0 }))
}

func TestACopyShowsWhatItsSourceDoes(t *testing.T) {
	r := tell(t, "counter", value.Int(0))
	r.told(0, 0, add(1), value.Int(1))
	r.watch.Transfer(&model.Transfer{Leader: 1, From: 0})
	r.breaks(0)
	r.watch.Transfer(&model.Transfer{Leader: 1, From: model.Nobody})
	r.breaks(1)
}

func TestRegistersPromiseNothing(t *testing.T) {
	require.Nil(t, New(Config{}))
	require.Nil(t, New(Config{Kind: "flag"}))
}
