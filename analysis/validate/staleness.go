package validate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// What clients see that read while changes are under way.

const stalenessSection = "Staleness and causality"

func stalenessRows() []Row {
	return []Row{
		{
			ID: "R1", Section: stalenessSection, Title: "one writer: reads at a replica are stale", Source: ownSource("stale-reads"),
			Trials: []Trial{
				staleness("validation/r1-exponential", "exponential delay", overtaken(2, 5)),
				staleness("validation/r1-constant", "constant delay", -math.Expm1(-5*.2)),
			},
		},
		{
			ID: "R2", Section: stalenessSection, Title: "reading one's own write elsewhere", Source: ownSource("read-your-writes"),
			Trials: []Trial{{
				Scenarios: []string{"validation/r2"}, Runs: 20, Shorter: 10,
				Figures: []Figure{{Name: "own write missed", Exact: overtaken(1, 1), Tolerance: usual}},
				Once:    readOwnWrites,
			}},
		},
		{
			ID: "R3", Section: stalenessSection, Title: "an effect that overtakes its cause", Source: ownSource("causal-triangle"),
			Trials: []Trial{{
				Scenarios: []string{"validation/r3"}, Runs: 20, Shorter: 10,
				Figures: []Figure{{Name: "effect seen first", Exact: overtaken(1, 1) * overtaken(1, 1), Tolerance: usual}},
				Once:    reactAtOnce,
			}},
		},
	}
}

// staleness is the share of reads that miss the latest write. They do as long as that
// is under way; its age at a random time is exponential with the rate of writes, and so
// it is younger than a constant delay D with probability 1 − e^{−λD}, and than an
// exponential one of rate μ with λ/(λ+μ).
func staleness(scenario, name string, exact float64) Trial {
	return Trial{
		Scenarios: []string{scenario}, Runs: 20, Shorter: 10,
		Figures: []Figure{{Name: name, Exact: exact, Tolerance: usual}},
		Once:    runs(scenario, per("stale_reads", "reads")),
	}
}

// overtaken is the probability that an exponential time of one rate is over before
// one of another rate is. For the triangle both messages of the detour must be, each
// beginning anew, as exponential times do: the square.
func overtaken(by, rate float64) float64 { return by / (by + rate) }

// pairsEach is how many times a script of R2 and R3 repeats its story.
const pairsEach = 8000

// readOwnWrites replaces the script by many sessions that each write a row of their own
// at A and read it at B, after a pause of rate 1.
func readOwnWrites(ctx context.Context, b Bench) ([]float64, error) {
	config, err := b.Load("validation/r2")
	if err != nil {
		return nil, err
	}
	const gap = 100 * time.Millisecond // between sessions, which have nothing to do with each other
	pause, draws := sim.Exponential(time.Second), sim.NewStream(b.Seed, "validate/pause")
	config.Script = nil
	for i := range b.times(pairsEach) {
		at, name := gap*time.Duration(i+1), fmt.Sprint("s", i)
		config.Script = append(config.Script,
			model.Step{At: at, Leader: 0, Session: name, Kind: model.Update, Key: name},
			model.Step{At: at + pause.Draw(draws.At(uint64(i))), Leader: 1, Session: name, Kind: model.Read, Key: name})
	}
	inOrder(config.Script)
	config.Duration = lastOf(config.Script)
	return measure(ctx, config, metricsOnly, per("read_your_writes", "reads"))
}

// inOrder sorts a script by time.
func inOrder(script []model.Step) {
	slices.SortStableFunc(script, func(a, b model.Step) int { return cmp.Compare(a.At, b.At) })
}

// lastOf is a duration with room for the whole script.
func lastOf(script []model.Step) time.Duration { return script[len(script)-1].At + time.Second }

// apart is how long after one story the next begins, so that no message of the first
// is still under way.
const apart = 60 * time.Second

// reactAtOnce replaces the script by many causes that A writes, and runs that to see
// when each comes to B. A delay belongs to its message and link and not to the run, so
// that B's effects, written at these instants, are reactions.
func reactAtOnce(ctx context.Context, b Bench) ([]float64, error) {
	config, err := b.Load("validation/r3")
	if err != nil {
		return nil, err
	}
	stories := b.times(pairsEach)
	config.Script = nil
	for i := range stories {
		config.Script = append(config.Script, model.Step{At: apart * time.Duration(i), Leader: 0, Kind: model.Update, Key: fmt.Sprint("cause", i)})
	}
	config.Duration = apart * time.Duration(stories)
	atB := &arrivalsAt{leader: 1}
	if err := watch(ctx, config, atB); err != nil {
		return nil, err
	}
	for i, at := range atB.times {
		config.Script = append(config.Script, model.Step{At: at, Leader: 1, Kind: model.Update, Key: fmt.Sprint("effect", i)})
	}
	inOrder(config.Script)
	values, err := measure(ctx, config, metricsOnly, metric("causal_violations"))
	if err != nil {
		return nil, err
	}
	return []float64{values[0] / float64(stories)}, nil
}

// arrivalsAt notes when a leader applies changes.
type arrivalsAt struct {
	model.Blind
	leader int
	times  []time.Duration
}

func (a *arrivalsAt) Apply(e *model.Apply) {
	if e.Leader == a.leader {
		a.times = append(a.times, time.Duration(e.At))
	}
}
