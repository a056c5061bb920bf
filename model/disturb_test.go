package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func stamps(o *tale) (list []time.Duration) {
	for _, c := range o.commits {
		list = append(list, time.Duration(c.Write.Stamp.L))
	}
	return list
}

func clockStory(faults ...Fault) Config {
	c := among("paris")
	for _, when := range []time.Duration{time.Second, 3 * time.Second, 5 * time.Second, 7 * time.Second} {
		c.Script = append(c.Script, at(when, 0, Update, "x", "1"))
	}
	c.Faults = faults
	return c
}

func TestAClockStepsForGood(t *testing.T) {
	o := tell(t, clockStory(Fault{At: 2 * time.Second, Kind: Clock, Leaders: []int{0}, Step: -3 * time.Second}))
	require.Equal(t, []time.Duration{time.Second, 0, 2 * time.Second, 4 * time.Second}, stamps(o))
}

func TestAClockStepsForAWhile(t *testing.T) {
	o := tell(t, clockStory(Fault{At: 2 * time.Second, For: 2 * time.Second, Kind: Clock, Leaders: []int{0}, Step: time.Minute}))
	require.Equal(t, []time.Duration{time.Second, 63 * time.Second, 5 * time.Second, 7 * time.Second}, stamps(o))
}

func TestWhatADriftHasGainedStays(t *testing.T) {
	o := tell(t, clockStory(Fault{At: 2 * time.Second, For: 2 * time.Second, Kind: Clock, Leaders: []int{0}, Drift: 1e8}))
	require.Equal(t, []time.Duration{time.Second, 3100 * ms, 5200 * ms, 7200 * ms}, stamps(o))
}

func TestASlowLinkTakesItsTime(t *testing.T) {
	c := among("paris", "tokyo")
	c.Faults = []Fault{{At: 2 * time.Second, For: 2 * time.Second, Kind: Slow, Links: [][2]int{{0, 1}}, Factor: 10}}
	c.Script = []Step{at(1960*ms, 0, Update, "x", "1"), at(3*time.Second, 0, Update, "x", "2"), at(3*time.Second, 1, Update, "y", "3"), at(5*time.Second, 0, Update, "x", "4")}
	o := tell(t, c)
	require.Equal(t, []string{"1 2.01s took", "2 3.5s took", "4 5.05s took"}, o.when(1))
	require.Equal(t, []string{"3 3.05s took"}, o.when(0))
}

func TestALossBurstIsOver(t *testing.T) {
	c := basic(2)
	c.Faults = []Fault{{At: 5 * time.Second, For: 5 * time.Second, Kind: Loss, Share: .5}}
	late := func(o *tale, from, to time.Duration) (n int) {
		for _, a := range o.applies {
			if at := time.Duration(a.Write.At); at >= from && at < to && a.At.Sub(a.Write.At) > 50*ms {
				n++
			}
		}
		return n
	}
	o := tell(t, c)
	require.Zero(t, late(o, 0, 5*time.Second))
	require.Greater(t, late(o, 5*time.Second, 10*time.Second), 300)
	require.Zero(t, late(o, 11*time.Second, 20*time.Second))
	require.Zero(t, o.diverged())
}
