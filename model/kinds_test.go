package model

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/value"
)

// does is a step of a script that does something to a value.
func does(when time.Duration, leader int, key string, op value.Op) Step {
	return Step{At: when, Leader: leader, Session: "s", Kind: Update, Key: key, Op: op, Value: op.Verb.String()}
}

func ofKind(k Kind, names ...string) Config {
	c := among(names...)
	c.Workload.Kind = k
	return c
}

func plus(n int64) value.Op { return value.Op{Verb: value.Add, N: n} }

func with(verb value.Verb, element string) value.Op {
	return value.Op{Verb: verb, Value: value.Text(element)}
}

// generated is a workload of a kind on three leaders.
func generated(k Kind, own ...float64) Config {
	c := basic(3)
	c.Duration = 5 * time.Second
	c.Workload.Kind, c.Workload.Keys, c.Workload.Names, c.Workload.Initial = k, 20, 20, 100
	if !k.Counts() {
		c.Workload.Initial = 0
	}
	c.Workload.Mix = Mix{}
	copy(c.Workload.Mix.Own[:], own)
	return c
}

func TestConcurrentIncrementsOfAPlainCounterAreLost(t *testing.T) {
	c := ofKind(CounterKind, "a", "b")
	c.Script = []Step{does(0, 0, "x", plus(1)), does(10*ms, 1, "x", plus(1)), does(time.Second, 0, "x", plus(1))}
	// b has not seen a's 1 and writes 1 as well; the last increment has seen both.
	require.Equal(t, []string{"2", "2"}, tell(t, c).shown("x"))
}

func TestPlainSetsLoseWhatWasIncludedBeside(t *testing.T) {
	c := ofKind(SetKind, "a", "b")
	c.Script = []Step{does(0, 0, "x", with(value.Include, "milk")), does(10*ms, 1, "x", with(value.Include, "eggs"))}
	require.Equal(t, []string{"{eggs}", "{eggs}"}, tell(t, c).shown("x"), "the later whole set wins")
}

// An item that was taken out concurrently is back once an application has merged the
// siblings (DeCandia et al. 2007, §4.4).
func TestDeletedItemsResurfaceInDynamosCart(t *testing.T) {
	c := ofKind(CartKind, "a", "b")
	c.Conflicts.Strategy = "siblings"
	add := func(item string) value.Op { return value.Op{Verb: value.Add, Field: item, N: 1} }
	c.Script = []Step{
		does(0, 0, "cart", add("milk")),
		does(time.Second, 0, "cart", with(value.Exclude, "milk")), does(time.Second, 1, "cart", add("eggs")),
	}
	require.Equal(t, []string{"{}|{eggs: 1, milk: 1}", "{}|{eggs: 1, milk: 1}"}, tell(t, c).shown("cart"))
	c.Script = append(c.Script, does(2*time.Second, 1, "cart", add("tea")))
	require.Equal(t, []string{"{eggs: 1, milk: 1, tea: 1}", "{eggs: 1, milk: 1, tea: 1}"}, tell(t, c).shown("cart"))
}

// transferred is a step that moves money between two rows, together.
func transferred(when time.Duration, leader int, from, to string, sum int64) Step {
	s := does(when, leader, from, plus(-sum))
	s.Also = []Part{{Key: to, Value: "add", Op: plus(sum)}}
	return s
}

func TestTransfersAreOneTransaction(t *testing.T) {
	c := ofKind(BankKind, "a", "b")
	c.Script = []Step{does(0, 0, "alice", plus(10)), transferred(time.Second, 0, "alice", "bob", 4)}
	o := tell(t, c)
	require.Equal(t, []string{"6", "6"}, o.shown("alice"))
	require.Equal(t, []string{"4", "4"}, o.shown("bob"))
	w := o.commits[2].Write
	require.Equal(t, []any{o.commits[1].Write.ID, uint16(2)}, []any{w.First, w.Size})
}

// Nothing of an operation happens that is not possible on one of its rows: the client
// is told.
func TestWhoHasTooLittleIsRefused(t *testing.T) {
	c := ofKind(BankKind, "a", "b")
	c.Script = []Step{
		does(0, 0, "alice", plus(10)),
		transferred(10*ms, 1, "alice", "bob", 4), // b knows nothing of the money yet
		transferred(time.Second, 1, "alice", "bob", 11),
		transferred(2*time.Second, 1, "alice", "bob", 10),
	}
	o := tell(t, c)
	require.Equal(t, []string{"0", "0"}, o.shown("alice"))
	require.Equal(t, []string{"10", "10"}, o.shown("bob"))
	var refused []bool
	for _, d := range o.dones {
		require.True(t, d.OK, "they are answered")
		refused = append(refused, d.Refused)
	}
	require.Equal(t, []bool{false, true, true, false}, refused)
	require.Len(t, o.commits, 3)
}

