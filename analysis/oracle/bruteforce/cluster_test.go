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
func run(t *testing.T, c model.Config, observers ...model.Observer) (Run, bool) {
	cluster, err := model.New(c)
	require.NoError(t, err, c.Name)
	of := RunOf(history.HeaderOf(cluster))
	for _, o := range observers {
		cluster.Observe(o, true)
	}
	strides := 0
	err = cluster.Run(func(sim.Time) error {
		if strides++; strides > 3 {
			return errTooLong
		}
		return nil
	})
	return of, err == nil
}

var errTooLong = errors.New("the run is too long for a judge that is quadratic")
