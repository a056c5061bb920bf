package bruteforce

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

// run runs a configuration before the observers, and tells what a judge must know.
// A run in which changes multiply is cut off and says so.
func run(t *testing.T, c model.Config, observers ...model.Observer) (of Run, ended bool) {
	cluster, of := build(t, c)
	return of, finish(cluster, observers...)
}

func build(t *testing.T, c model.Config) (*model.Cluster, Run) {
	cluster, err := model.New(c)
	require.NoError(t, err, c.Name)
	of, rule := RunOf(history.HeaderOf(cluster)), ruleOf(c)
	of.Valued = rule.Values || rule.Data != nil || c.Workload.Kind != model.RegisterKind
	of.Alike = rule.Existence
	of.Opaque = of.Valued && (rule.Data != nil || combines(c))
	return cluster, of
}

// ruleOf is the rule of a configuration.
func ruleOf(c model.Config) strategy.Rule {
	if c.Conflicts.Rule != nil {
		return *c.Conflicts.Rule
	}
	rule, _ := strategy.Lookup(c.Conflicts.Strategy)
	return rule
}

// combines: what clients see of siblings is not that of one of them, or what they write
// is not made of what they see.
func combines(c model.Config) bool {
	return keepsBoth(c) && c.Workload.Kind != model.RegisterKind || c.Workload.Context == model.ContextRead
}

func finish(cluster *model.Cluster, observers ...model.Observer) (ended bool) {
	for _, o := range observers {
		cluster.Observe(o, true)
	}
	strides := 0
	return nil == cluster.Run(func(sim.Time) error {
		if strides++; strides > 3 {
			return errTooLong
		}
		return nil
	})
}

var errTooLong = errors.New("the run is too long for a judge that is quadratic")
