package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// age is how old a write is at an instant.
func (o *Oracle) age(id uint64, at sim.Time) int64 { return int64(at - o.ledger.at(id).at) }

// again tells whether a write that is not at a leader had come there once, before a
// transfer.
func (o *Oracle) again(id uint64, leader int) bool {
	return o.transferred && o.saw.Came(id, leader)
}

// visible notes how old a write was when it came to a leader for the first time.
func (o *Oracle) visible(e *entry, leader int, age int64) {
	if e.is(isMeasured) {
		o.law.applied(int(e.origin), leader, age)
	}
	if !o.config.Bare {
		o.series.applied(age)
	}
}

// full notes how old a write was when it came to the last replica of its row.
func (o *Oracle) full(e *entry, age int64) {
	if e.is(isMeasured) && !e.is(isFull) {
		o.law.full.Record(age)
	}
	e.set(isFull, true)
}

// undelivered is how many writes are not everywhere.
func (o *Oracle) undelivered() (n int64) {
	for id := o.ledger.base; id < o.ledger.next; id++ {
		n += count(o.ledger.at(id).is(isMeasured) && !o.saw.Stable(id))
	}
	return n
}

// copy notes what becomes visible at a leader by a copy that is about to be told to the
// tracker, and lists what the copy may bring to the last replica. Who joins was no
// member when that was committed, and has no figure for it.
func (o *Oracle) copy(x *model.Transfer) (brought []uint64) {
	if x.From == model.Nobody || x.Why == model.ByJoin {
		return nil
	}
	for id := o.ledger.base; id < o.ledger.next; id++ {
		if !o.saw.Applied(id, x.From) || o.saw.Applied(id, x.Leader) {
			continue
		}
		if e := o.ledger.at(id); x.Leader != int(e.origin) && !o.again(id, x.Leader) {
			o.visible(e, x.Leader, o.age(id, x.At))
		}
		if !o.saw.Stable(id) {
			brought = append(brought, id)
		}
	}
	return brought
}

// complete notes which of the writes that a copy brought are everywhere now.
func (o *Oracle) complete(brought []uint64, at sim.Time) {
	for _, id := range brought {
		if o.saw.Stable(id) {
			o.full(o.ledger.at(id), o.age(id, at))
		}
	}
}
