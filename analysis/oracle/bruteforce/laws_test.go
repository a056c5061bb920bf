package bruteforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
)

// law is what theory says of every run of some configurations.
type law struct {
	name  string
	binds func(model.Config) bool
	holds func(*Judgement) bool
}

var laws = []law{
	{
		"concurrent pairs are unseen", always,
		func(j *Judgement) bool {
			return j.Counts["conflict_pairs"] <= j.Counts["unseen_pairs"] &&
				j.Counts["conflicting_writes"] <= j.Counts["unseen_writes"] &&
				j.Counts["lww_losers"] <= j.Counts["unseen_writes"]
		},
	},
	{
		"a single leader knows no anomaly",
		alone,
		none("conflict_pairs", "unseen_pairs", "unique_pairs", "conflicts_detected", "diverged_keys", "stale_reads",
			"monotonic_writes", "writes_follow_reads", "causal_violations"),
	},
	{
		"a single leader forgets nothing as long as it keeps its disk",
		func(c model.Config) bool { return alone(c) && replicasLast(c) },
		none("read_your_writes", "monotonic_reads"),
	},
	{
		"causal order leaves no causal violation (Ahamad et al. 1995)",
		func(c model.Config) bool {
			return c.Replication.Order == model.CausalOrder && c.Replication.AntiEntropy == 0
		},
		none("causal_violations"),
	},
	{
		"causal order within a row makes unseen pairs concurrent",
		func(c model.Config) bool {
			return c.Replication.Order == model.CausalOrder && c.Replication.AntiEntropy == 0
		},
		func(j *Judgement) bool { return j.Counts["unseen_pairs"] == j.Counts["conflict_pairs"] },
	},
	{
		"certified writes never conflict (Pedone, Guerraoui and Schiper 2003)",
		certifies,
		none("conflict_pairs", "unseen_pairs", "unique_pairs", "resurrections", "causal_violations"),
	},
	{
		"what is certified is not lost as long as a majority keeps its disks",
		func(c model.Config) bool { return certifies(c) && replicasLast(c) },
		none("lost_updates"),
	},
	{
		"version vectors report every conflict and nothing else (Parker et al. 1983)",
		func(c model.Config) bool {
			return detects(c) == strategy.DetectVersionVector && !keepsBoth(c) && !merges(c) && remembersDeletes(c) && !ruleOf(c).Existence
		},
		none("false_conflicts", "missed_conflicts"),
	},
	{
		"siblings lose nothing (DeCandia et al. 2007)",
		func(c model.Config) bool {
			return detects(c) == strategy.DetectVersionVector && keepsSiblings(c) && remembersDeletes(c) && replicasLast(c) && !comesLate(c)
		},
		none("lost_updates", "resurrections", "false_conflicts"),
	},
	{
		"the later timestamp wins everywhere, in whatever order changes come (Thomas 1979)",
		func(c model.Config) bool {
			return c.Conflicts.Strategy == "last-write-wins" && c.Workload.Kind != model.UniqueKind && !c.Conflicts.Overwrite && remembersDeletes(c) &&
				(detects(c) == strategy.DetectTimestamp || detects(c) == strategy.DetectNone)
		},
		func(j *Judgement) bool { return j.Truths["agreed"] || !j.Truths["complete"] },
	},
	{
		"siblings agree once everything has come (Shapiro et al. 2011)",
		func(c model.Config) bool {
			return keepsSiblings(c) && remembersDeletes(c) && detects(c) == strategy.DetectVersionVector
		},
		func(j *Judgement) bool { return j.Truths["agreed"] || !j.Truths["complete"] },
	},
	{
		"a session that stays reads what it wrote and never less (Terry et al. 1994)",
		staysHome,
		none("read_your_writes", "monotonic_reads"),
	},
	{
		"streams in order keep the writes of a session in order",
		func(c model.Config) bool {
			r := &c.Replication
			return staysHome(c) && c.Network.Ordering == network.FIFO && r.Workers == 1 &&
				r.LoopPrevention == model.LoopVersionVector && r.Gossip == nil && r.AntiEntropy == 0
		},
		none("monotonic_writes"),
	},
	{
		"quorums that overlap find what was acknowledged (Gifford 1979)",
		overlaps,
		func(j *Judgement) bool {
			return j.Shares["consistent_at_zero"].Part == j.Shares["consistent_at_zero"].Of
		},
	},
	{
		"reads of quorums that overlap miss nothing that was acknowledged (Gifford 1979)", overlaps,
		none("stale_reads", "read_your_writes"),
	},
	{
		"where one leader writes, and is never replaced, nothing is concurrent",
		func(c model.Config) bool { return c.Replication.Mode == model.SingleLeaderMode && replicasLast(c) },
		none("conflict_pairs", "unseen_pairs"),
	},
	{
		"where nobody takes over from the one leader, nothing conflicts with what its disk lost",
		func(c model.Config) bool {
			return c.Replication.Mode == model.SingleLeaderMode && c.Replication.Single.Failover == 0
		},
		none("conflict_pairs"),
	},
}

