package validate

import (
	"context"
	"fmt"

	"github.com/mlrsim/mlrsim/model"
)

// pinned are fingerprints, the hashes of all that happened in a run, of built-in
// scenarios with seed 1, as the machine had them on which they were written down. Any
// other must find the same bits. A change of the model that is meant changes them, and
// says so in CHANGELOG.md.
var pinned = []struct{ scenario, fingerprint string }{
	{"validation/c8", "567e9aba9ccb0599"},
	{"validation/c10", "2d9b6c162d3efa7e"},
	{"validation/s1", "d7125f3337442a03"},
	{"validation/v3", "bb8cbdd9a549fb64"},
	{"validation/gray-16", "6fa2a04f35a11f13"},
	{"atlantic-cut", "0dd728d616b5a07f"},
	{"lossy-line", "019afca1160d0724"},
	{"sixteen-small-world", "51e471b2ae09a1f2"},
}

func determinismRow() Row {
	row := Row{ID: "DET", Section: "Determinism", Title: "the same bits on every machine", Source: "fingerprints pinned in determinism.go"}
	for _, p := range pinned {
		row.Trials = append(row.Trials, Trial{
			Scenarios: []string{p.scenario}, Figures: []Figure{{Name: p.scenario, Stated: p.fingerprint}},
			Words: func(_ context.Context, b Bench) ([]string, error) { return fingerprint(b, p.scenario) },
		})
	}
	return row
}

// fingerprint runs a scenario with all of its load.
func fingerprint(b Bench, scenario string) ([]string, error) {
	config, err := b.Load(scenario)
	if err != nil {
		return nil, err
	}
	cluster, err := model.New(config)
	if err != nil {
		return nil, err
	}
	err = cluster.Run(nil)
	return []string{fmt.Sprintf("%016x", cluster.Fingerprint())}, err
}
