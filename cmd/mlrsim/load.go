package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/results/expect"
	"github.com/mlrsim/mlrsim/scenarios"
)

// loaded is a scenario ready to be run and judged.
type loaded struct {
	*scenarios.Scenario
	shown     string // what the user called it
	claims    []claim
	effective []byte // its YAML with every default filled in
}

// claim is an expectation of the scenario.
type claim struct {
	*expect.Expr
	line int
}

// glimpses are what the expectations ask to see of a contrast, or of the scenario itself
// if that is "".
func (s *loaded) glimpses(contrast string) []results.Glimpse {
	var all []results.Glimpse
	for _, c := range s.claims {
		all = append(all, c.Glimpses(contrast)...)
	}
	return all
}

// judge weighs the scenario's expectations against its run.
func (s *loaded) judge(run *results.Run) []results.Verdict {
	var verdicts []results.Verdict
	for _, c := range s.claims {
		v := c.Judge(run)
		v.Line = c.line
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// loadAll reads all scenarios, and reports what is wrong with any.
func (c *cli) loadAll(files []string) ([]*loaded, error) {
	var all []*loaded
	var wrong []error
	for _, file := range files {
		s, err := c.load(file)
		if err != nil {
			wrong = append(wrong, err)
		}
		all = append(all, s)
	}
	if len(wrong) > 0 {
		return nil, &exitError{wrongUse, errors.Join(wrong...)}
	}
	return all, nil
}

// load reads a file, a scenario of the library, or standard input ("-"). Claims are
// checked when the names of leaders and keys are known, or, where something else is wrong
// with a file, without, so that all is told at once.
func (c *cli) load(file string) (*loaded, error) {
	options, err := c.readOptions()
	if err != nil {
		return nil, err
	}
	read, err := c.reader(file)
	if err != nil {
		return nil, err
	}
	s, err := read(options)
	if err != nil {
		options.CheckExpect = check(expect.Names{})
		_, err = read(options)
		return nil, err
	}
	names := namesOf(s)
	l := &loaded{Scenario: s, shown: shown(file)}
	for _, e := range s.Expect {
		parsed, err := expect.Parse(e.Text, names)
		if err != nil {
			options.CheckExpect = check(names)
			_, err := read(options)
			return nil, err
		}
		l.claims = append(l.claims, claim{parsed, e.Line})
	}
	l.effective = s.Effective()
	return l, nil
}

func check(names expect.Names) func(string) error {
	return func(text string) error {
		_, err := expect.Parse(text, names)
		return err
	}
}

// readOptions are what --seed and --set ask for.
func (c *cli) readOptions() (scenarios.Options, error) {
	options := scenarios.Options{Set: c.flags.set}
	if c.flags.seed == "" {
		return options, nil
	}
	seed, err := strconv.ParseUint(c.flags.seed, 10, 64)
	if err != nil {
		return options, misuse("--seed %s: a seed is a whole number from 0 to 18446744073709551615", c.flags.seed)
	}
	options.Seed = &seed
	return options, nil
}

// reader is how a scenario is read, as often as needed.
func (c *cli) reader(file string) (func(scenarios.Options) (*scenarios.Scenario, error), error) {
	if file != "-" {
		return func(o scenarios.Options) (*scenarios.Scenario, error) { return scenarios.Load(file, o) }, nil
	}
	text, err := io.ReadAll(io.LimitReader(c.in, scenarios.MaxSize+1))
	if err != nil {
		return nil, err
	}
	return func(o scenarios.Options) (*scenarios.Scenario, error) {
		return scenarios.Read(bytes.NewReader(text), shown(file), o)
	}, nil
}

// shown is what an argument is called in messages.
func shown(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// namesOf are the names that claims can speak of. What rows there are is known only
// where a script alone makes them.
func namesOf(s *scenarios.Scenario) expect.Names {
	names := namesIn(s.Config)
	names.Contrasts = []expect.Contrast{}
	for _, c := range s.Contrasts {
		names.Contrasts = append(names.Contrasts, expect.Contrast{Name: c.Name, Names: namesIn(c.Config)})
	}
	return names
}

// namesIn are the leaders, keys and times of one experiment.
func namesIn(config model.Config) expect.Names {
	names := expect.Names{Leaders: []string{}, End: config.Duration + config.Settle}
	for _, l := range config.Leaders {
		names.Leaders = append(names.Leaders, l.Name)
	}
	if config.Workload.Rate > 0 || config.Workload.Clients > 0 {
		return names
	}
	names.Keys = []string{}
	for _, step := range config.Script {
		names.Keys = append(names.Keys, step.Key)
	}
	for _, operation := range config.Workload.Trace {
		names.Keys = append(names.Keys, operation.Key)
	}
	return names
}

// isListing reports whether an error is a list of what is wrong with files, each
// entry beginning with its place.
func isListing(err error) bool {
	var listing scenarios.Errors
	return errors.As(err, &listing)
}

// looksLikeScenario reports whether a word is likely meant as one: a YAML file or a
// name of the library.
func looksLikeScenario(word string) bool {
	if _, ok := scenarios.Source(word); ok {
		return true
	}
	extension := filepath.Ext(word)
	_, err := os.Stat(word)
	return extension == ".yaml" || extension == ".yml" || err == nil
}

// completeScenarios offers the names of the library, and files.
func completeScenarios(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, e := range scenarios.Library() {
		if strings.HasPrefix(e.Name, begun) {
			names = append(names, e.Name+"\t"+e.Description)
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}
