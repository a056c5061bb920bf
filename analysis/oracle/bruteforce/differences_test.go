package bruteforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/histogram"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func TestAgreementHasNoDifferences(t *testing.T) {
	for seed := range uint64(100) {
		j := Judge(RandomHistory(seed))
		require.Empty(t, Differences(summaryOf(j), j), "seed %d", seed)
	}
}

// A comparison that cannot fail compares nothing: each metric, wrong by the least
// that it can be, is one difference, and says its name.
func TestEveryWrongMetricIsADifference(t *testing.T) {
	j := eventful()
	for _, name := range counts {
		s := summaryOf(j)
		s.SetCount(name, j.Counts[name]+1)
		requireOne(t, name, Differences(s, j))
	}
	for _, name := range shares {
		s := summaryOf(j)
		s.SetRatio(name, j.Shares[name].Part+1, j.Shares[name].Of)
		requireOne(t, name, Differences(s, j))
		s.SetUndefined(name, "")
		requireOne(t, name, Differences(s, j))
	}
	for _, name := range families {
		s := summaryOf(j)
		s.SetUndefined(name+".max", "")
		requireOne(t, name+".max", Differences(s, j))
	}
	s := summaryOf(j)
	s.SetCount("invariant_violations", j.Counts["invariant_violations"]+1)
	requireOne(t, "invariant_violations", Differences(s, j))
	s = summaryOf(j)
	s.SetCount("oversold", j.Counts["oversold"]+1)
	requireOne(t, "oversold", Differences(s, j))
	s = summaryOf(j)
	s.SetDuration("convergence_time", int64(j.Spans["convergence_time"])+1)
	requireOne(t, "convergence_time", Differences(s, j))
}

func TestWhatIsNotSaidIsADifference(t *testing.T) {
	j := eventful()
	all := len(counts) + len(shares) + 6*len(families) + 4
	require.Len(t, Differences(results.NewSummary(), j), all)
}

func TestToHaveConvergedInDisagreementIsADifference(t *testing.T) {
	j := &Judgement{Truths: map[string]bool{"agreed": false}, Spans: map[string]sim.Time{"convergence_time": sim.Never}}
	s := summaryOf(j)
	s.SetBool("converged", true)
	requireOne(t, "converged", Differences(s, j))
}

func requireOne(t *testing.T, name string, found []string) {
	require.Len(t, found, 1)
	require.Contains(t, found[0], name+": by definition ")
}

// eventful is the judgement of a history in which everything can be measured and
// all agree in the end.
func eventful() *Judgement {
	for seed := uint64(0); ; seed++ {
		j := Judge(RandomHistory(seed))
		full := j.Spans["convergence_time"] != sim.Never && j.Promises
		for _, name := range families {
			full = full && nearestRank(j.Values[name], 1) != never
		}
		for _, name := range shares {
			full = full && j.Shares[name].Of > 0
		}
		if full {
			return j
		}
	}
}

// summaryOf says what a judgement says, as an oracle would.
func summaryOf(j *Judgement) *results.Summary {
	s := results.NewSummary()
	for _, name := range counts {
		s.SetCount(name, j.Counts[name])
	}
	for _, name := range shares {
		s.SetRatio(name, j.Shares[name].Part, j.Shares[name].Of)
	}
	for _, name := range families {
		summarise(s, name, j.Values[name])
	}
	s.SetUndefined("invariant_violations", "")
	if j.Promises {
		s.SetCount("invariant_violations", j.Counts["invariant_violations"])
	}
	s.SetUndefined("oversold", "")
	if j.Sells {
		s.SetCount("oversold", j.Counts["oversold"])
	}
	s.SetBool("converged", j.Truths["agreed"])
	if at := j.Spans["convergence_time"]; at == sim.Never {
		s.SetUndefined("convergence_time", "")
	} else {
		s.SetDuration("convergence_time", int64(at))
	}
	return s
}

func summarise(s *results.Summary, name string, figures []int64) {
	suffixes, parts := results.Quantiles()
	var h histogram.Histogram
	sum := int64(0)
	for _, figure := range figures {
		h.Record(figure)
		sum += figure
	}
	set := s.SetDuration
	if name == "staleness_versions" {
		set = s.SetCount
		s.SetRatio(name+".mean", sum, int64(len(figures)))
	} else {
		set(name+".mean", h.Mean())
	}
	set(name+".max", h.Max())
	for i, suffix := range suffixes {
		set(name+"."+suffix, h.Quantile(parts[i]))
		if nearestRank(figures, parts[i]) == never {
			s.SetUndefined(name+"."+suffix, "")
		}
	}
	if nearestRank(figures, 1) == never {
		s.SetUndefined(name+".max", "")
		s.SetUndefined(name+".mean", "")
	}
}