// staysHome: every session is served by one leader only, and by that alone.
func staysHome(c model.Config) bool {
	return c.Replication.Mode == model.MultiLeaderMode && c.Workload.Routing == model.RouteNearest && len(c.Faults) == 0 && len(c.Script) == 0
}

func alone(c model.Config) bool { return len(c.Leaders) == 1 }

// overlaps: every replica that answers a read is one of those that R+W > N speaks of, and
// keeps what it has confirmed.
func overlaps(c model.Config) bool {
	q := &c.Replication.Quorum
	return !ruleOf(c).Stops && c.Replication.Mode == model.QuorumMode && q.R+q.W > q.N && !q.Sloppy && replicasLast(c)
}

// comesLate: a coordinator may write twice before its replica has the first write. The
// second has then seen the first, and not overwritten it.
func comesLate(c model.Config) bool {
	q := &c.Replication.Quorum
	return c.Replication.Mode == model.QuorumMode && (q.Partial || q.Sloppy || q.Legs.Write != nil || q.Legs.Ack != nil)
}

// replicasLast: no replica is replaced, rolled back, or taken away.
func replicasLast(c model.Config) bool {
	if c.Replication.Mode == model.SingleLeaderMode && c.Replication.Single.Failover > 0 {
		return false
	}
	return !slices.ContainsFunc(c.Faults, func(f model.Fault) bool { return f.DiskLost || f.Kind == model.Leave })
}

func always(model.Config) bool { return true }

func none(metrics ...string) func(*Judgement) bool {
	return func(j *Judgement) bool {
		for _, metric := range metrics {
			if j.Counts[metric] != 0 {
				return false
			}
		}
		return true
	}
}

func certifies(c model.Config) bool { return c.Conflicts.Strategy == "certification" }

func detects(c model.Config) strategy.Detect {
	if c.Conflicts.Detect != strategy.DetectDefault {
		return c.Conflicts.Detect
	}
	return ruleOf(c).Detect
}

// merges: leaders may hold what was made of several writes, of which one saw what comes
// and others did not.
func merges(c model.Config) bool { return ruleOf(c).Values || ruleOf(c).Data != nil }

// keepsBoth: leaders may hold versions side by side.
func keepsBoth(c model.Config) bool {
	return slices.Contains([]string{"siblings", "siblings-version-vectors", "revision-tree"}, ruleOf(c).Name)
}

func remembersDeletes(c model.Config) bool {
	return c.Conflicts.Tombstones == model.TombstonesKept || c.Workload.Mix.Delete == 0 && len(c.Script) == 0
}

func TestRunsObeyTheory(t *testing.T) {
	bound := map[string]int{}
	for seed := range uint64(5000) {
		config := randomConfig(seed)
		var record history.Memory
		of, _ := run(t, config, &record)
		j := Judge(of, record.Events)
		for _, law := range laws {
			if !law.binds(config) {
				continue
			}
			bound[law.name]++
			if !law.holds(j) {
				broken := func(events []history.Event) bool { return !law.holds(Judge(of, events)) }
				t.Fatalf("%s: not in the run of seed %d: %v\n%s", law.name, seed, j.Counts, Story(of, Shrink(of, record.Events, broken)))
			}
		}
	}
	for _, law := range laws {
		require.Greater(t, bound[law.name], 20, law.name)
	}
}

func keepsSiblings(c model.Config) bool { return strings.HasPrefix(c.Conflicts.Strategy, "siblings") }
