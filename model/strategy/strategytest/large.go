package strategytest

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// judgeLarge runs large histories, each larger than the one before. Rules with a data
// type of their own, and rows of other kinds, walk through the small world at random, since what the simulator's
// clients do by default is not possible on every type.
func (v *Verdict) judgeLarge(rule strategy.Rule, o Options) {
	if rule.Data != nil || o.Kind != model.RegisterKind || !model.RegisterKind.Suits(&rule) {
		v.judgeWalks(rule, o)
		return
	}
	rule.Stops = true // the simulator panics where a strategy stops that did not say so
	for run := range max(0, o.Runs) {
		x := newTrial(run, &rule, &o)
		switch converges, err := x.converges(); {
		case err != nil:
			v.Why = notProved(err)
			return
		case !converges:
			v.Why, v.Counterexample = x.wrong, x.counterexample(v)
			return
		}
	}
	v.OK = true
	v.Why = fmt.Sprintf("%d runs of the simulator, of 3 to 5 leaders and up to %s", max(0, o.Runs), seconds(o.Runs))
}

// trial is one run of the simulator: a workload at random on few rows, on a lossy
// network, with wrong clocks, a partition, a crash and a cut.
type trial struct {
	model.Config
	rule    *strategy.Rule
	options *Options
	wrong   string
	differs []string // rows, and what the leaders hold of them
}

// seconds is how long the clients of a trial write.
func seconds(run int) time.Duration { return time.Duration(1+run) * time.Second }

func newTrial(run int, rule *strategy.Rule, o *Options) *trial {
	x := &trial{rule: rule, options: o}
	luck := sim.NewStream(uint64(run), "strategytest/trial")
	pick := func(what uint64, n int) int { return int(luck.At(what) % uint64(n)) }
	n, long := 3+run%3, seconds(run)
	x.Name, x.Seed, x.Duration, x.Settle = fileName(rule.Name+"-converges-at-large"), uint64(run+1), long, 10*time.Minute
	for i := range n {
		x.Leaders = append(x.Leaders, model.LeaderConfig{
			Name: fmt.Sprint("n", i+1), Load: 1, Priority: pick(uint64(10+i), 3),
			Clock: model.ClockConfig{Offset: time.Duration(pick(uint64(20+i), 5)-2) * 100 * time.Millisecond},
		})
		x.Network.Nodes = append(x.Network.Nodes, x.Leaders[i].Name)
	}
	x.Network.Topology.Name = "all-to-all"
	x.Network.Latency.Law = sim.Exponential(200 * time.Millisecond)
	x.Network.Ordering = []network.Ordering{network.FIFO, network.Datagram}[run%2]
	x.Network.Loss, x.Network.Resend = .05, 200*time.Millisecond
	x.Conflicts = model.Conflicts{Rule: rule, Detect: o.Detect, Abort: o.Abort, Tombstones: model.TombstonesKept}
	x.Workload = model.Workload{
		Keys: 100, Rate: 50, Mix: model.Mix{Update: 1}, Transaction: 1, ValueSize: 100, Sessions: 10,
		Popularity: model.Popularity{Kind: "uniform"},
	}
	x.Faults = []model.Fault{
		{Kind: model.Partition, At: long / 10, For: long / 4, Groups: [][]int{{pick(1, n)}}},
		{Kind: model.Crash, At: long / 2, For: long / 5, Leaders: []int{pick(2, n)}},
		{Kind: model.Cut, At: long * 3 / 5, For: long / 5, Links: [][2]int{{pick(3, n), 0}}},
	}
	if cut := &x.Faults[2].Links[0]; cut[0] == 0 {
		cut[1] = 1
	}
	return x
}

// converges runs the trial, and notes what differs in the end. An error is that of
// Options.Pause.
func (x *trial) converges() (bool, error) {
	c, err := model.New(x.Config)
	if err != nil {
		panic("strategytest: " + err.Error())
	}
	if err := c.Run(func(sim.Time) error { return x.options.pause() }); err != nil {
		return false, err
	}
	for row := range uint32(c.Rows()) {
		if c.Diverged(row) {
			x.differs = append(x.differs, x.describe(c, row))
		}
	}
	x.wrong = fmt.Sprintf("after %s of writes, and all that came of them, %d of %d rows differ for good", x.Duration, len(x.differs), c.Rows())
	return len(x.differs) == 0, nil
}

// describe is a row, and what each leader holds of it.
func (x *trial) describe(c *model.Cluster, row uint32) string {
	text := c.RowName(row) + ":"
	for i, l := range x.Leaders {
		text += fmt.Sprintf("  %s holds %s", l.Name, cmp.Or(strings.Join(c.Shown(i, row), "|"), "-"))
	}
	return text
}

func (x *trial) counterexample(v *Verdict) *Counterexample {
	const shown = 5
	rows := x.differs[:min(shown, len(x.differs))]
	story := fmt.Sprintf("%s, %d leaders: %s.\n  %s\n", x.rule.Name, len(x.Leaders), x.wrong, strings.Join(rows, "\n  "))
	return &Counterexample{Name: x.Name, Story: story, Scenario: x.scenario(v, story), madeInGo: madeInGo(x.rule, x.options)}
}

// scenario is the trial as a scenario file.
func (x *trial) scenario(v *Verdict, story string) string {
	var b strings.Builder
	comment(&b, story)
	fmt.Fprintf(&b, "name: %s\ndescription: %q\nseed: %d\nduration: %s\nsettle: %s\nleaders:\n", x.Name, brokenLaw(v), x.Seed, x.Duration, x.Settle)
	for _, l := range x.Leaders {
		fmt.Fprintf(&b, "  - {name: %s, priority: %d, clock: {offset: %s}}\n", l.Name, l.Priority, l.Clock.Offset)
	}
	ordering := [...]string{network.FIFO: "fifo", network.Datagram: "datagram"}[x.Network.Ordering]
	fmt.Fprintf(&b, "network:\n  latency: {exponential: {mean: 200ms}}\n  ordering: %s\n  loss: 5%%\n  retransmit: 200ms\n", ordering)
	b.WriteString(conflictsKey(x.rule, x.options.detection(x.rule), x.options))
	b.WriteString("workload:\n  keys: 100\n  rate: 50/s\nfaults:\n")
	for i := range x.Faults {
		fmt.Fprintf(&b, "  - {at: %s, for: %s, %s}\n", x.Faults[i].At, x.Faults[i].For, x.strikes(&x.Faults[i]))
	}
	fmt.Fprintf(&b, "expect:\n  - not converged\n  - diverged_keys == %d\n", len(x.differs))
	return b.String()
}

// strikes is a fault's own key.
func (x *trial) strikes(f *model.Fault) string {
	switch f.Kind {
	case model.Partition:
		return fmt.Sprintf("partition: [[%s]]", x.Leaders[f.Groups[0][0]].Name)
	case model.Crash:
		return "crash: " + x.Leaders[f.Leaders[0]].Name
	case model.Cut:
		return fmt.Sprintf("cut: {from: %s, to: %s}", x.Leaders[f.Links[0][0]].Name, x.Leaders[f.Links[0][1]].Name)
	default:
		panic("strategytest: a fault of a kind that no trial has")
	}
}
