package analysis

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

// Difference is the first event in which two runs of one configuration differ: a
// mistake in this program, for there should be none.
type Difference struct {
	Number int    // of the event, from 1; 0: the header of the history
	First  string // as a line of history; "" if the run had ended
	Second string
}

func (d *Difference) Error() string {
	return fmt.Sprintf("two runs differ at event %d:\n  first:  %s\n  second: %s", d.Number, d.First, d.Second)
}

// CheckDeterminism simulates a configuration twice, side by side, and compares
// everything that happens. It returns a *Difference for the first event that is
// not the same, and the context's error if that is cancelled first.
func CheckDeterminism(ctx context.Context, config model.Config) error {
	return compare(ctx, config, config)
}

func compare(ctx context.Context, a, b model.Config) error {
	first, second := newLines(ctx, a), newLines(ctx, b)
	defer first.from.Close()
	defer second.from.Close()
	for n := 0; ; n++ { // line 0 is the header
		more, moreToo := first.Scan(), second.Scan()
		if err := ctx.Err(); err != nil {
			return err
		}
		if first.Text() != second.Text() || more != moreToo {
			return &Difference{n, first.Text(), second.Text()}
		}
		if !more {
			return firstError(first.Err(), second.Err())
		}
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// lines gives out the history of a run line by line, as it is simulated.
type lines struct {
	*bufio.Scanner
	from *io.PipeReader
}

func newLines(ctx context.Context, config model.Config) lines {
	const longest = 16 << 20
	from, to := io.Pipe()
	l := lines{bufio.NewScanner(from), from}
	l.Buffer(nil, longest)
	go func() { to.CloseWithError(record(ctx, config, to)) }()
	return l
}

func record(ctx context.Context, config model.Config, to io.Writer) error {
	c, err := model.New(config)
	if err != nil {
		return err
	}
	r := history.NewRecorder(to, history.HeaderOf(c))
	c.Observe(r, true)
	if err := c.Run(pause(ctx, config, nil)); err != nil {
		return err
	}
	return r.Close()
}
