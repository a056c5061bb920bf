package oracle

import (
	"github.com/mlrsim/mlrsim/analysis/invariant"
	"github.com/mlrsim/mlrsim/results"
)

// newPromises watches over what the workload's kind promises.
func newPromises(o *Oracle) *invariant.Watch {
	c := &o.config
	return invariant.New(invariant.Config{
		Kind: c.Kind, Leaders: c.Leaders, Loaded: c.Rows - c.Unmade, Initial: c.Initial, Warmup: c.Warmup, Past: o.saw,
	})
}

func (o *Oracle) sumPromises(s *results.Summary) {
	s.SetUndefined("oversold", "")
	if o.promises == nil {
		s.SetUndefined("invariant_violations", "")
		return
	}
	if units, sells := o.promises.Oversold(); sells {
		s.SetCount("oversold", units)
	}
	s.SetCount("invariant_violations", o.promises.Violations(func(row uint32, leader int) bool {
		return o.saw.Member(leader) && o.saw.Places(row, leader)
	}))
}
