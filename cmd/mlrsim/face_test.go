package main

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func TestFewFaultsAreToldOneByOneAndManyByKind(t *testing.T) {
	second := sim.Time(time.Second)
	few := []results.Interval{
		{Kind: "crash", Label: "crash tokyo, disk lost", From: second, To: 3 * second},
		{Kind: "join", Label: "join sydney", From: 5 * second, To: 5 * second},
	}
	require.Equal(t, []string{"1 s to 3 s: crash tokyo, disk lost", "at 5 s: join sydney"}, faultLines(few))

	many := few
	for i := range sim.Time(30) {
		at := 10*second + i*second
		many = append(many, results.Interval{Kind: "partition", Label: "flapping a | b", From: at, To: at + second/2})
	}
	many = append(many,
		results.Interval{Kind: "pause", Label: "pause a", From: 50 * second, To: 51 * second},
		results.Interval{Kind: "pause", Label: "pause b", From: 20 * second, To: 22 * second},
	)
	require.Equal(t, []string{
		"1 s to 3 s: crash tokyo, disk lost",
		"at 5 s: join sydney",
		"10 s to 39.5 s: 30 × flapping a | b, 15 s in all",
		"20 s to 51 s: 2 × pause, 3 s in all",
	}, faultLines(many))
}

func TestModesAreNamed(t *testing.T) {
	config := model.Config{Leaders: []model.LeaderConfig{{Name: "virginia"}, {Name: "london"}, {Name: "tokyo"}}}
	for want, r := range map[string]model.Replication{
		"": {},
		"single leader london, failover after 10 s, not fenced": {
			Mode: model.SingleLeaderMode, Single: model.SingleLeader{Leader: 1, Failover: 10 * time.Second},
		},
		"single leader virginia, no failover": {Mode: model.SingleLeaderMode},
		"quorum n 3, r 2, w 1 of 3, sloppy, read repair": {
			Mode: model.QuorumMode, Quorum: model.Quorum{N: 3, R: 2, W: 1, ReadRepair: true, Sloppy: true},
		},
	} {
		config.Replication = r
		require.Equal(t, want, replicationOf(config))
	}
	config.Replication = model.Replication{
		Gossip:      &model.Gossip{Style: model.PushPull, Every: time.Second, Peers: 2, Counter: 3},
		AntiEntropy: time.Minute, Reroute: 5 * time.Second,
	}
	require.Equal(t, "gossip by push-pull every 1 s with 2 peers, until 3 contacts in vain, anti-entropy every 60 s, rerouted after 5 s",
		replicationOf(config))
	config.Replication = model.Replication{Gossip: &model.Gossip{Every: time.Second, Peers: 1, Coin: 4}}
	require.Equal(t, "gossip by push every 1 s with 1 peer, until a contact in vain with chance 1/4", replicationOf(config))
}

// contrasted is a run beside contrasts of these names.
func contrasted(names ...string) *results.Run {
	metrics := func(answered int64) *results.Summary {
		s := results.NewSummary()
		s.SetRatio("conflict_rate", 1, 12)
		s.SetRatio("availability", answered, 100)
		s.SetDuration("write_latency.p99", 83e6)
		s.SetBool("converged", true)
		return s
	}
	run := &results.Run{Scenario: "three-modes", Metrics: metrics(100)}
	for i, name := range names {
		run.Contrasts = append(run.Contrasts, results.Contrast{Name: name, Metrics: metrics(int64(90 - i))})
	}
	return run
}

func TestContrastsStandBesideTheRun(t *testing.T) {
	var p page
	p.contrasts(contrasted("single-leader", "quorum"))
	require.Equal(t, strings.TrimPrefix(`
in contrast                three-modes single-leader        quorum
conflict rate                    8.33%         8.33%         8.33%
availability                      100%           90%           89%
write latency, 99%               83 ms         83 ms         83 ms
converged                          yes           yes           yes

`, "\n"), p.String())
}