// Each leader sells what it sees. Under a rule that adds up both sales the stock is
// negative in the end, though no leader has sold what it did not have.
func TestTwoLeadersSellTheLastOne(t *testing.T) {
	c := ofKind(InventoryKind, "a", "b")
	c.Conflicts.Rule = &delta
	c.Script = []Step{
		does(0, 0, "book", plus(1)),
		does(time.Second, 0, "book", plus(-1)), does(time.Second, 1, "book", plus(-1)), does(2*time.Second, 1, "book", plus(-1)),
	}
	o := tell(t, c)
	require.Equal(t, []string{"-1", "-1"}, o.shown("book"))
	require.True(t, o.dones[3].Refused)
}

// tally is a counter by leader, as the data type of a strategy.
type tally struct{ value.Counter }

func (tally) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	row, _ := state.(value.Map)
	field := string(rune('a' + by.Origin))
	return row.With(field, number(row.Get(field))+value.Int(op.N)), nil
}

func (tally) Read(state value.Value) value.Value {
	sum := value.Int(0)
	row, _ := state.(value.Map)
	for _, f := range row {
		sum += number(f.Value)
	}
	return sum
}

func (tally) Combine([]value.Value) value.Value { panic("there are no siblings") }

func TestTheGuardHoldsWhateverDataTypeTheStrategyBrings(t *testing.T) {
	rule := delta
	rule.Data = tally{}
	c := ofKind(InventoryKind, "a", "b")
	c.Conflicts.Rule = &rule
	c.Workload.Keys, c.Workload.Initial, c.Workload.Mix.Read = 1, 2, 1
	c.Script = []Step{does(0, 0, "k0", plus(-2)), does(time.Second, 1, "k0", plus(-1))}
	o := tell(t, c)
	require.Equal(t, []bool{false, true}, []bool{o.dones[0].Refused, o.dones[1].Refused})
	require.Equal(t, value.Value(value.Int(0)), o.commits[0].Value, "of the two that there were at the start")
}

func TestInitialValuesThatADataTypeCannotHoldAreAnError(t *testing.T) {
	rule := delta
	rule.Data = value.SetType{}
	c := ofKind(CounterKind, "a")
	c.Conflicts.Rule = &rule
	c.Workload.Initial = 5
	_, err := New(c)
	require.EqualError(t, err, "model: rows of kind counter cannot begin at 5 under delta: add is no operation of a set")
}

func TestAddingToARegisterMakesRowsHoldValues(t *testing.T) {
	c := among("a", "b")
	put := at(0, 0, Update, "emp", "-")
	put.Op = value.Op{Verb: value.Put, Value: value.Map{}.With("name", value.Text("Ann")).With("salary", value.Int(100))}
	c.Script = []Step{put, does(time.Second, 1, "emp", value.Op{Verb: value.Add, Field: "salary", N: 50})}
	require.Equal(t, []string{"{name: Ann, salary: 150}", "{name: Ann, salary: 150}"}, tell(t, c).shown("emp"))
}

// Every kind runs, converges, and repeats to the bit.
func TestEveryKindRepeatsToTheBitAndConverges(t *testing.T) {
	for _, k := range Kinds()[1:] {
		t.Run(k.String(), func(t *testing.T) {
			shares := []float64{1}
			if len(k.Operations()) == 2 {
				shares = []float64{.7, .3}
			}
			c := generated(k, shares...)
			if k == UniqueKind {
				c.Conflicts.Strategy = "siblings" // the others drop a row here and keep it there
			}
			o, again := tell(t, c), tell(t, c)
			require.Equal(t, o.Fingerprint(), again.Fingerprint())
			require.False(t, o.rows.differ())
			requireNothingLeft(t, o)
			require.Greater(t, len(o.commits), 20)
			verbs := map[value.Verb]bool{}
			for i, c := range o.commits {
				require.Equal(t, c.Op, again.commits[i].Op)
				verbs[c.Op.Verb] = true
			}
			require.Len(t, verbs, distinctVerbs[k])
		})
	}
}

// Every kind runs under the data type that suits it, and all acknowledged operations
// have their effect: numbers are what was added, sets and lists have all that was put
// in.
func TestEveryKindIsServedByADataType(t *testing.T) {
	for _, k := range Kinds() {
		t.Run(k.String(), func(t *testing.T) {
			rule, _ := catalogue.Of(catalogue.Usual, k.String())
			c := generated(k, 1)
			c.Conflicts.Rule = &rule
			if k == RegisterKind {
				c.Workload.Mix.Update = 1
			}
			o := tell(t, c)
			require.False(t, o.rows.differ())
			sum, want := value.Int(0), value.Int(20*c.Workload.Initial)
			for _, c := range o.commits {
				want += value.Int(c.Op.N)
			}
			for row := range uint32(20) {
				sum += number(o.seen(row, 0))
			}
			if k.Counts() && k != RegisterKind {
				require.Equal(t, want, sum)
			}
			for _, d := range o.dones {
				require.True(t, mayRefuse[k] || !d.Refused, "%v", d)
			}
		})
	}
}

