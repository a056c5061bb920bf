package bruteforce

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
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
	return cluster, RunOf(history.HeaderOf(cluster))
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