func TestAnyNumberOfContrastsFitsThePage(t *testing.T) {
	names := []string{"a-name-of-many-parts-and-words", "onewordthatislongerthanacolumn", "b", "c", "d", "e", "f"}
	for n := range len(names) + 1 {
		var p page
		p.contrasts(contrasted(names[:n]...))
		for line := range strings.Lines(p.String()) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), pageWidth, line)
		}
		require.Equal(t, (n+mostVariants-2)/(mostVariants-1), strings.Count(p.String(), "in contrast"))
		require.Equal(t, n == 7, strings.Contains(p.String(), " f\n"))
	}
}

func TestRatesHaveAUnitThatSuits(t *testing.T) {
	for rate, want := range map[float64]string{
		100: "100 operations/s", 2.5: "2.5 operations/s", 1.0 / 30: "2 operations/min", .1: "6 operations/min", 1.0 / 1800: "2 operations/h",
	} {
		require.Equal(t, want, rateOf(rate))
	}
}

func TestAQuorumSaysWhenAReadSeesAWrite(t *testing.T) {
	s := results.NewSummary()
	remark := func() string {
		rows := figures{s}.visibility()
		return rows[len(rows)-1].label + ": " + rows[len(rows)-1].remark
	}
	require.NotContains(t, remark(), "read at once")
	s.SetRatio("consistent_at_zero", 44, 100)
	s.SetDuration("t_visibility.p999", 45e6)
	require.Equal(t, "read at once: 99.9% after 45 ms", remark())
	s.SetDuration("t_visibility.p999", 0)
	require.Equal(t, "read at once: ", remark())
	s.SetUndefined("t_visibility.p999", "some never were")
	require.Equal(t, "read at once: some never were", remark())
}

func TestOneIsNoneOfMany(t *testing.T) {
	one := model.Config{
		Leaders:  []model.LeaderConfig{{Name: "a"}},
		Workload: model.Workload{Keys: 1, Rate: 1, Popularity: model.Popularity{Kind: "uniform"}}, Script: make([]model.Step, 1),
	}
	require.Equal(t, "1 operation/s at each leader, on 1 row (uniform); 1 scripted operation", clientsOf(one))
	for rate, want := range map[float64]string{1: "1 operation/s", 1.5: "1.5 operations/s", 1. / 60: "1 operation/min", 2. / 60: "2 operations/min", 1. / 3600: "1 operation/h"} {
		require.Equal(t, want, rateOf(rate))
	}
}

// Distributions are silent of what never came.
func TestTheSummarySaysHowManyWritesAreNotEverywhere(t *testing.T) {
	s := results.NewSummary()
	s.SetCount("writes", 3)
	s.SetCount("indeterminate_writes", 1)
	for _, metric := range []string{"visibility.p50", "visibility.max", "full_visibility.p50", "full_visibility.max"} {
		s.SetDuration(metric, 1e8)
	}
	s.SetCount("undelivered_writes", 0)
	require.Equal(t, []row{
		{group: "visibility", label: "at another leader", value: "100 ms", remark: "never more"},
		{group: "visibility", label: "at every leader", value: "100 ms", remark: "never more"},
	}, figures{s}.visibility())
	s.SetCount("undelivered_writes", 3)
	require.Equal(t, []row{
		{group: "visibility", label: "at another leader", value: "100 ms", remark: "never more, if at all"},
		{group: "visibility", label: "at every leader", value: "100 ms", remark: "never more, if at all"},
		{group: "visibility", label: "not everywhere", value: "3", remark: "75% of writes, at the end"},
	}, figures{s}.visibility())
}

func TestTheSummaryCallsMetricsByTheirNames(t *testing.T) {
	s := results.NewSummary()
	labels := map[string]string{}
	for i, metric := range []string{"refused", "aborted", "oversold"} {
		s.SetCount(metric, int64(7+i))
	}
	for _, r := range append(figures{s}.service(), figures{s}.losses()...) {
		labels[r.label] = r.value
	}
	require.Equal(t, []string{"7", "8", "9"}, []string{labels["refused"], labels["aborted"], labels["oversold"]})
}
