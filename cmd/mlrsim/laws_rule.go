package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// load finds the rule that the user means.
func (t *trial) load(name string) error {
	t.shown = name
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
	t.failure = &firstFailure{Strategy: rule.Strategy}
	rule.Strategy = t.failure
	rule.Name = "script " + filepath.Base(t.shown)
	t.rule = rule
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
	wrong *script.Error
}

// Resolve asks the strategy.
func (f *firstFailure) Resolve(m *strategy.Meeting) strategy.Decision {
	d := f.Strategy.Resolve(m)
	if d == strategy.Stop && f.wrong == nil {
		errors.As(m.Err(), &f.wrong)
	}
	return d
}
