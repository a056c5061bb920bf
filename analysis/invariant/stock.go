package invariant

import (
	"iter"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// inventory promises that no more is sold of something than there is, that its row shows
// in the end what is left, and that no leader ever shows less than nothing.
type inventory struct {
	counter
	stocks map[uint32]*stock
	below  int64
}

func newInventory(c *Config) promise {
	accounts := newCounter(c).(*counter)
	return &inventory{counter: *accounts, stocks: map[uint32]*stock{}}
}

func (p *inventory) commit(c *model.Commit, before value.Value) {
	p.counter.commit(c, before)
	row := c.Write.Row
	if p.stocks[row] == nil {
		p.stocks[row] = newStock(max(number(p.config.initial(row)), 0))
	}
	p.stocks[row].move(c.Write.ID, difference(c, before))
}

func (p *inventory) answer(id model.WriteID) {
	if a, ok := p.open[id]; ok {
		p.stocks[a.row].sold(id)
	}
	p.counter.answer(id)
}

func (p *inventory) moved(from, to value.Value) {
	if number(from) >= 0 && number(to) < 0 {
		p.below++
	}
}

func (p *inventory) broken(shows iter.Seq2[uint32, value.Value]) int64 {
	return p.oversold() + p.counter.broken(shows) + p.below
}

// oversold is how many units were sold that were not there.
func (p *inventory) oversold() (units int64) {
	for _, s := range p.stocks {
		units += s.oversold()
	}
	return units
}

// stock is what is left of something from commit to commit. What is put in counts at
// once, what is taken out once a client has been told that it has it. Only sums are kept
// of what lies between the sales that are open.
type stock struct{ stretches []stretch }

// stretch is what follows an open sale, up to the next; the first follows none.
type stretch struct {
	sale  model.WriteID
	units int64 // that the sale takes out, below 0
	sum   int64 // of what follows
	least int64 // that the sum was on the way, at most 0
}

// newStock is a stock that has its first units; less than none is none.
func newStock(initial int64) *stock { return &stock{[]stretch{{sum: initial}}} }

// move takes in a committed write that puts in n units, or takes them out.
func (s *stock) move(id model.WriteID, n int64) {
	if n < 0 {
		s.stretches = append(s.stretches, stretch{sale: id, units: n})
		return
	}
	s.stretches[len(s.stretches)-1].sum += n
}

// sold counts a sale, if the write is one: what follows it joins what comes before it.
func (s *stock) sold(id model.WriteID) {
	i := slices.IndexFunc(s.stretches, func(t stretch) bool { return t.sale == id })
	if i < 0 {
		return
	}
	earlier, this := &s.stretches[i-1], s.stretches[i]
	earlier.least = min(earlier.least, earlier.sum+this.units+this.least)
	earlier.sum += this.units + this.sum
	s.stretches = slices.Delete(s.stretches, i, i+1)
}

// oversold is how many units more were sold at the worst of moments than there had been.
func (s *stock) oversold() int64 {
	left, least := int64(0), int64(0)
	for _, t := range s.stretches {
		least = min(least, left+t.least)
		left += t.sum
	}
	return -least
}