// mayRefuse are the kinds with operations that are not always possible.
var mayRefuse = map[Kind]bool{BankKind: true, InventoryKind: true, UniqueKind: true}

func TestRulesThatCannotDealWithAKindAreAnError(t *testing.T) {
	rule := delta
	rule.Kinds = []string{"counter"}
	c := ofKind(TextKind, "a")
	c.Conflicts.Rule = &rule
	_, err := New(c)
	require.EqualError(t, err, "model: delta cannot deal with what a workload of kind text holds; it is for counter")
	for _, k := range []Kind{CounterKind, BankKind, InventoryKind} {
		require.True(t, k.Suits(&rule))
	}
}

// distinctVerbs is how many verbs the operations of a kind have: to sell and to restock
// is both to add.
var distinctVerbs = map[Kind]int{
	CounterKind: 1, SetKind: 2, CartKind: 2, BankKind: 1, InventoryKind: 1,
	UniqueKind: 1, AppendKind: 1, TextKind: 2, FlagKind: 2, MapKind: 2,
}

// What clients ask for does not depend on the strategy, where that does not depend on
// what they see.
func TestStrategiesMoveNoOperation(t *testing.T) {
	c := generated(CounterKind, 1)
	one := tell(t, c)
	c.Conflicts.Strategy = "siblings"
	other := tell(t, c)
	require.Equal(t, len(one.commits), len(other.commits))
	for i := range one.commits {
		require.Equal(t, one.commits[i].Write.Row, other.commits[i].Write.Row)
	}
}

// However transfers are drawn, no leader ever shows less than nothing, and where one
// leader alone writes no money is made or lost.
func TestOneLeaderAloneKeepsTheMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := basic(1)
		c.Seed = rapid.Uint64().Draw(t, "seed")
		c.Duration = time.Second
		c.Workload.Kind, c.Workload.Keys, c.Workload.Initial = BankKind, 5, 100
		c.Workload.Mix = Mix{Own: [2]float64{1}}
		cluster, err := New(c)
		require.NoError(t, err)
		require.NoError(t, cluster.Run(nil))
		sum := value.Int(0)
		for row := range uint32(5) {
			balance := number(cluster.seen(row, 0))
			require.GreaterOrEqual(t, balance, value.Int(0))
			sum += balance
		}
		require.Equal(t, value.Int(500), sum)
	})
}

func TestAppendedElementsAreAllDifferent(t *testing.T) {
	o := tell(t, generated(AppendKind, 1))
	seen := map[string]bool{}
	for _, c := range o.commits {
		require.False(t, seen[c.Op.Value.String()])
		seen[c.Op.Value.String()] = true
	}
	require.NotEmpty(t, seen)
}

// Words are typed and erased at places that there are.
func TestTextsAreWrittenWhereThereIsText(t *testing.T) {
	o := tell(t, generated(TextKind, .4, .6))
	for _, d := range o.dones {
		require.False(t, d.Refused)
	}
	require.Contains(t, strings.Join(o.shown("k0")[:1], ""), " ")
}

func TestBothLeadersMayTypeAtOnePlace(t *testing.T) {
	c := ofKind(TextKind, "a", "b")
	typed := func(when time.Duration, leader int, pos int64, text string) Step {
		return does(when, leader, "doc", value.Op{Verb: value.Insert, N: pos, Value: value.Text(text)})
	}
	c.Script = []Step{typed(0, 0, 0, "ac"), typed(time.Second, 1, 1, "b"), does(2*time.Second, 0, "doc", value.Op{Verb: value.Remove, At: 0, N: 1})}
	require.Equal(t, []string{"bc", "bc"}, tell(t, c).shown("doc"))
}

func TestFlagsAreSetAndUnset(t *testing.T) {
	c := ofKind(FlagKind, "a", "b")
	c.Script = []Step{does(0, 0, "f", value.Op{Verb: value.Enable}), does(time.Second, 1, "f", value.Op{Verb: value.Disable})}
	require.Equal(t, []string{"false", "false"}, tell(t, c).shown("f"))
}

func TestKindsAreCalledByTheirNames(t *testing.T) {
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.String())
		require.LessOrEqual(t, len(k.Operations()), len(Mix{}.Own))
	}
	require.Equal(t, "register counter set cart bank inventory unique append text flag map", strings.Join(names, " "))
}
