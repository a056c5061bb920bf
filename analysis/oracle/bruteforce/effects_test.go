package bruteforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/value"
)

// The contract defines lost updates of counters, sets and lists as operations whose
// effect is in no leader's final state. That is what chains of overwriting say too: in
// lists to which every operation appends what no other does, one can look.
func TestWhatIsLostIsInNobodysFinalState(t *testing.T) {
	kept, lost := map[string]int{}, map[string]int{}
	for seed := range uint64(1500) {
		c := randomConfig(seed)
		if c.Replication.Mode == model.QuorumMode || c.Conflicts.Strategy == "certification" {
			continue
		}
		appending(&c, seed)
		var record history.Memory
		of, ended := run(t, c, &record)
		if !ended {
			continue
		}
		p := &promises{relations: relate(of, record.Events), before: map[model.WriteID]value.Value{}, states: newStates(of)}
		p.replay()
		survives := p.survivors()
		for _, w := range p.writes[1:] {
			there := p.isShown(w.Row, value.Key(p.commitOf(w).Op.Value))
			require.Equal(t, there, survives.has(w.ID), "seed %d, %s: write %d", seed, c.Conflicts.Strategy, w.ID)
			if there {
				kept[c.Conflicts.Strategy]++
			} else {
				lost[c.Conflicts.Strategy]++
			}
		}
	}
	for _, name := range appenders {
		require.Greater(t, kept[name], 100, name)
	}
	require.Greater(t, lost["last-write-wins"], 100)
	require.Greater(t, lost["arrival-order"], 100)
}

// appenders are rules that deal with lists, whole or merged.
var appenders = []string{"last-write-wins", "arrival-order", "site-priority", "siblings", "rga", "fugue"}

// appending makes clients append to lists, and do nothing else.
func appending(c *model.Config, seed uint64) {
	rule, _ := catalogue.Lookup(appenders[seed%uint64(len(appenders))])
	c.Conflicts.Rule, c.Conflicts.Strategy = &rule, rule.Name
	c.Workload.Kind, c.Workload.Mix, c.Workload.Initial = model.AppendKind, model.Mix{}, 0
	c.Workload.Mix.Own[0] = 1
	c.Script = nil
}

// isShown says that a leader that keeps the row shows an element of it at the end.
func (p *promises) isShown(row uint32, element string) bool {
	for leader := range p.Leaders {
		for _, part := range listParts(p.states.shows(replica{row, leader})) {
			if part == element && p.states.counts(row, leader) {
				return true
			}
		}
	}
	return false
}
