package strategytest

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// caught is a strategy that notes the first mistake, and whose panics are mistakes that a
// story can tell.
type caught struct {
	strategy.Strategy
	crash *error
}

// Resolve asks the strategy.
func (c *caught) Resolve(m *strategy.Meeting) (d strategy.Decision) {
	defer func() {
		if r := recover(); r != nil {
			d = m.Crash(fmt.Errorf("panic: %v%s", r, panicked()))
		}
		if d == strategy.Stop && m.Crashed() && *c.crash == nil {
			*c.crash = m.Err()
		}
	}()
	return c.Strategy.Resolve(m)
}

// panicked is the place of the panic that is being recovered from: the first function
// below the runtime's own.
func panicked() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	below := false
	for {
		frame, more := frames.Next()
		switch inRuntime := strings.HasPrefix(frame.Function, "runtime."); {
		case frame.Function == "runtime.gopanic":
			below = true
		case below && !inRuntime:
			return fmt.Sprintf(" at %s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}
