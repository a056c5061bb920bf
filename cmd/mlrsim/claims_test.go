package main

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
	"github.com/mlrsim/mlrsim/sim"
)

// TestClaimsOfStoriesCanFail: where another rule for conflicts, other priorities or
// clocks that are right show other values than a story of the reality suite tells, at its
// end or before one of its steps, an expectation fails. The run and each of its contrasts
// are changed one at a time.
func TestClaimsOfStoriesCanFail(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every story under every strategy")
	}
	forReality(t, func(t *testing.T, s *loaded, all []results.Contrast) {
		if s.Config.Workload.Rate > 0 {
			return // no story
		}
		for i, config := range s.configs() {
			asked := append(s.glimpses(all[i].Name), beforeSteps(config)...)
			told, err := experiment(all[i].Name, config, asked)
			require.NoError(t, err)
			for change, other := range otherwise(config) {
				changed, err := experiment(all[i].Name, other, asked)
				if err != nil || sameValues(told, changed) {
					continue
				}
				assert.False(t, s.holdFor(replaced(all, i, changed)), "%q shows other values with %s, and no expectation minds:\n%v\n%v", all[i].Name, change, told, changed)
			}
		}
	})
}

// TestClaimsOfWorkloadsCanFail: an expectation fails where a contrast is as the run that
// it is held against, or the run as the contrast.
func TestClaimsOfWorkloadsCanFail(t *testing.T) {
	forReality(t, func(t *testing.T, s *loaded, all []results.Contrast) {
		for i := 1; i < len(all) && s.Config.Workload.Rate > 0; i++ {
			run, contrast := all[0], all[i]
			run.Name, contrast.Name = contrast.Name, run.Name
			assert.False(t, s.holdFor(replaced(all, i, run)), "no expectation tells %s from the run", run.Name)
			assert.False(t, s.holdFor(replaced(all, 0, contrast)), "no expectation tells the run from %s", run.Name)
		}
	})
}

// forReality runs the scenarios of the reality suite. All are the run, whose name is "",
// and its contrasts.
func forReality(t *testing.T, check func(t *testing.T, s *loaded, all []results.Contrast)) {
	for _, e := range scenarios.Library() {
		if slices.Contains(e.Tags, "reality") {
			t.Run(e.Name, func(t *testing.T) {
				t.Parallel()
				s, run := kept(t, &cli{}, e.Name)
				check(t, s, append([]results.Contrast{itself("", run)}, run.Contrasts...))
			})
		}
	}
}

// itself is a run as if it were a contrast.
func itself(name string, run *results.Run) results.Contrast {
	return results.Contrast{Name: name, Metrics: run.Metrics, Final: run.Final, Glimpses: run.Glimpses}
}

// replaced are experiments of which the i-th came out otherwise.
func replaced(all []results.Contrast, i int, by results.Contrast) []results.Contrast {
	all = slices.Clone(all)
	all[i] = by
	return all
}

// holdFor tells whether all expectations hold of a run, the first, and its contrasts.
func (s *loaded) holdFor(all []results.Contrast) bool {
	run := &results.Run{Metrics: all[0].Metrics, Final: all[0].Final, Glimpses: all[0].Glimpses, Contrasts: all[1:]}
	return !slices.ContainsFunc(s.judge(run), func(v results.Verdict) bool { return v.Holds != "holds" })
}

func (s *loaded) configs() []model.Config {
	all := []model.Config{s.Config}
	for _, c := range s.Contrasts {
		all = append(all, c.Config)
	}
	return all
}

// experiment runs a configuration, if it is possible.
func experiment(name string, config model.Config, asked []results.Glimpse) (results.Contrast, error) {
	run, _, err := analysis.Measure(context.Background(), config, analysis.Options{Glimpses: asked, Untold: true})
	if err != nil {
		return results.Contrast{}, err
	}
	return itself(name, run), nil
}

// beforeSteps asks what each leader holds before each step of a story.
func beforeSteps(config model.Config) (asked []results.Glimpse) {
	for _, step := range config.Script {
		for _, l := range config.Leaders {
			asked = append(asked, results.Glimpse{At: max(0, sim.Time(step.At)-1), Leader: l.Name, Key: step.Key})
		}
	}
	return asked
}

func sameValues(a, b results.Contrast) bool {
	return assert.ObjectsAreEqual(a.Final, b.Final) && assert.ObjectsAreEqual(a.Glimpses, b.Glimpses)
}

// otherwise are the configurations that differ in one thing which decides who wins.
func otherwise(config model.Config) map[string]model.Config {
	all := map[string]model.Config{}
	for _, rule := range catalogue.All() {
		other := config
		other.Conflicts.Use(rule)
		all[rule.Name] = other
	}
	reversed, right := config, config
	reversed.Leaders, right.Leaders = slices.Clone(config.Leaders), slices.Clone(config.Leaders)
	for i := range config.Leaders {
		reversed.Leaders[i].Priority *= -1
		right.Leaders[i].Clock = model.ClockConfig{}
	}
	all["priorities the other way round"], all["clocks that are right"] = reversed, right
	return all
}
