package sim

import (
	"math"
	"time"
)

// Time is an instant of simulated time: nanoseconds since the start of the run.
// Spans between instants are time.Duration; the two are different types so that
// an instant cannot be mistaken for a delay.
type Time int64

// Never is later than every instant of a run.
const Never Time = math.MaxInt64

// Add returns the instant d after t. An instant past the end of time is Never.
func (t Time) Add(d time.Duration) Time {
	if sum := t + Time(d); sum >= t || d < 0 {
		return sum
	}
	return Never
}

// Sub returns the span from u to t.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t - u) }

// String prints the instant as the time passed since the start: "1.5s".
func (t Time) String() string {
	if t == Never {
		return "never"
	}
	return time.Duration(t).String()
}
