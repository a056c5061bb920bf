package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkModelProblem runs three million deliveries of the model problem, with an
// observer that counts.
func BenchmarkModelProblem(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(n, " leaders"), func(b *testing.B) {
			const total = 1000
			c := modelProblem(n, total)
			c.Duration = time.Duration(3e6 / (total * float64(n-1)) * 1e9)
			applies := 0
			for b.Loop() {
				cluster, err := New(c)
				require.NoError(b, err)
				o := &counter{}
				cluster.Observe(o, false)
				require.NoError(b, cluster.Run(nil))
				applies += o.applies
			}
			b.ReportMetric(float64(applies)/b.Elapsed().Seconds()/1e6, "Mdeliveries/s")
		})
	}
}
