package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// series cuts the run into bins. What happens now is summed up in now; when the bin
// is over, it goes into the columns.
type series struct {
	until    sim.Time // end of the current bin
	current  int
	now      moment
	columns  results.Series
	diverged sliced
}

// moment is what happens in one bin.
type moment struct {
	writes, pairs, applied, messages int64
	visible                          area // sum of the ages of what was applied
}

func newSeries(config *Config) series {
	width := max(config.Duration/sim.Time(config.Bins), 1)
	if width*sim.Time(config.Bins) < config.Duration {
		width++
	}
	s := series{until: width, diverged: sliced{width: width}}
	s.columns.Width = width
	s.columns.Lag = make([][]int64, config.Leaders)
	return s
}

func (s *series) commit(o *Oracle, n causality.Counts) {
	s.now.writes++
	s.now.pairs += int64(n.Concurrent)
	for _, id := range o.saw.Fresh() {
		bin := int64(s.current)
		if o.ledger.holds(id) {
			bin = int64(o.ledger.at(id).bin)
		}
		bump(&s.columns.Conflicting, int(bin))
	}
}

// applied notes a change that came to a leader, so old.
func (s *series) applied(age int64) {
	s.now.applied++
	s.now.visible.add(1, uint64(age))
}

func (s *series) done(d *model.Done) {
	bin := int(d.Began / s.columns.Width)
	bump(&s.columns.Attempted, bin)
	if d.OK {
		bump(&s.columns.Acknowledged, bin)
	}
}

// bump counts in a bin.
func bump(column *[]int64, bin int) {
	for bin >= len(*column) {
		*column = append(*column, 0)
	}
	(*column)[bin]++
}

// advance ends bins until an instant is in the current one.
func (s *series) advance(o *Oracle, at sim.Time) {
	for at >= s.until {
		s.finish(o, s.until)
		s.current++
		s.until += s.columns.Width
	}
}

// finish puts the current bin into the columns.
func (s *series) finish(o *Oracle, at sim.Time) {
	c, now := &s.columns, &s.now
	c.Writes = append(c.Writes, now.writes)
	c.Pairs = append(c.Pairs, now.pairs)
	c.Rows = append(c.Rows, o.agreement.count.value)
	c.Applied = append(c.Applied, now.applied)
	c.Messages = append(c.Messages, now.messages)
	mean := int64(0)
	if now.applied > 0 {
		mean = now.visible.over(now.applied)
	}
	c.Visible = append(c.Visible, mean)
	for leader := range c.Lag {
		c.Lag[leader] = append(c.Lag[leader], o.lags.finish(o, leader, at))
	}
	*now = moment{}
}

// end closes the last bin, which may be cut short.
func (s *series) end(o *Oracle, at sim.Time) {
	if start := s.until - s.columns.Width; at > start || s.now != (moment{}) {
		s.finish(o, at)
	}
}

// finished is all columns, equally long.
func (s *series) finished(o *Oracle) results.Series {
	c := s.columns
	bins := len(c.Writes)
	for _, column := range []*[]int64{&c.Conflicting, &c.Attempted, &c.Acknowledged} {
		*column = fitted(*column, bins)
	}
	c.Lost = make([]int64, bins)
	for key, n := range o.survival.lost {
		c.Lost[key>>1] += n
	}
	c.Diverged = make([]float64, bins)
	for bin, sum := range s.diverged.sums {
		if bin < bins {
			from := sim.Time(bin) * c.Width
			c.Diverged[bin] = float64(sum) / float64(min(c.Width, max(o.ended-from, 1)))
		}
	}
	return c
}

func fitted(column []int64, n int) []int64 {
	for len(column) < n {
		column = append(column, 0)
	}
	return column[:n]
}
