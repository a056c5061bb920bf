package analysis_test

import (
	"fmt"
	"testing"
)

// BenchmarkStrategies runs the model problem under one strategy after the other, with
// bare metrics: what a conflict rule costs. Last-write-wins and siblings keep to the
// fast core; the others make rows hold values.
func BenchmarkStrategies(b *testing.B) {
	for _, name := range []string{"last-write-wins", "siblings", "site-priority", "last-write-wins-by-value", "additive"} {
		for _, n := range []int{10, 100} {
			config := problem(n, 10_000, 1000, 1_000_000)
			config.Conflicts.Strategy = name
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) { benchmark(b, config, true) })
		}
	}
}
