package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

func TestOneWorkerServesChangesInTurn(t *testing.T) {
	c := among("a", "b")
	c.Replication.Apply = sim.Constant(100 * ms)
	for i := range 3 {
		c.Script = append(c.Script, at(time.Duration(i)*ms, 0, Update, fmt.Sprint("x", i), fmt.Sprint(i)))
	}
	require.Equal(t, []string{"0 150ms took", "1 250ms took", "2 350ms took"}, tell(t, c).when(1))
	c.Replication.Workers = 2
	o := tell(t, c)
	require.Equal(t, []string{"0 150ms took", "1 151ms took", "2 250ms took"}, o.when(1))
	requireNothingLeft(t, o)
}

func TestTransactionIsServedForEachOfItsRowsAndAppliedAtOnce(t *testing.T) {
	c := basic(2)
	c.Replication.Apply = sim.Constant(10 * ms)
	c.Workload.Transaction, c.Workload.Rate, c.Duration = 3, 1, 3*time.Second
	o := tell(t, c)
	require.NotEmpty(t, o.applies)
	for _, a := range o.applies {
		require.Equal(t, 80*ms, a.At.Sub(a.Write.At))
	}
}

// With several workers a short transaction overtakes a long one; causal order does
// not let it.
func TestWorkersMayOvertakeUnlessOrderIsCausal(t *testing.T) {
	c := basic(2)
	c.Replication.Apply, c.Replication.Workers = sim.Exponential(20*ms), 4
	c.Workload.Rate, c.Duration = 100, 5*time.Second
	require.NotZero(t, overtakings(tell(t, c)))
	c.Replication.Order = CausalOrder
	o := tell(t, c)
	requireCausal(t, o)
	requireNothingLeft(t, o)
}

// lag is the mean time that changes of one leader take to be applied at another: on
// a link without delay, at 80 a second.
func lag(t *testing.T, service *sim.Law, workers int) float64 {
	c := basic(2)
	c.Leaders[1].Load = 0
	c.Network.Latency.Law = sim.Constant(0)
	c.Replication.Apply, c.Replication.Workers = service, workers
	c.Workload.Rate, c.Duration = 80, 2000*time.Second
	o := &lagging{}
	cluster, err := New(c)
	require.NoError(t, err)
	cluster.Observe(o, false)
	require.NoError(t, cluster.Run(nil))
	return o.sum.Seconds() / float64(o.count) * 1000
}

type lagging struct {
	Blind
	sum   time.Duration
	count int
}

func (o *lagging) Apply(a *Apply) {
	o.sum += a.At.Sub(a.Write.At)
	o.count++
}

// The queue's memory is about a second, so 2000 s are a thousand looks at a lag whose
// deviation is its mean: a tenth is three standard errors.
func TestApplyLagIsThatOfTheQueue(t *testing.T) {
	require.InEpsilon(t, 1000./(100-80), lag(t, sim.Exponential(10*ms), 1), .1, "M/M/1: 1/(μ−λ)")
	require.InEpsilon(t, 10+.8*10/(2*.2), lag(t, sim.Constant(10*ms), 1), .1, "M/D/1: Pollaczek and Khinchine")
	require.InEpsilon(t, 20/(1-.8*.8), lag(t, sim.Exponential(20*ms), 2), .1, "M/M/2")
}
