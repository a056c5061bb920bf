package plot

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

const (
	millisecond = sim.Time(time.Millisecond)
	second      = sim.Time(time.Second)
)

// noise is a fixed sequence that looks random: synthetic runs shall not depend on
// any generator.
type noise uint64

func (n *noise) below(limit int64) int64 {
	*n = *n*6364136223846793005 + 1442695040888963407
	return int64(uint64(*n)>>20) % limit
}

// partitionedRun is a run of leaders of which the first is cut off from 10 s to
// 30 s of a minute's load.
func partitionedRun(leaders int) *results.Run {
	run := &results.Run{
		Scenario: "atlantic-cut", Description: "Three regions lose the Atlantic for twenty seconds.",
		Seed: 1, Fingerprint: 0x1234abcd, Warmup: 5 * second, Duration: 60 * second, Ended: 61 * second,
		YAML: []byte("name: atlantic-cut\nduration: 60s\n"),
	}
	names := []string{"virginia", "london", "tokyo", "sydney", "paris", "frankfurt", "mumbai", "osaka", "dublin", "toronto", "seoul", "cape-town"}
	for i := range leaders {
		run.Leaders = append(run.Leaders, names[i%len(names)])
		run.Regions = append(run.Regions, "")
	}
	cut := results.Interval{Kind: "partition", Label: "partition virginia | the others", From: 10 * second, To: 30 * second}
	for i := 1; i < leaders; i++ {
		cut.Links = append(cut.Links, [2]int{0, i}, [2]int{i, 0})
	}
	run.Faults = []results.Interval{cut}
	run.Series = partitionedSeries(leaders, cut)
	run.Visibility = visibilityOf(run.Leaders)
	run.WriteLatency = latenciesOf(run.Leaders)
	return run
}

func partitionedSeries(leaders int, cut results.Interval) results.Series {
	const width = 250 * millisecond
	s := results.Series{Width: width, Lag: make([][]int64, leaders)}
	luck := noise(1)
	for at := sim.Time(0); at < 61*second; at += width {
		during := at >= cut.From && at < cut.To
		writes, conflicting, diverged, lag := 60+luck.below(25), luck.below(3), 3+luck.below(3), int64(80e6)
		if during {
			conflicting = 20 + luck.below(20)
			diverged = min(900, int64(at-cut.From)/int64(20*millisecond))
			lag = int64(at - cut.From + width)
		}
		if at >= 60*second {
			writes, conflicting, diverged = 0, 0, 0
		}
		s.Writes = append(s.Writes, writes)
		s.Conflicting = append(s.Conflicting, conflicting)
		s.Diverged = append(s.Diverged, float64(diverged))
		s.Messages = append(s.Messages, writes*int64(leaders-1)+luck.below(4))
		s.Applied = append(s.Applied, writes*int64(leaders-1))
		s.Rows = append(s.Rows, 1000)
		s.Attempted = append(s.Attempted, writes+luck.below(2)*luck.below(5))
		s.Acknowledged = append(s.Acknowledged, writes)
		for i := range leaders {
			s.Lag[i] = append(s.Lag[i], lag*int64(10+i)/10+luck.below(20e6))
		}
	}
	return s
}

func visibilityOf(leaders []string) []results.Distribution {
	all := []results.Distribution{lawWithTail("all", 95, 20_000)}
	all[0].From, all[0].To = -1, -1
	for i, from := range leaders {
		for j, to := range leaders {
			if i != j {
				tail := int64(1)
				if i == 0 || j == 0 {
					tail = 20_000
				}
				d := lawWithTail(fmt.Sprintf("%s → %s", from, to), 40+int64(17*i+23*j)%90, tail)
				d.From, d.To = i, j
				all = append(all, d)
			}
		}
	}
	return all
}

// lawWithTail has its median at so many milliseconds, and a third of its values in
// a tail up to others.
func lawWithTail(label string, median, tail int64) results.Distribution {
	d := results.Distribution{Label: label, Count: 1000}
	for i := int64(1); i <= 100; i++ {
		value := median*1e6*(80+i*40/66)/100 + i*i*i*i/60
		if i > 66 && tail > 1 {
			value = max(value, tail*1e6*(i-66)/34)
		}
		d.Points = append(d.Points, results.Point{Value: value, Share: float64(i) / 100})
	}
	return d
}

func latenciesOf(leaders []string) []results.Distribution {
	all := []results.Distribution{lawWithTail("all", 4, 1)}
	all[0].From, all[0].To = -1, -1
	for i, name := range leaders {
		d := lawWithTail(name, 2+int64(i), 1)
		d.From, d.To = i, -1
		all = append(all, d)
	}
	return all
}

func exampleRuns() map[string]*results.Run {
	return map[string]*results.Run{
		"three":    partitionedRun(3),
		"twelve":   partitionedRun(12),
		"cart":     cartStory(),
		"cut3":     partitionStory(3),
		"cut12":    partitionStory(12),
		"hot":      hotStory(),
		"siblings": siblingStory(),
		"members":  memberStory(),
		"rollback": rollbackStory(),
		"kinds":    everyFault(),
		"month":    badMonth(),
		"modes":    threeModes(),
		"six":      sixModes(),
		"quorum":   quorumRun(.439),
		"ssd":      quorumRun(.974),
	}
}

