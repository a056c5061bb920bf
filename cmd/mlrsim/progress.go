package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress is one line on a terminal that says how far the runs are. Without a
// terminal it says nothing. It may be told from several runs at once.
type progress struct {
	w     io.Writer // nil: say nothing
	mu    sync.Mutex
	names []string
	kind  string // of what they are names: "runs"
	done  []float64
	shown time.Time
}

// progressOver makes a line for the runs of some scenarios.
func (c *cli) progressOver(scenarios []*loaded) *progress {
	var names []string
	for _, s := range scenarios {
		names = append(names, s.Name)
	}
	return c.progress(names, "runs")
}

// progress makes a line for some things of a kind that are under way.
func (c *cli) progress(names []string, kind string) *progress {
	p := &progress{names: names, kind: kind, done: make([]float64, len(names))}
	if isTerminal(c.err) && !c.flags.quiet {
		p.w = c.err
	}
	return p
}

// refresh is how often the line changes.
const refresh = 100 * time.Millisecond

// report says that a share of a run is done.
func (p *progress) report(run int, share float64) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done[run] = share
	if now := time.Now(); now.Sub(p.shown) >= refresh {
		p.shown = now
		fmt.Fprintf(p.w, "\r\x1b[K%s", p.line(run))
	}
}

func (p *progress) line(run int) string {
	if len(p.names) == 1 {
		return fmt.Sprintf("%s  %3.0f%%", p.names[0], 100*p.done[0])
	}
	finished, sum := 0, 0.0
	for _, d := range p.done {
		sum += d
		if d >= 1 {
			finished++
		}
	}
	return fmt.Sprintf("%d of %d %s done, %.0f%%  (%s)", finished, len(p.names), p.kind, 100*sum/float64(len(p.names)), p.names[run])
}

// clear takes the line away, so that something else can be printed.
func (p *progress) clear() {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprint(p.w, "\r\x1b[K")
	p.shown = time.Time{}
}
