// Command fingerprints runs every scenario of the built-in library and prints, a
// line each, its name, its fingerprint and a hash of its summary. Built for
// different platforms it must print the same; .ci/run compares.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/scenarios"
)

func main() {
	for _, entry := range scenarios.Library() {
		if err := print(entry.Name); err != nil {
			fmt.Fprintln(os.Stderr, "fingerprints:", entry.Name+":", err)
			os.Exit(1)
		}
	}
}

func print(name string) error {
	s, err := scenarios.Builtin(name)
	if err != nil {
		return err
	}
	run, _, err := analysis.Measure(context.Background(), s.Config, analysis.Options{})
	if err != nil {
		return err
	}
	summary, err := json.Marshal(run.Metrics)
	if err != nil {
		return err
	}
	fmt.Printf("%s %016x %x\n", name, run.Fingerprint, sha256.Sum256(summary))
	return nil
}
