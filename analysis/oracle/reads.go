package oracle

import (
	"github.com/mlrsim/mlrsim/analysis/histogram"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
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
	client := o.sessions.at(r.Session)
	if client != nil {
		client.serve(r.Leader)
	}
	if r.Read != 0 {
		o.readOfQuorum(r, client, measured)
		return
	}
	missing, _ := o.saw.Missing(r.Row, r.Leader, o.ledger.next)
	if missing > 0 && measured {
		o.judgeRead(r)
	}
	if o.saw.UnderWay(r.Row) {
		o.sessions.readRow(o, r, missing > 0 || o.saw.Erases(r.Row), measured)
	}
}

// judgeRead counts what a read missed that had been committed before it began.
func (o *Oracle) judgeRead(r *model.ReadSeen) {
	n, oldest := o.saw.Missing(r.Row, r.Leader, o.ledger.before(r.Began))
	if n == 0 {
		return
	}
	o.reads.missed(n, r.At-o.ledger.at(oldest).at)
}

// missed notes that a read missed so many versions, the oldest of which was so old.
func (s *reads) missed(versions int, age sim.Time) {
	s.stale++
	s.versions.Record(int64(versions))
	s.age.Record(int64(age))
}
