package script

import "github.com/mlrsim/mlrsim/model/strategy"

// Name is what scenarios call the strategy that is a script.
const Name = "script"

// Rule makes a strategy of the script.
func (s *Script) Rule() strategy.Rule {
	rule := About()
	rule.Strategy = s
	return rule
}

// About is the rule of all scripts, which tells their story and has no Strategy yet.
func About() strategy.Rule {
	return strategy.Rule{
		Name:  Name,
		Short: "your own rule: a function merge(local, incoming, base), written in Starlark",
		Long: "A file named by conflicts.script has a function merge, which is asked at each conflict. " +
			"It is given what the leader holds and what has come, each with value, timestamp (in ns), logical " +
			"(of a hybrid clock), origin (the leader's number, from 1), priority and deleted; incoming.type is the " +
			"kind of conflict, such as update-update; base, which may be left out, is the value that the incoming write " +
			"replaced. A value is an int, a string, a list, a set, a dict, or None where there is no row." +
			"\n\n" +
			"It returns a value, or KEEP, TAKE or BOTH. A value that one side has keeps that side. fail(\"why\"), an " +
			"error and a merge of more than 100,000 steps stop what the leader applies of the sender, and the summary " +
			"of the run shows the line. A merge sees no clock " +
			"and no chance, and remembers nothing. With detect: none it is asked about every change, and about a " +
			"leader's own writes too, so that one which does not win is shadowed at once; where it fails at one, that " +
			"is committed all the same. Whether leaders agree " +
			"is up to the script: `mlrsim laws FILE` looks for the shortest history after which they do not.",
		Source: "Starlark specification (bazelbuild/starlark); merge procedures as in Terry et al. 1995, Bayou, §4.3",
		Detect: strategy.DetectVersionVector,
		Local:  true,
		Values: true,
		Stops:  true,
		Blends: true,
	}
}
