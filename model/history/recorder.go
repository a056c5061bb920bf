package history

import (
	"bufio"
	"io"
	"strconv"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// Recorder is a model.Observer that writes what it sees as JSON Lines. It holds one
// buffer, whatever the length of the run. Nothing is written after an error; Err and
// Close tell the first.
type Recorder struct {
	w    *bufio.Writer
	line []byte
	err  error
}

var _ model.Observer = (*Recorder)(nil)

// NewRecorder begins a record on w with its header. Close it to have all on w.
func NewRecorder(w io.Writer, h Header) *Recorder {
	r := &Recorder{w: bufio.NewWriterSize(w, 1<<16)}
	_, r.err = r.w.Write(h.line())
	return r
}

// Err is the first error of the writer beneath, or nil.
func (r *Recorder) Err() error { return r.err }

// Close writes what is still buffered and tells the first error of all. It does not
// close the writer beneath.
func (r *Recorder) Close() error {
	if err := r.w.Flush(); r.err == nil {
		r.err = err
	}
	return r.err
}

// Commit records a committed write.
func (r *Recorder) Commit(c *model.Commit) {
	w := c.Write
	r.begin("commit")
	r.number("at", int64(w.At))
	r.id("write", w.ID)
	r.number("row", int64(w.Row))
	r.number("origin", int64(w.Origin))
	r.number("seq", int64(w.Seq))
	r.number("session", int64(w.Session))
	r.stamp(w.Stamp)
	r.id("first", w.First)
	r.number("size", int64(w.Size))
	if w.Value != 0 {
		r.number("value", int64(w.Value))
	}
	r.flag("delete", w.Delete)
	r.flag("insert", w.Insert)
	r.op(c.Op)
	r.ids("replaced", c.Replaced)
	r.ids("beside", c.Beside)
	r.flag("late", c.Late)
	r.flag("shadowed", c.Shadowed)
	r.reason("failed", c.Failed)
	r.shows("shows", c.Value)
	r.number("distinct", int64(c.Distinct))
	r.end()
}

// Apply records that a leader dealt with a change.
func (r *Recorder) Apply(a *model.Apply) {
	r.begin("apply")
	r.number("at", int64(a.At))
	r.id("write", a.Write.ID)
	r.number("from", int64(a.From))
	r.number("leader", int64(a.Leader))
	r.word("verdict", a.Verdict.String())
	r.ids("met", a.Met)
	r.ids("removed", a.Removed)
	r.ids("rivals", a.Rivals)
	r.rows("displaced", a.Displaced)
	r.flag("reported", a.Reported)
	if a.Type != 0 {
		r.word("type", a.Type.String())
	}
	r.reason("why", a.Why)
	r.shows("shows", a.Value)
	r.number("distinct", int64(a.Distinct))
	r.end()
}

// Read records what a read returned.
func (r *Recorder) Read(s *model.ReadSeen) {
	r.begin("read")
	r.number("at", int64(s.At))
	r.number("began", int64(s.Began))
	r.number("leader", int64(s.Leader))
	r.number("session", int64(s.Session))
	r.number("row", int64(s.Row))
	r.ids("returned", s.Returned)
	r.shows("shows", s.Value)
	if s.Read != 0 {
		r.count("read", s.Read)
	}
	if len(s.Heard) > 0 {
		r.field("heard")
		r.line = appendList(r.line, s.Heard)
	}
	r.end()
}

// Done records how a client's operation ended.
func (r *Recorder) Done(d *model.Done) {
	r.begin("done")
	r.word("kind", d.Kind.String())
	r.number("began", int64(d.Began))
	r.number("ended", int64(d.Ended))
	r.number("home", int64(d.Home))
	r.number("leader", int64(d.Leader))
	r.number("session", int64(d.Session))
	r.flag("ok", d.OK)
	r.flag("refused", d.Refused)
	if d.Writes != 0 || d.First != 0 {
		r.id("first", d.First)
		r.number("writes", int64(d.Writes))
	}
	r.end()
}

// Sent records a message put on a link.
func (r *Recorder) Sent(m *model.Message) {
	r.begin("message")
	r.number("at", int64(m.At))
	r.number("from", int64(m.From))
	r.number("to", int64(m.To))
	r.id("write", m.Write)
	r.number("size", int64(m.Size))
	r.flag("ack", m.Ack)
	r.flag("rest", m.Rest)
	r.end()
}

// Fault records that a fault began or ended.
func (r *Recorder) Fault(f *model.FaultEvent) {
	r.begin("fault")
	r.number("at", int64(f.At))
	r.number("index", int64(f.Index))
	r.flag("begin", f.Begin)
	r.line = append(r.line, `,"fault":`...)
	r.line = appendFault(r.line, f.Fault)
	r.end()
}

// Transfer records that a leader's replica changed as a whole.
func (r *Recorder) Transfer(x *model.Transfer) {
	r.begin("transfer")
	r.number("at", int64(x.At))
	r.word("why", x.Why.String())
	r.number("leader", int64(x.Leader))
	r.number("from", int64(x.From))
	r.rows("rows", x.Rows)
	r.end()
}

func (r *Recorder) rows(name string, rows []model.TransferRow) {
	if len(rows) > 0 {
		r.field(name)
		r.list(len(rows), func(i int) { r.row(&rows[i]) })
	}
}

func (r *Recorder) row(row *model.TransferRow) {
	r.line = append(r.line, `{"row":`...)
	r.line = strconv.AppendUint(r.line, uint64(row.Row), 10)
	r.ids("removed", row.Removed)
	r.ids("added", row.Added)
	r.number("distinct", int64(row.Distinct))
	r.line = append(r.line, '}')
}

// Answer records that a replica answered a read of a quorum.
func (r *Recorder) Answer(a *model.Answer) {
	r.begin("answer")
	r.number("at", int64(a.At))
	r.count("read", a.Read)
	r.number("session", int64(a.Session))
	r.number("row", int64(a.Row))
	r.number("leader", int64(a.Leader))
	r.end()
}

// Probe records how a read after a write of a quorum would fare.
func (r *Recorder) Probe(p *model.Probe) {
	r.begin("probe")
	r.number("at", int64(p.At))
	r.id("write", p.Write)
	r.field("legs")
	r.list(len(p.Legs), func(i int) {
		r.line = append(r.line, `{"leader":`...)
		r.line = strconv.AppendInt(r.line, int64(p.Legs[i].Leader), 10)
		r.number("read", int64(p.Legs[i].Read))
		r.line = append(r.line, '}')
	})
	r.end()
}

// End records the end of the run.
func (r *Recorder) End(at sim.Time) {
	r.begin("end")
	r.number("at", int64(at))
	r.end()
}

func (r *Recorder) begin(event string) {
	r.line = append(r.line[:0], `{"event":"`...)
	r.line = append(r.line, event...)
	r.line = append(r.line, '"')
}

func (r *Recorder) end() {
	if r.err == nil {
		r.line = append(r.line, '}', '\n')
		_, r.err = r.w.Write(r.line)
	}
}

func (r *Recorder) field(name string) {
	r.line = append(r.line, ',', '"')
	r.line = append(r.line, name...)
	r.line = append(r.line, '"', ':')
}

func (r *Recorder) number(name string, n int64) {
	r.field(name)
	r.line = strconv.AppendInt(r.line, n, 10)
}

func (r *Recorder) count(name string, n uint64) {
	r.field(name)
	r.line = strconv.AppendUint(r.line, n, 10)
}

func (r *Recorder) id(name string, id model.WriteID) { r.count(name, uint64(id)) }

// word needs no escapes: it is given the names of constants only.
func (r *Recorder) word(name, word string) {
	r.field(name)
	r.line = append(r.line, '"')
	r.line = append(r.line, word...)
	r.line = append(r.line, '"')
}

func (r *Recorder) flag(name string, set bool) {
	if set {
		r.field(name)
		r.line = append(r.line, "true"...)
	}
}

func (r *Recorder) ids(name string, ids []model.WriteID) {
	if len(ids) == 0 {
		return
	}
	r.field(name)
	r.line = appendList(r.line, ids)
}

// list writes an array of so many elements.
func (r *Recorder) list(n int, element func(i int)) {
	r.line = append(r.line, '[')
	for i := range n {
		if i > 0 {
			r.line = append(r.line, ',')
		}
		element(i)
	}
	r.line = append(r.line, ']')
}

func (r *Recorder) stamp(s model.Stamp) {
	r.field("stamp")
	r.line = append(r.line, `{"time":`...)
	r.line = strconv.AppendInt(r.line, s.L, 10)
	if s.C != 0 {
		r.number("count", int64(s.C))
	}
	r.number("origin", int64(s.Origin))
	r.line = append(r.line, '}')
}
