package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/results"
)

// cli is one call of the program.
type cli struct {
	in       io.Reader
	out, err io.Writer
	flags    flags
	begun    bool // the command line was right, and a command is at work
}

// flags are those that commands share.
type flags struct {
	seed        string
	set         []string
	output      string
	json        bool
	format      string
	jobs        int
	quiet       bool
	history     bool
	final       bool
	determinism bool
	color       string
}

const rootHelp = `mlrsim simulates databases in which several leaders accept writes. Leaders in
real regions take writes, lose a link, collide, and agree again; mlrsim counts
the conflicts, the lost updates and what clients saw, and draws them.

A scenario is a YAML file, or the name of one that comes with the program. The
same scenario, seed and version give the same results on every machine.`

const rootExamples = `  mlrsim run atlantic-cut              run a scenario of the library
  mlrsim scenarios                     what there is in the library
  mlrsim scenarios atlantic-cut > my.yaml
  mlrsim run my.yaml --seed 2 --set network.latency=80ms
  mlrsim metrics conflict_rate         what a figure means exactly`

// run is the program as a function of everything that it touches but the disk. It
// returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &cli{in: stdin, out: stdout, err: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := guarded(func() error { return root.ExecuteContext(ctx) })
	if err != nil && !c.begun && exitCode(err) == broken {
		err = misuse("%w", err) // one of cobra's own
	}
	c.complain(err)
	return exitCode(err)
}

// complain tells an error in one voice; several that come together, one by one.
func (c *cli) complain(err error) {
	var known *exitError
	if errors.As(err, &known) {
		if several, ok := known.err.(interface{ Unwrap() []error }); ok {
			for _, one := range several.Unwrap() {
				c.complain(one)
			}
			return
		}
	}
	switch {
	case err == nil || err.Error() == "":
	case exitCode(err) == interrupted:
		fmt.Fprintln(c.err, "mlrsim: interrupted; nothing of the unfinished run was kept")
	case isListing(err):
		fmt.Fprintln(c.err, err)
	default:
		fmt.Fprintln(c.err, "mlrsim: "+err.Error())
	}
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "mlrsim",
		Short:             "Simulate databases with several leaders",
		Long:              rootHelp,
		Example:           rootExamples,
		Version:           version,
		Args:              unknownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: c.checkFlags,
	}
	root.SetVersionTemplate("mlrsim {{.Version}}\n")
	root.SetFlagErrorFunc(wrongFlag)
	root.SetUsageFunc(usage)
	root.PersistentFlags().BoolP("help", "h", false, "show this")
	root.Flags().Bool("version", false, "print the version")
	c.addFlags(root.PersistentFlags())
	root.AddCommand(c.runCommand(), c.validateCommand(), c.showCommand(), c.schemaCommand(), c.scenariosCommand(),
		c.metricsCommand(), c.regionsCommand(), c.strategiesCommand(), c.presetsCommand(), c.lawsCommand(), c.versionCommand())
	root.SetHelpCommand(helpCommand(root))
	root.InitDefaultCompletionCmd()
	strictCompletion(root)
	return root
}

// helpCommand explains a command, as cobra's own does, but fails for those that
// there are not.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(root, args)
			}
			return cmd.Help()
		},
	}
}

// strictCompletion makes the completion command refuse shells that it does not know.
func strictCompletion(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			cmd.Args = unknownCommand
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

func (c *cli) addFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVar(&c.flags.seed, "seed", "", "take this `number` instead of the scenario's seed")
	f.StringArrayVar(&c.flags.set, "set", nil, "change a value of the scenario: `PATH=VALUE`, as in network.latency=80ms (repeatable)")
	f.StringVarP(&c.flags.output, "output", "o", "results", "the `folder` under which results are written")
	f.BoolVar(&c.flags.json, "json", false, "short for --format json")
	f.StringVar(&c.flags.format, "format", "text", "the `form` of what is printed: text, json, jsonl or csv")
	f.IntVarP(&c.flags.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "how many scenarios to run at a time: a `number` on which no result depends")
	f.Lookup("jobs").DefValue = "one for each core"
	f.BoolVarP(&c.flags.quiet, "quiet", "q", false, "no progress, and of the summary only expectations that do not hold")
	f.BoolVar(&c.flags.history, "history", false, "write history.jsonl: every operation, delivery, conflict and fault")
	f.BoolVar(&c.flags.final, "final", false, fmt.Sprintf("write all of final.csv, beyond %s lines too", results.Grouped(analysis.FinalRows)))
	f.BoolVar(&c.flags.determinism, "check-determinism", false, "run everything twice, and name the first event that differs")
	f.StringVar(&c.flags.color, "color", "auto", "`when` to use colour: auto, always or never; auto is on a terminal, unless NO_COLOR is set")
}

// takes marks which of the shared flags a command listens to.
func takes(cmd *cobra.Command, names ...string) *cobra.Command {
	cmd.Annotations = map[string]string{"flags": " " + strings.Join(names, " ") + " "}
	return cmd
}

// listensTo reports whether a command listens to a shared flag.
func listensTo(cmd *cobra.Command, flag string) bool {
	return flag == "help" || strings.Contains(cmd.Annotations["flags"], " "+flag+" ")
}

// checkFlags refuses flags that would do nothing, and values that do not exist.
func (c *cli) checkFlags(cmd *cobra.Command, _ []string) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if cmd.InheritedFlags().Lookup(f.Name) != nil && !listensTo(cmd, f.Name) && err == nil {
			err = misuse("--%s has no effect on `%s`", f.Name, cmd.CommandPath())
		}
	})
	if err != nil {
		return err
	}
	if c.flags.json {
		if cmd.Flags().Changed("format") && c.flags.format != "json" {
			return misuse("--json and --format %s contradict each other", c.flags.format)
		}
		c.flags.format = "json"
	}
	if err := oneOf("--format", c.flags.format, "text", "json", "jsonl", "csv"); err != nil {
		return err
	}
	if c.flags.jobs < 1 {
		return misuse("-j %d: at least one scenario must run at a time", c.flags.jobs)
	}
	if c.flags.output == "" {
		return misuse("--output needs a folder")
	}
	c.begun = true
	return oneOf("--color", c.flags.color, "auto", "always", "never")
}

// oneOf checks the value of a flag that has a few.
func oneOf(flag, value string, values ...string) error {
	for _, v := range values {
		if v == value {
			return nil
		}
	}
	return misuse("%s %s: it is one of %s%s", flag, value, strings.Join(values, ", "), didYouMean(value, values))
}

// didYouMean is a question to end an error with, or nothing.
func didYouMean(word string, among []string) string {
	if near, ok := results.Nearest(word, among); ok {
		return "; did you mean " + near + "?"
	}
	return ""
}

// unknownCommand is for words that are no command, scenarios perhaps.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if looksLikeScenario(args[0]) {
		return misuse("what should be done with %s? To run it: mlrsim run %s", args[0], args[0])
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	if near, ok := results.Nearest(args[0], names); ok {
		return misuse("there is no command %q; did you mean %s %s?", args[0], cmd.CommandPath(), near)
	}
	return misuse("there is no command %q; see %s --help", args[0], cmd.CommandPath())
}

// wrongFlag makes an error of cobra's about flags one of ours.
func wrongFlag(cmd *cobra.Command, err error) error {
	word, found := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !found {
		return misuse("%v; see %s --help", err, cmd.CommandPath())
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near, ok := results.Nearest(word, names); ok {
		return misuse("there is no flag --%s; did you mean --%s?", word, near)
	}
	return misuse("there is no flag --%s; see %s --help", word, cmd.CommandPath())
}
