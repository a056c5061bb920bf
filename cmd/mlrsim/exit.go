package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/mlrsim/mlrsim/results"
)

// Exit codes.
const (
	allWell      = 0
	notAsClaimed = 1
	wrongUse     = 2
	broken       = 3
	interrupted  = 130
)

// exitError is an error with the exit code that it leads to. Without an error there
// is nothing more to say.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// misuse is an error in what the user asked for.
func misuse(format string, args ...any) error {
	return &exitError{wrongUse, fmt.Errorf(format, args...)}
}

// exitCode is what an error leads to.
func exitCode(err error) int {
	var known *exitError
	var folder *results.FolderError
	switch {
	case err == nil:
		return allWell
	case errors.Is(err, context.Canceled):
		return interrupted
	case errors.As(err, &known):
		return known.code
	case errors.As(err, &folder) && folder.Misuse:
		return wrongUse
	}
	return broken
}

// worse is the code that matters of two: an interrupt most, success least.
func worse(a, b int) int { return max(a, b) }

// guarded calls f and turns a panic, a mistake of the program, into an error that
// asks to report it.
func guarded(f func() error) (err error) {
	defer func() {
		if mistake := recover(); mistake != nil {
			err = &exitError{broken, fmt.Errorf("this is a mistake in mlrsim %s, please report it with the scenario: %v\n%s", version, mistake, debug.Stack())}
		}
	}()
	return f()
}
