package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/strategy/strategytest"
	"github.com/mlrsim/mlrsim/results"
)

// trial is one call of mlrsim laws.
type trial struct {
	cli     *cli
	rule    strategy.Rule
	shown   string        // what the user called it
	failure *script.Error // of a script, the first
	folder  string
	options strategytest.Options
	found   []strategytest.Verdict
}

func (c *cli) lawsCommand() *cobra.Command {
	var chosen choices
	t := &trial{cli: c}
	cmd := takes(&cobra.Command{
		Use:   "laws FILE|STRATEGY",
		Short: "Find out whether leaders can agree by a rule of your own",
		Long: `Holds a rule for conflicts against the laws that make leaders agree: it
commutes, associates, and so on. The rule is a script (a file with a function
merge, in Starlark), a strategy that mlrsim has, or what a scenario (a file that
ends in .yaml) has as conflicts: strategy, detect, granularity, resolve, script
and own_writes. Clocks are physical and deletes kept, whatever it says.

Each law is tried on every history of a few leaders and writes, the shortest
first. Of a law that does not hold, the shortest history that breaks it is told
as a story, and written as a scenario that replays it to results/laws, or to
the folder that --output names. A law that holds for these may fail for more:
--leaders and --writes look further.

Writes do what suits the rule, or what --ops says:

  mixed    put a number larger than all before, or one smaller
  rising   put larger numbers only
  falling  put smaller numbers only
  adding   add another power of two each, so that a sum tells what is in it
  names    put another letter each, for rules that look at no values

A rule that merges carts, sets or the like is tried on them by --kind: writes
put into a cart and take out, include and exclude an element, count up and
down, append, type and erase, or put and clear a field of a map.

A law that cannot be asked of a rule is n/a: those about conflicts of
certification, which leaves none, and the one about deletes of a data type
that has none, such as a counter, whose rows are deleted by timestamp.

The exit code is 1 if a law fails, or if it could not be decided (open): the
search gives up after two million states, or the rule has a mistake (an error,
or no return) in what was looked at, of which the law answers has the story.`,
		Example: `  mlrsim laws merge.star
  mlrsim laws first-write-wins
  mlrsim laws auction.yaml             the rule that the scenario has
  mlrsim laws merge.star --only converges --leaders 4
  mlrsim laws merge.star --ops adding  each write adds to what its leader holds
  mlrsim laws merge.star --kind cart   rows are shopping carts`,
		Args:              oneArgument("a script, a scenario, or the name of a strategy"),
		ValidArgsFunction: completeRules,
		RunE: func(cmd *cobra.Command, args []string) error {
			t.folder = c.flags.output
			if !cmd.Flags().Changed("output") {
				t.folder = filepath.Join(c.flags.output, "laws")
			}
			return t.start(cmd.Context(), args[0], chosen)
		},
	}, "output", "json", "format", "quiet", "color")
	f := cmd.Flags()
	f.StringSliceVar(&chosen.only, "only", nil, "only these laws: `names` with commas between")
	f.IntVar(&t.options.Leaders, "leaders", 3, "so many leaders: a `number` from 2 to 8")
	f.IntVar(&t.options.Writes, "writes", 3, "so many writes at most: a `number` from 1 to 12")
	f.StringVar(&chosen.ops, "ops", "", "what writes do, if not what suits the rule and the kind: `one` of "+strings.Join(opsNames, ", "))
	f.StringVar(&chosen.kind, "kind", "", "what rows hold: `one` of "+strings.Join(kindNames(), ", "))
	f.StringVar(&chosen.detect, "detect", "", "how conflicts are found, if not in the rule's own `way`: see conflicts.detect")
	must(cmd.RegisterFlagCompletionFunc("only", complete(strategytest.LawNames)))
	return cmd
}

// opsNames are what writes may do, in the order of opsOf.
var opsNames = []string{"mixed", "rising", "falling", "adding", "names"}

var opsOf = []strategytest.Ops{strategytest.Mixed, strategytest.Rising, strategytest.Falling, strategytest.Adding, strategytest.Names}

// choices are the values of flags that name something.
type choices struct {
	only              []string
	ops, kind, detect string
}

// start looks at the rule and the flags, and then at the laws.
func (t *trial) start(ctx context.Context, name string, chosen choices) error {
	if err := t.choose(chosen); err != nil {
		return err
	}
	if err := t.load(name, chosen.detect); err != nil {
		return err
	}
	if err := t.ofKind(chosen.kind); err != nil {
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

// kindNames are the kinds of rows that laws can be asked of.
func kindNames() (names []string) {
	for _, k := range strategytest.Kinds() {
		names = append(names, k.String())
	}
	return names
}

// ofKind lets rows hold what a kind of workload has, if the rule can deal with that.
func (t *trial) ofKind(name string) error {
	if name == "" {
		return nil
	}
	names := kindNames()
	if err := among("--kind", name, names); err != nil {
		return err
	}
	kind := strategytest.Kinds()[slices.Index(names, name)]
	if t.rule.Name == catalogue.Usual {
		t.rule, _ = catalogue.Of(catalogue.Usual, name)
	}
	if !kind.Suits(&t.rule) {
		return misuse("--kind %s: %s is for rows of kind %s", name, t.rule.Name, strings.Join(t.rule.Kinds, ", "))
	}
	t.options.Kind = kind
	return nil
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
		o := t.options
		o.Laws, o.Pause = []string{law}, ctx.Err
		v := strategytest.Check(t.rule, o)[0]
		if err := ctx.Err(); err != nil {
			return err
		}
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
