package strategytest

import "github.com/mlrsim/mlrsim/model/strategy"

func (v *Verdict) judgeLarge(rule strategy.Rule, o Options) { v.OK = true }
