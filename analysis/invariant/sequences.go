package invariant

import (
	"iter"
	"strings"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// sequences promise that what was put into a list or text is there, as often as it was
// put there. Rows that somebody overwrote or deleted as a whole are not judged.
type sequences struct {
	config  *Config
	parts   func(v value.Value) []string // that a list or text is made of
	rows    map[uint32]*parts
	open    map[model.WriteID]added // not acknowledged
	surplus bool                    // what is there too often counts
}

// parts are those of one row, by how often they were put there or taken out.
type parts struct {
	spoilt              bool
	told, made, removed map[string]int // acknowledged, committed, taken out
}

// added is what a write put into a row.
type added struct {
	row   uint32
	parts []string
}

// newAppended judges lists, where elements that are there twice count too.
func newAppended(c *Config) promise {
	p := newSequences(c, elementsInOrder)
	p.surplus = true
	return p
}

// newTyped judges texts, by characters.
func newTyped(c *Config) promise { return newSequences(c, characters) }

func newSequences(c *Config, of func(value.Value) []string) *sequences {
	return &sequences{config: c, parts: of, rows: map[uint32]*parts{}, open: map[model.WriteID]added{}}
}

func elementsInOrder(v value.Value) (all []string) {
	list, _ := v.(value.List)
	for _, e := range list {
		all = append(all, value.Key(e))
	}
	return all
}

// characters are those of a text, or of a list of texts.
func characters(v value.Value) (all []string) {
	switch v := v.(type) {
	case value.Text:
		return strings.Split(string(v), "")
	case value.List:
		for _, e := range v {
			all = append(all, characters(e)...)
		}
	}
	return all
}

func (p *sequences) commit(c *model.Commit, before value.Value) {
	row := p.row(c.Write.Row)
	switch op := c.Op; {
	case c.Write.Delete || op.Verb == value.Put || op.Verb == value.Clear:
		row.spoilt = true
	case op.Verb == value.Remove:
		there := p.parts(before)
		from := min(max(op.At, 0), int64(len(there)))
		to := min(max(op.At+op.N, from), int64(len(there)))
		count(row.removed, there[from:to])
	case op.Verb == value.Append || op.Verb == value.Insert:
		put := p.put(op.Value)
		count(row.made, put)
		p.open[c.Write.ID] = added{c.Write.Row, put}
	}
}

// put is what an operation puts into a row: an element of a list, the characters of a
// text.
func (p *sequences) put(v value.Value) []string {
	if p.surplus {
		return []string{value.Key(v)}
	}
	return p.parts(v)
}

func (p *sequences) row(number uint32) *parts {
	row := p.rows[number]
	if row == nil {
		row = &parts{told: map[string]int{}, made: map[string]int{}, removed: map[string]int{}}
		count(row.told, p.parts(p.config.initial(number)))
		count(row.made, p.parts(p.config.initial(number)))
		p.rows[number] = row
	}
	return row
}

func (p *sequences) answer(id model.WriteID) {
	if a, ok := p.open[id]; ok {
		count(p.rows[a.row].told, a.parts)
		delete(p.open, id)
	}
}

func (p *sequences) broken(shows iter.Seq2[uint32, value.Value]) (wrong int64) {
	for number, v := range shows {
		if row := p.rows[number]; !row.spoilt {
			there := map[string]int{}
			count(there, p.parts(v))
			wrong += p.wrong(row, there)
		}
	}
	return wrong
}

func (p *sequences) wrong(row *parts, there map[string]int) (n int64) {
	for part, told := range row.told {
		n += int64(max(told-row.removed[part]-there[part], 0))
	}
	for part, times := range there {
		if p.surplus {
			n += int64(max(times-row.made[part], 0))
		}
	}
	return n
}

func count(into map[string]int, parts []string) {
	for _, part := range parts {
		into[part]++
	}
}
