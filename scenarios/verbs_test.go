package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

func TestStepsDoToRowsWhatTheKindCan(t *testing.T) {
	milk := value.Text("milk")
	row := value.Map{}.With("a", value.Int(1)).With("b", value.Text("x"))
	for _, c := range []struct {
		kind, step string
		want       model.Step
	}{
		{"register", "put: {x: 5}", model.Step{Kind: model.Update, Key: "x", Value: "5"}},
		{"register", "put: {x: {b: x, a: 1}}", model.Step{Kind: model.Update, Key: "x", Value: "{a: 1, b: x}", Op: value.Op{Verb: value.Put, Value: row}}},
		{"register", "add: {x: {a: -5}}", model.Step{Kind: model.Update, Key: "x", Value: "a -5", Op: value.Op{Verb: value.Add, Field: "a", N: -5}}},
		{"register", "clear: {x: a}", model.Step{Kind: model.Update, Key: "x", Value: "-a", Op: value.Op{Verb: value.Clear, Field: "a"}}},
		{"counter", "add: {x: 3}", model.Step{Kind: model.Update, Key: "x", Value: "+3", Op: value.Op{Verb: value.Add, N: 3}}},
		{"counter", "put: {x: 3}", model.Step{Kind: model.Update, Key: "x", Value: "3"}},
		{"set", "include: {x: milk}", model.Step{Kind: model.Update, Key: "x", Value: "+milk", Op: value.Op{Verb: value.Include, Value: milk}}},
		{"cart", "exclude: {x: milk}", model.Step{Kind: model.Update, Key: "x", Value: "-milk", Op: value.Op{Verb: value.Exclude, Value: milk}}},
		{"cart", "add: {x: {milk: 2}}", model.Step{Kind: model.Update, Key: "x", Value: "milk +2", Op: value.Op{Verb: value.Add, Field: "milk", N: 2}}},
		{"append", "append: {x: milk}", model.Step{Kind: model.Update, Key: "x", Value: "milk", Op: value.Op{Verb: value.Append, Value: milk}}},
		{"text", "type: {x: {at: 3, text: 007}}", model.Step{Kind: model.Update, Key: "x", Value: `"007" at 3`, Op: value.Op{Verb: value.Insert, N: 3, Value: value.Text("007")}}},
		{"text", "erase: {x: {at: 3, count: 2}}", model.Step{Kind: model.Update, Key: "x", Value: "-2 at 3", Op: value.Op{Verb: value.Remove, At: 3, N: 2}}},
		{"text", "put: {x: 5}", model.Step{Kind: model.Update, Key: "x", Value: "5", Op: value.Op{Verb: value.Put, Value: value.Text("5")}}},
		{"flag", "enable: x", model.Step{Kind: model.Update, Key: "x", Value: "true", Op: value.Op{Verb: value.Enable}}},
		{"flag", "disable: x", model.Step{Kind: model.Update, Key: "x", Value: "false", Op: value.Op{Verb: value.Disable}}},
		{"map", "put: {x: {a: 1}}", model.Step{Kind: model.Update, Key: "x", Value: "a: 1", Op: value.Op{Verb: value.Put, Field: "a", Value: value.Int(1)}}},
		{"unique", "claim: {x: 5}", model.Step{Kind: model.Insert, Key: "x", Value: "5", Op: value.Op{Verb: value.Put, Value: value.Map{}.With("name", value.Text("5"))}}},
		{"bank", "transfer: {from: x, to: y, amount: 5}", model.Step{
			Kind: model.Update, Key: "x", Value: "-5", Op: value.Op{Verb: value.Add, N: -5},
			Also: []model.Part{{Key: "y", Value: "+5", Op: value.Op{Verb: value.Add, N: 5}}},
		}},
		{"register", "put: {x: 1, y: 2}", model.Step{Kind: model.Update, Key: "x", Value: "1", Also: []model.Part{{Key: "y", Value: "2"}}}},
		{"bank", "delete: x", model.Step{Kind: model.Delete, Key: "x"}},
	} {
		keys := "workload: {kind: " + c.kind + ", rate: 0/s}\nscript: [{at: 0s, leader: virginia, " + c.step + "}]"
		s := read(t, keys)
		assert.Equal(t, []model.Step{c.want}, s.Config.Script, c.step)
		again, err := Read(strings.NewReader(string(s.Effective())), "again.yaml", Options{})
		require.NoError(t, err, string(s.Effective()))
		assert.Equal(t, s.Config.Script, again.Config.Script, "as shown")
	}
}

func TestWhatMayBeMetAgainGoesWithAntiEntropy(t *testing.T) {
	const often = "replication: {anti_entropy: {every: 1s}}\nworkload: {kind: counter, mix: {add: 100%}}\n"
	for _, conflicts := range []string{
		"{strategy: pn-counter}", "{strategy: average}",
		"{strategy: arrival-order, detect: version-vector, resolve: {update-update: additive}}",
	} {
		read(t, often+"conflicts: "+conflicts)
	}
	read(t, "network: {duplicate: 10%}\nreplication: {propagation: {gossip: {every: 1s}}}\nworkload: {kind: counter, mix: {add: 100%}}\nconflicts: {strategy: additive}")
}

func TestAStrategyForOneTypeOfConflictMayBlendCells(t *testing.T) {
	for name, blends := range map[string]bool{"additive": true, "discard": false} {
		s := read(t, "conflicts: {granularity: column, resolve: {update-update: "+name+"}}")
		assert.Equal(t, blends, s.Config.Conflicts.Rule.Data.(value.RowType).Blends, name)
	}
}

func TestADataTypeMayRefuseElementsOfAStep(t *testing.T) {
	s := read(t, "workload: {kind: set, rate: 0/s}\nconflicts: {strategy: g-set}\nscript: [{at: 0s, leader: virginia, exclude: {x: milk}}]")
	assert.Len(t, s.Config.Script, 1, "that a g-set only grows is what its client is told")
}

func TestTracesMayAddToNumbers(t *testing.T) {
	dir := t.TempDir()
	trace := func(text string) (*Scenario, error) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "ops.csv"), []byte(text), 0o644))
		return Read(strings.NewReader("name: t\nduration: 60s\nleaders: [a]\nworkload: {kind: counter, trace: ops.csv}"), "t.yaml", Options{Dir: dir})
	}
	s, err := trace("time_us,leader,op,key,value\n0,a,add,k1,3\n")
	require.NoError(t, err)
	assert.Equal(t, []model.Operation{{Kind: model.Update, Key: "k1", Value: "+3", Op: value.Op{Verb: value.Add, N: 3}}}, s.Config.Workload.Trace)
	_, err = trace("time_us,leader,op,key\n0,a,add,k1\n")
	require.ErrorContains(t, err, "add needs the column value: how much is added")
}
