package validate

import (
	"context"
	"fmt"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// quantity is a number that a run's metrics give.
type quantity func(*measured) float64

// measured is a run and what was asked of it.
type measured struct {
	config  model.Config
	metrics *results.Summary
}

// value is a metric as a number, in its unit.
func (m *measured) value(metric string) float64 {
	v, ok := m.metrics.Get(metric)
	if !ok || !v.Defined() {
		panic(fmt.Sprintf("validate: %s gave no %s", m.config.Name, metric))
	}
	x, _ := v.Rat().Float64()
	return x
}

func metric(name string) quantity { return func(m *measured) float64 { return m.value(name) } }

// perSecond is a count for each second of the measured load.
func perSecond(count string) quantity {
	return func(m *measured) float64 {
		return m.value(count) / (m.config.Duration - m.config.Warmup).Seconds()
	}
}

// per is a count as a share of another.
func per(count, whole string) quantity {
	return func(m *measured) float64 { return m.value(count) / m.value(whole) }
}

// runs measures quantities of a scenario.
func runs(scenario string, quantities ...quantity) func(context.Context, Bench) ([]float64, error) {
	return func(ctx context.Context, b Bench) ([]float64, error) {
		config, err := b.Load(scenario)
		if err != nil {
			return nil, err
		}
		return measure(ctx, config, metricsOnly, quantities...)
	}
}

// metricsOnly is how a run is measured that is neither drawn nor kept.
var metricsOnly = analysis.Options{Plain: true}

func measure(ctx context.Context, config model.Config, o analysis.Options, quantities ...quantity) ([]float64, error) {
	run, _, err := analysis.Measure(ctx, config, o)
	if err != nil {
		return nil, err
	}
	return valuesOf(config, run, quantities), nil
}

func valuesOf(config model.Config, run *results.Run, quantities []quantity) []float64 {
	m := &measured{config, run.Metrics}
	var values []float64
	for _, q := range quantities {
		values = append(values, q(m))
	}
	return values
}

// watch runs a configuration for an observer of the suite's own.
func watch(ctx context.Context, config model.Config, o model.Observer) error {
	cluster, err := model.New(config)
	if err != nil {
		return err
	}
	cluster.Observe(o, false)
	return cluster.Run(func(sim.Time) error { return ctx.Err() })
}
