package invariant

import (
	"iter"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// Config says what run is to be judged.
type Config struct {
	Kind    string      // of the workload, as model.Kind
	Leaders int         // how many there are
	Loaded  int         // rows that there are before any write: those below this number
	Initial value.Value // what they show then
	Warmup  sim.Time
	Past    Past
}

// Past knows who saw whom.
type Past interface {
	// Relation tells how a write that has just been committed is related to an earlier
	// one of its row.
	Relation(a, b uint64) causality.Order
}

// Watch follows what clients do and see. It is not for concurrent use.
type Watch struct {
	config  *Config
	promise promise
	rows    map[uint32][]value.Value // what clients see of a row, by leader
}

// promise is what the operations of a kind add up to.
type promise interface {
	// commit takes in a committed operation; before is what its origin showed.
	commit(c *model.Commit, before value.Value)
	// answer tells that the client of a write was told that it is done.
	answer(id model.WriteID)
	// broken is by how much what a leader shows breaks the promise.
	broken(shows iter.Seq2[uint32, value.Value]) int64
}

// promises makes them by kind.
var promises = map[string]func(*Config) promise{
	"counter":   newCounter,
	"bank":      newBank,
	"inventory": newInventory,
	"set":       newSet,
	"cart":      newCart,
	"unique":    newUnique,
	"append":    newAppended,
	"text":      newTyped,
}

// New makes a watch; nil if the kind promises nothing.
func New(c Config) *Watch {
	if promises[c.Kind] == nil {
		return nil
	}
	return &Watch{config: &c, promise: promises[c.Kind](&c), rows: map[uint32][]value.Value{}}
}

// Commit takes in a committed write, once Past knows of it.
func (w *Watch) Commit(c *model.Commit) {
	row, origin := c.Write.Row, int(c.Write.Origin)
	shows := w.row(row)
	w.promise.commit(c, shows[origin])
	w.show(row, origin, c.Write.At, c.Value)
}

// Apply takes in what a leader shows after it has dealt with a change.
func (w *Watch) Apply(a *model.Apply) { w.show(a.Write.Row, a.Leader, a.At, a.Value) }

// Answer notes that the client of a write was told that it is done.
func (w *Watch) Answer(id model.WriteID) { w.promise.answer(id) }

// Transfer lets a leader show what another does, or what it was loaded with.
func (w *Watch) Transfer(x *model.Transfer) {
	for row, shows := range w.rows {
		now := w.config.initial(row)
		if x.From != model.Nobody {
			now = shows[x.From]
		}
		w.show(row, x.Leader, x.At, now)
	}
}

// Violations is by how much the leader breaks the promise that breaks it most. Keeps
// tells whether a leader is a member and keeps a replica of a row.
func (w *Watch) Violations(keeps func(row uint32, leader int) bool) (most int64) {
	rows := make([]uint32, 0, len(w.rows))
	for row := range w.rows {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	for leader := range w.config.Leaders {
		most = max(most, w.promise.broken(func(yield func(uint32, value.Value) bool) {
			for _, row := range rows {
				if keeps(row, leader) && !yield(row, w.rows[row][leader]) {
					return
				}
			}
		}))
	}
	return most
}

// Oversold is how many units were sold that were not there; false if the kind sells
// nothing.
func (w *Watch) Oversold() (units int64, sells bool) {
	p, sells := w.promise.(*inventory)
	if !sells {
		return 0, false
	}
	return p.oversold(), true
}

// row is what leaders show of a row.
func (w *Watch) row(row uint32) []value.Value {
	shows, ok := w.rows[row]
	if !ok {
		shows = slices.Repeat([]value.Value{w.config.initial(row)}, w.config.Leaders)
		w.rows[row] = shows
	}
	return shows
}

// show notes what a leader shows of a row now.
func (w *Watch) show(row uint32, leader int, at sim.Time, v value.Value) {
	shows := w.row(row)
	if along, ok := w.promise.(watcher); ok && at >= w.config.Warmup {
		along.moved(shows[leader], v)
	}
	shows[leader] = v
}

// watcher is a promise that is about what leaders show along the way.
type watcher interface {
	// moved tells that what a leader shows of a row has changed.
	moved(from, to value.Value)
}

// initial is what a row shows before any write.
func (c *Config) initial(row uint32) value.Value {
	if int(row) < c.Loaded {
		return c.Initial
	}
	return nil
}

// saw tells whether a write that is being committed saw an earlier one, or is it.
func (c *Config) saw(later, earlier model.WriteID) bool {
	order := c.Past.Relation(uint64(later), uint64(earlier))
	return order == causality.Saw || order == causality.Same
}

// number is a value as a number, 0 if it is none.
func number(v value.Value) int64 {
	n, _ := v.(value.Int)
	return int64(n)
}
