package bruteforce

import (
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
)

// mode draws who accepts writes and how they spread, and takes out what does not go
// with that.
func (d *dice) mode(c *model.Config) {
	r, n := &c.Replication, len(c.Leaders)
	dice := d.below(100)
	switch {
	case n < 2:
	case dice < 20:
		r.Mode = model.SingleLeaderMode
		r.Single = model.SingleLeader{Leader: d.below(n), Failover: pick(d, 0, 10, 30, 60*time.Millisecond), Fenced: d.chance(70)}
	case dice < 45:
		r.Mode = model.QuorumMode
		d.plain(c)
		d.quorum(c)
	case dice < 60 && c.Network.Topology.Name != "ring":
		d.gossip(r, n)
	}
	if r.Mode != model.MultiLeaderMode {
		c.Workload.Routing = pick(d, model.RouteNearest, model.RouteSticky)
	}
	if d.chance(25) && c.Network.Topology.Name != "ring" {
		r.AntiEntropy = 10*time.Millisecond + d.ms(80)
	}
	if r.Mode != model.QuorumMode && d.chance(25) {
		r.Reroute = 10*time.Millisecond + d.ms(40)
	}
}

// quorum: its coordinator talks to each replica itself, at once, and its rows may be at
// different leaders.
func (d *dice) quorum(c *model.Config) {
	n := len(c.Leaders)
	q := model.Quorum{N: 1 + d.below(n), ReadRepair: d.chance(30)}
	q.R, q.W = 1+d.below(q.N), 1+d.below(q.N)
	switch {
	case d.chance(25):
		q.Partial = true
	case d.chance(40):
		q.HintedHandoff, q.Sloppy = d.chance(60), q.N < n && d.chance(60)
	}
	if d.chance(50) {
		q.Legs = model.Legs{Write: d.law(), Ack: d.law(), Read: d.law(), Response: d.law()}
	}
	c.Replication = model.Replication{Mode: model.QuorumMode, Quorum: q, Workers: 1}
	c.Network.Topology = network.Topology{Name: "all-to-all"}
	c.Workload.Mix = pick(d, model.Mix{Read: .5, Update: .5}, model.Mix{Read: .4, Update: .4, Delete: .1, ReadModifyWrite: .1}, model.Mix{Read: .2, Update: .7, Insert: .1})
	if q.N < n {
		c.Workload.Transaction = 1
	}
}

func (d *dice) gossip(r *model.Replication, n int) {
	r.Gossip = &model.Gossip{
		Style: model.GossipStyle(d.below(3)), Every: 5*time.Millisecond + d.ms(30), Poisson: d.chance(50),
		Peers: 1 + d.below(n-1), Counter: d.below(3),
	}
	if r.Gossip.Counter == 0 {
		r.Gossip.Coin = d.below(4)
	}
	r.Ship, r.SerialFanOut, r.LoopPrevention, r.Forward = 0, 0, model.LoopVersionVector, model.ForwardAuto
}

// members lets some leaders join late, and some leave. The first, and the one that
// leads, stay.
func (d *dice) members(c *model.Config) {
	r := &c.Replication
	if r.Mode == model.QuorumMode || d.chance(60) {
		return
	}
	for leader := 1; leader < len(c.Leaders); leader++ {
		if r.Mode == model.SingleLeaderMode && r.Single.Leader == leader {
			continue
		}
		end := time.Duration(0)
		if d.chance(25) {
			c.Leaders[leader].Joins = true
			end = time.Duration(d.below(int(c.Duration)))
			c.Faults = append(c.Faults, model.Fault{Kind: model.Join, At: end, Leaders: []int{leader}})
		}
		if d.chance(25) && end < c.Duration-1 {
			at := end + 1 + time.Duration(d.below(int(c.Duration-end-1)))
			c.Faults = append(c.Faults, model.Fault{Kind: model.Leave, At: at, Leaders: []int{leader}})
		}
	}
}

// stayers are the leaders that are there all the time.
func stayers(c *model.Config) (leaders []int) {
	for leader := range c.Leaders {
		moves := slices.ContainsFunc(c.Faults, func(f model.Fault) bool {
			return (f.Kind == model.Join || f.Kind == model.Leave) && f.Leaders[0] == leader
		})
		if !moves {
			leaders = append(leaders, leader)
		}
	}
	return leaders
}

// fault draws one that strikes those who are there, or a process of such.
func (d *dice) fault(c *model.Config) model.Fault {
	n := len(c.Leaders)
	f := model.Fault{
		At: time.Duration(d.below(int(c.Duration))), For: time.Duration(d.below(2)) * (time.Millisecond + d.ms(80)),
		Kind: model.FaultKind(d.below(int(model.Join))),
	}
	switch f.Kind {
	case model.Partition:
		d.partition(&f, n)
	case model.Cut, model.Slow, model.Loss:
		if a, b := d.below(n), d.below(n); a != b {
			f.Links = [][2]int{{a, b}}
		}
		f.Factor = pick(d, .5, 3, 10)
		f.Share = pick(d, .3, .7)
	case model.Clock:
		f.Step, f.Drift = d.ms(100)-50*time.Millisecond, int64(d.below(3)-1)*100_000_000
		f.Leaders = []int{pick(d, stayers(c)...)}
	default:
		f.Leaders = []int{pick(d, stayers(c)...)}
		f.DiskLost = f.Kind == model.Crash && d.chance(40)
	}
	ofLinks := f.Kind == model.Cut || f.Kind == model.Slow || f.Kind == model.Loss
	if f.Kind != model.Clock && (n > 1 || !ofLinks) && d.chance(20) {
		f.At, f.Every, f.For = d.ms(50), 10*time.Millisecond+d.ms(100), time.Millisecond+d.ms(60)
	}
	return f
}

func (d *dice) partition(f *model.Fault, n int) {
	f.Shape = model.Shape(d.below(int(model.Flapping) + 1))
	f.Period = 5*time.Millisecond + d.ms(40)
	if f.Shape == model.NoShape {
		f.Groups = [][]int{{d.below(n)}}
	}
}