// shortRun has few bins and points, so that its pictures are small.
func shortRun() *results.Run {
	run := partitionedRun(2)
	run.Warmup, run.Duration, run.Ended = 0, 3*second, 3*second
	run.Faults = []results.Interval{{Kind: "partition", Label: "partition virginia | london", From: second, To: 2 * second}}
	for _, series := range []*[]int64{
		&run.Series.Writes, &run.Series.Conflicting, &run.Series.Messages, &run.Series.Applied,
		&run.Series.Attempted, &run.Series.Acknowledged,
	} {
		*series = (*series)[:12]
	}
	run.Series.Diverged = run.Series.Diverged[:12]
	for i := range run.WriteLatency {
		points := run.WriteLatency[i].Points
		run.WriteLatency[i].Points = []results.Point{points[0], points[24], points[49], points[74], points[99]}
	}
	return run
}

// everyFault is a run in which everything goes wrong once.
func everyFault() *results.Run {
	run := partitionedRun(3)
	run.Faults = nil
	for i, label := range []string{
		"cut virginia → tokyo", "crash tokyo, disk lost", "pause london", "slow virginia ↔ tokyo ×10", "loss all links 20%",
	} {
		kind, _, _ := strings.Cut(label, " ")
		from := sim.Time(8+8*i) * second
		run.Faults = append(run.Faults, results.Interval{Kind: kind, Label: label, From: from, To: from + 5*second})
	}
	return run
}

// badMonth has faults at random times, instants among them.
func badMonth() *results.Run {
	run := partitionedRun(3)
	run.Faults = nil
	luck := noise(11)
	for i := range 300 {
		kind := [...]string{"partition", "crash", "slow"}[luck.below(3)]
		from := sim.Time(luck.below(int64(55 * second)))
		run.Faults = append(run.Faults, results.Interval{
			Kind: kind, Label: fmt.Sprintf("%s %d", kind, i), From: from, To: from + sim.Time(luck.below(int64(second/4))),
		})
	}
	for i, kind := range []string{"clock", "join", "leave"} {
		at := sim.Time(20+9*i) * second
		run.Faults = append(run.Faults, results.Interval{Kind: kind, Label: kind + " tokyo", From: at, To: at, Leaders: []int{2}})
	}
	return run
}

// threeModes is a run beside two contrasts.
func threeModes() *results.Run {
	run := partitionedRun(3)
	run.Scenario = "three-modes"
	run.Series.Acknowledged = run.Series.Attempted
	run.Metrics = weighed(43, 312, 1, 1, 40e3, 90e3)
	run.Contrasts = []results.Contrast{
		{Name: "single-leader", Metrics: weighed(0, 0, 93, 100, 84e6, 210e6), Series: answered(run.Series, .33)},
		{Name: "quorum", Metrics: weighed(11, 28, 97, 100, 78e6, 20e9), Series: answered(run.Series, .66)},
	}
	run.Contrasts[1].Metrics.SetUndefined("visibility.p99", "it was not measured")
	return run
}

// sixModes is a run beside more contrasts than one wants to read.
func sixModes() *results.Run {
	run := threeModes()
	for _, name := range []string{"a-contrast-with-a-long-name", "last-write-wins", "siblings", "ring"} {
		other := run.Contrasts[0]
		other.Name = name
		run.Contrasts = append(run.Contrasts, other)
	}
	return run
}

func weighed(conflicts, lost, answered, attempted, write, seen int64) *results.Summary {
	s := results.NewSummary()
	s.SetRatio("conflict_rate", conflicts, 1000)
	s.SetCount("lost_updates", lost)
	s.SetCount("reads", 17000)
	s.SetCount("stale_reads", conflicts*9)
	s.SetCount("read_your_writes", lost/7)
	s.SetRatio("availability", answered, attempted)
	s.SetDuration("write_latency.p50", write)
	s.SetDuration("write_latency.p99", write*3)
	s.SetDuration("read_latency.p50", 40e3)
	s.SetDuration("read_latency.p99", write)
	s.SetDuration("visibility.p99", seen)
	s.SetRatio("messages_per_write", 2+lost/100, 1)
	s.SetBool("converged", conflicts != 11)
	return s
}

// answered is a series in which so many operations were answered during the cut.
func answered(s results.Series, share float64) results.Series {
	acknowledged := slices.Clone(s.Attempted)
	for i := range acknowledged {
		if at := s.Width * sim.Time(i); at >= 10*second && at < 30*second {
			acknowledged[i] = int64(float64(acknowledged[i]) * share)
		}
	}
	s.Acknowledged = acknowledged
	return s
}

// quorumRun is a run of which a share of the writes is seen at once, and one in two
// thousand never.
func quorumRun(atOnce float64) *results.Run {
	run := partitionedRun(3)
	d := results.Distribution{Label: "all", Count: 50_000, From: -1, To: -1, Points: []results.Point{{Value: 0, Share: atOnce}}}
	for i := 1; i < 100; i++ {
		share := atOnce + (.9995-atOnce)*(1-math.Exp(-float64(i)/11))
		d.Points = append(d.Points, results.Point{Value: int64(i*i) * 4500, Share: share})
	}
	run.TVisibility = []results.Distribution{d}
	return run
}
