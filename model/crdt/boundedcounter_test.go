package crdt

import (
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func at(leader uint16) value.Author { return value.Author{Dot: value.Dot{Origin: leader}} }

func adding(n int64) value.Op { return value.Op{Verb: value.Add, N: n} }

func TestRightsAreMadeHandedOnAndUsed(t *testing.T) {
	var c BoundedCounter
	stock, err := c.Apply(nil, adding(10), at(0))
	require.NoError(t, err)
	_, err = c.Apply(stock, adding(-1), at(1))
	require.EqualError(t, err, "add -1: leader 1 has the right to take 0, the others hold the rest of 10")

	stock, err = c.Transfer(stock, 0, 1, 4)
	require.NoError(t, err)
	require.EqualValues(t, 6, c.Rights(stock, 0))
	require.EqualValues(t, 4, c.Rights(stock, 1))

	stock, err = c.Apply(stock, adding(-3), at(1))
	require.NoError(t, err)
	require.Equal(t, value.Int(7), c.Read(stock))
	_, err = c.Transfer(stock, 1, 0, 2)
	require.EqualError(t, err, "transfer 2 from leader 1 to 0: it can hand another leader 0 to 1")
}

func TestLeadersShareTheRightsOfAnAdd(t *testing.T) {
	c := BoundedCounter{Leaders: 3}
	stock, err := c.Apply(nil, adding(11), at(1))
	require.NoError(t, err)
	require.EqualValues(t, []int64{3, 5, 3}, []int64{c.Rights(stock, 0), c.Rights(stock, 1), c.Rights(stock, 2)})
	require.Equal(t, value.Int(11), c.Read(stock))
}

// Whatever leaders do without knowing of each other, none of them and no merge of
// them sees less than 0, and rights add up to the value.
func TestABoundedCounterKeepsItsBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := BoundedCounter{Leaders: rapid.IntRange(0, 3).Draw(t, "shared among")}
		states := make([]value.Value, 3)
		for i := range states {
			states[i] = escrow{}
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			i, j := rapid.IntRange(0, 2).Draw(t, "i"), rapid.IntRange(0, 2).Draw(t, "j")
			n := int64(rapid.IntRange(-9, 9).Draw(t, "n"))
			after, err := states[i], error(nil)
			switch rapid.SampledFrom([]string{"add", "transfer", "merge"}).Draw(t, "what") {
			case "add":
				after, err = c.Apply(states[i], adding(n), at(uint16(i)))
			case "transfer":
				after, err = c.Transfer(states[i], uint16(i), uint16(j), n)
			case "merge":
				after = c.Merge(states[i], states[j])
			}
			if err == nil {
				require.Equal(t, value.Key(after), value.Key(c.Merge(states[i], after)), "grows")
				states[i] = after
			}
		}
		all := c.Merge(c.Merge(states[0], states[1]), states[2])
		var rights int64
		for i := range states {
			require.GreaterOrEqual(t, c.Rights(states[i], uint16(i)), int64(0))
			rights += c.Rights(all, uint16(i))
		}
		require.GreaterOrEqual(t, rights, int64(0))
		require.Equal(t, value.Int(rights), c.Read(all))
	})
}
