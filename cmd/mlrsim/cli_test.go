package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

func TestExitCodesSayWhoseFaultItWas(t *testing.T) {
	for code, err := range map[int]error{
		allWell:      nil,
		notAsClaimed: &exitError{code: notAsClaimed},
		wrongUse:     fmt.Errorf("a: %w", misuse("no such flag")),
		broken:       errors.New("surprise"),
		interrupted:  fmt.Errorf("run: %w", context.Canceled),
	} {
		assert.Equal(t, code, exitCode(err), "%v", err)
	}
	assert.Equal(t, wrongUse, exitCode(&results.FolderError{Misuse: true}), "another --output would do")
	assert.Equal(t, broken, exitCode(&results.FolderError{Err: fs.ErrPermission}), "the disk failed")
}

func TestAPanicIsAnErrorThatAsksToBeReported(t *testing.T) {
	err := guarded(func() error { panic("sim: into the past") })
	assert.Equal(t, broken, exitCode(err))
	assert.ErrorContains(t, err, "this is a mistake in mlrsim "+version+", please report it")
	assert.ErrorContains(t, err, "sim: into the past")
}

func TestNothingIsShownOfProgressOffATerminal(t *testing.T) {
	var stderr bytes.Buffer
	c := &cli{err: &stderr}
	p := c.progressOver([]*loaded{{Scenario: &scenarios.Scenario{Name: "a"}}})
	p.report(0, .5)
	p.clear()
	assert.Empty(t, stderr.String())
}

func TestProgressIsOneLineThatIsTakenAway(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b, names: []string{"a", "b"}, kind: "runs", done: make([]float64, 2)}
	p.report(0, 1)
	p.report(1, .5)
	assert.Equal(t, "\r\x1b[K1 of 2 runs done, 50%  (a)", b.String(), "not more than ten times a second")
	b.Reset()
	p.clear()
	assert.Equal(t, "\r\x1b[K", b.String())
	assert.Equal(t, time.Time{}, p.shown)
}

func TestColourIsForTerminalsUnlessAskedFor(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	plain := &cli{out: &bytes.Buffer{}, flags: flags{color: "auto"}}
	assert.Equal(t, "x", plain.style().bold("x"))
	always := &cli{out: &bytes.Buffer{}, flags: flags{color: "always"}}
	assert.Equal(t, "\x1b[1mx\x1b[0m", always.style().bold("x"))
	assert.Empty(t, always.style().red(""))
}

func TestLongFieldsAreBrokenBetweenWords(t *testing.T) {
	p := &page{}
	p.field("leaders", strings.Repeat("virginia, ", 12)+"tokyo")
	for line := range strings.SplitSeq(strings.TrimSuffix(p.String(), "\n"), "\n") {
		assert.LessOrEqual(t, utf8.RuneCountInString(line), pageWidth, line)
	}
	assert.Equal(t, 3, strings.Count(p.String(), "\n")+1, "two lines and the end")
}

func TestExpectationsThatHoldAreCountedWhereThereAreMany(t *testing.T) {
	verdicts := make([]results.Verdict, 30)
	for i := range verdicts {
		verdicts[i] = results.Verdict{Text: "converged", Holds: "holds"}
	}
	verdicts[7] = results.Verdict{Text: "lost_updates == 0", Holds: "fails", Detail: strings.Repeat("long ", 12)}
	p := &page{}
	p.expectations(verdicts)
	assert.Equal(t, "expected    ✗ lost_updates == 0\n              ("+strings.Repeat("long ", 12)+")\n            ✓ 29 hold\n\n", p.String())
}

func TestManyLeadersAreCounted(t *testing.T) {
	assert.Equal(t, "a, b", list([]string{"a", "b"}, 3))
	assert.Equal(t, "4: a, b, … d", list([]string{"a", "b", "c", "d"}, 3))
}
