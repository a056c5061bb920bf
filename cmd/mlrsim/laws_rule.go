package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/strategy/strategytest"
	"github.com/mlrsim/mlrsim/scenarios"
)

// load finds the rule that the user means.
func (t *trial) load(name, detect string) error {
	t.shown = name
	if ext := filepath.Ext(name); ext == ".yaml" || ext == ".yml" {
		return t.loadScenario(name, detect)
	}
	rule, known := catalogue.Lookup(name)
	if known {
		t.rule = rule
		return nil
	}
	text, err := readScript(name)
	if err != nil {
		return err
	}
	own, err := script.Load(name, text)
	if err != nil {
		return &exitError{wrongUse, err}
	}
	return t.adopt(own.Rule())
}

// loadScenario takes the rule that a scenario has in its section conflicts, and the kind
// of its rows.
func (t *trial) loadScenario(name, detect string) error {
	var o scenarios.Options
	if detect != "" {
		o.Set = []string{"conflicts.detect=" + detect}
	}
	s, err := scenarios.Load(name, o)
	if err != nil {
		return &exitError{wrongUse, err}
	}
	if kind := s.Config.Workload.Kind; !slices.Contains(strategytest.Kinds(), kind) {
		return misuse("%s: workload.kind %s: laws are about rows by themselves, and can be asked of %s", name, kind, strings.Join(kindNames(), ", "))
	}
	t.options.Kind, t.options.Abort = s.Config.Workload.Kind, s.Config.Conflicts.Abort
	file := s.Script()
	if file != "" && !filepath.IsAbs(file) {
		if file, err = relative(t.folder, filepath.Join(filepath.Dir(name), file)); err != nil {
			return err
		}
	}
	t.options.Conflicts = s.Conflicts(file)
	t.rule = s.Rule()
	t.rule.Name = filepath.Base(name)
	t.watch()
	return nil
}

// watch remembers how the rule fails.
func (t *trial) watch() {
	t.rule.Strategy = strategy.Wrap(t.rule.Strategy, func(s strategy.Strategy) strategy.Strategy { return firstFailure{s, &t.failure} })
}

// readScript reads a file, of one that is too long just enough to be told so.
func readScript(name string) ([]byte, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		names := catalogue.Names()
		return nil, misuse("there is no file %s, and no strategy of that name; there are %s%s", name, strings.Join(names, ", "), didYouMean(name, names))
	}
	if err != nil {
		return nil, misuse("%w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, script.MaxSize+1))
	if err != nil {
		return nil, misuse("%w", err)
	}
	return text, nil
}

// adopt takes a script's rule, which is called by its file in stories and scenarios.
func (t *trial) adopt(rule strategy.Rule) error {
	rule.Name = "script " + filepath.Base(t.shown)
	t.rule = rule
	t.watch()
	var err error
	t.options.Script, err = relative(t.folder, t.shown)
	return err
}

// relative is how a scenario in the folder names a file.
func relative(folder, file string) (string, error) {
	from, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	if way, err := filepath.Rel(from, to); err == nil {
		to = way
	}
	return filepath.ToSlash(to), nil
}

// firstFailure is a strategy that remembers why it failed first, where the laws' stories
// tell the line only.
type firstFailure struct {
	strategy.Strategy
	wrong **script.Error
}

// Resolve asks the strategy.
func (f firstFailure) Resolve(m *strategy.Meeting) strategy.Decision {
	d := f.Strategy.Resolve(m)
	if d == strategy.Stop && *f.wrong == nil {
		errors.As(m.Err(), f.wrong)
	}
	return d
}
