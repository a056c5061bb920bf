package oracle

import (
	"github.com/mlrsim/mlrsim/analysis/histogram"
	"github.com/mlrsim/mlrsim/model"
)

// reads measures what reads missed.
type reads struct {
	count, stale  int64
	age, versions histogram.Histogram // of stale ones
}

// Read implements model.Observer.
func (o *Oracle) Read(r *model.ReadSeen) {
	if o.config.Bare {
		return
	}
	o.until(r.At)
	measured := r.Began >= o.config.Warmup
	if measured {
		o.reads.count++
	}
	if client := o.sessions.at(r.Session); client != nil {
		client.serve(r.Leader)
	}
	missing, _ := o.saw.Missing(r.Row, r.Leader, o.ledger.next)
	if missing > 0 && measured {
		o.judgeRead(r)
	}
	if o.saw.UnderWay(r.Row) {
		o.sessions.readRow(o, r, missing > 0, measured)
	}
}

// judgeRead counts what a read missed that had been committed before it began.
func (o *Oracle) judgeRead(r *model.ReadSeen) {
	n, oldest := o.saw.Missing(r.Row, r.Leader, o.ledger.before(r.Began))
	if n == 0 {
		return
	}
	o.reads.stale++
	o.reads.versions.Record(int64(n))
	o.reads.age.Record(int64(r.At - o.ledger.at(oldest).at))
}
