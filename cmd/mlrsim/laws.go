package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/strategy/strategytest"
	"github.com/mlrsim/mlrsim/results"
)

// trial is one call of mlrsim laws.
type trial struct {
	cli     *cli
	rule    strategy.Rule
	shown   string // what the user called it
	failure *firstFailure
	folder  string
	options strategytest.Options
	found   []strategytest.Verdict
}

func (c *cli) lawsCommand() *cobra.Command {
	var ops, detect string
	var only []string
	t := &trial{cli: c}
	cmd := takes(&cobra.Command{
		Use:   "laws FILE|STRATEGY",
		Short: "Find out whether leaders can agree by a rule of your own",
		Long: `Holds a rule for conflicts against the laws that make leaders agree: it
commutes, associates, and so on. The rule is a script (a file with a function
merge, in Starlark), or a strategy that mlrsim has.

Each law is tried on every history of a few leaders and writes, the shortest
first. Of a law that does not hold, the shortest history that breaks it is told
as a story, and written as a scenario that replays it to results/laws, or to
the folder that --output names. A law that holds for these may fail for more:
--leaders and --writes look further.

A law that cannot be asked of a rule is n/a: those about conflicts of
certification, which leaves none, and the one about deletes of a data type
that has none, such as a counter, whose rows are deleted by timestamp.

The exit code is 1 if a law fails, or if it could not be decided (open).`,
		Example: `  mlrsim laws merge.star
  mlrsim laws first-write-wins
  mlrsim laws merge.star --only converges --leaders 4
  mlrsim laws merge.star --ops adding  each write adds to what its leader holds`,
		Args:              oneArgument("a script, or the name of a strategy"),
		ValidArgsFunction: completeRules,
		RunE: func(cmd *cobra.Command, args []string) error {
			t.folder = c.flags.output
			if !cmd.Flags().Changed("output") {
				t.folder = filepath.Join(c.flags.output, "laws")
			}
			return t.start(cmd.Context(), args[0], choices{only, ops, detect})
		},
	}, "output", "json", "format", "quiet", "color")
	f := cmd.Flags()
	f.StringSliceVar(&only, "only", nil, "only these laws: `names` with commas between")
	f.IntVar(&t.options.Leaders, "leaders", 3, "so many leaders: a `number` from 2 to 8")
	f.IntVar(&t.options.Writes, "writes", 3, "so many writes at most: a `number` from 1 to 12")
	f.StringVar(&ops, "ops", "", "what writes do, if not what suits the rule: `one` of "+strings.Join(opsNames, ", "))
	f.StringVar(&detect, "detect", "", "how conflicts are found, if not in the rule's own `way`: see conflicts.detect")
	must(cmd.RegisterFlagCompletionFunc("only", complete(strategytest.LawNames)))
	return cmd
}

// opsNames are what writes may do, in the order of opsOf.
var opsNames = []string{"mixed", "rising", "falling", "adding", "names"}

var opsOf = []strategytest.Ops{strategytest.Mixed, strategytest.Rising, strategytest.Falling, strategytest.Adding, strategytest.Names}

// choices are the values of flags that name something.
type choices struct {
	only        []string
	ops, detect string
}

// start looks at the rule and the flags, and then at the laws.
func (t *trial) start(ctx context.Context, name string, chosen choices) error {
	if err := t.choose(chosen); err != nil {
		return err
	}
	if err := t.load(name); err != nil {
		return err
	}
	if err := results.CheckFolder(t.folder); err != nil {
		return err
	}
	return t.run(ctx)
}

// choose turns flags into options.
func (t *trial) choose(chosen choices) error {
	if chosen.ops != "" {
		if err := among("--ops", chosen.ops, opsNames); err != nil {
			return err
		}
		t.options.Ops = opsOf[slices.Index(opsNames, chosen.ops)]
	}
	laws := strategytest.LawNames()
	for _, law := range chosen.only {
		if err := among("--only", law, laws); err != nil {
			return err
		}
	}
	if t.options.Laws = chosen.only; len(chosen.only) == 0 {
		t.options.Laws = laws
	}
	if o := t.options; o.Leaders < 2 || o.Leaders > 8 {
		return misuse("--leaders %d: from 2 to 8 are possible", o.Leaders)
	} else if o.Writes < 1 || o.Writes > 12 {
		return misuse("--writes %d: from 1 to 12 are possible", o.Writes)
	}
	return t.detect(chosen.detect)
}

// detect is the way to find conflicts of a name, the rule's own if that is empty.
func (t *trial) detect(name string) error {
	if name == "" {
		return nil
	}
	var names []string
	for d := strategy.DetectNone; d <= strategy.DetectTimestampBeforeImage; d++ {
		names = append(names, detects(d))
	}
	t.options.Detect = strategy.DetectNone + strategy.Detect(slices.Index(names, name))
	return among("--detect", name, names)
}

// among checks a name that a flag gives.
func among(flag, name string, names []string) error {
	if slices.Contains(names, name) {
		return nil
	}
	return misuse("%s: there is no %q; there are %s%s", flag, name, strings.Join(names, ", "), didYouMean(name, names))
}

// completeRules offers the names of strategies, and files.
func completeRules(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	names := slices.DeleteFunc(catalogue.Names(), func(name string) bool { return !strings.HasPrefix(name, begun) })
	return names, cobra.ShellCompDirectiveDefault
}

// run checks law by law, and tells each as soon as it is judged.
func (t *trial) run(ctx context.Context) error {
	for _, law := range t.options.Laws {
		if err := ctx.Err(); err != nil {
			return err
		}
		o := t.options
		o.Laws = []string{law}
		v := strategytest.Check(t.rule, o)[0]
		if err := t.write(&v); err != nil {
			return err
		}
		t.found = append(t.found, v)
		if err := t.tell(&v); err != nil {
			return err
		}
	}
	if err := t.end(); err != nil {
		return err
	}
	if t.count(lawFails)+t.count(lawUnproved) > 0 {
		return &exitError{code: notAsClaimed}
	}
	return nil
}

// write leaves the scenario of a law that is broken.
func (t *trial) write(v *strategytest.Verdict) error {
	c := v.Counterexample
	if c == nil {
		return nil
	}
	return results.WriteFiles(t.folder, []results.File{{Name: c.File(), Content: []byte(c.Scenario)}})
}

// count is how many laws have a verdict.
func (t *trial) count(verdict string) int {
	n := 0
	for i := range t.found {
		if verdictOf(&t.found[i]) == verdict {
			n++
		}
	}
	return n
}
