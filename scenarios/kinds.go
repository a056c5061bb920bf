package scenarios

import (
	"math"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// kind is what rows are to clients; without a workload, registers.
func (b *builder) kind() model.Kind {
	if b.file.Workload == nil {
		return model.RegisterKind
	}
	return model.Kind(max(0, index(b.file.Workload.Kind)))
}

// ofKind reports keys that the kind of workload has no use for, and strategies that have
// none for the kind.
func (b *builder) ofKind(w *model.Workload) {
	const path = "workload"
	k := w.Kind
	if b.given("workload.initial") && !k.Counts() {
		b.failKey(path, "initial", "", "initial is for rows that hold numbers, and those of kind %s do not", k)
	}
	if k.Counts() && w.Initial < 0 && k != model.CounterKind && k != model.RegisterKind {
		b.fail("workload.initial", "0 or more", "%d: kind %s never goes below 0", w.Initial, k)
	}
	switch {
	case b.given("workload.names") && k != model.UniqueKind:
		b.failKey(path, "names", "", "names are for kind unique")
	case k == model.UniqueKind:
		b.between("workload.names", float64(w.Names), 1, maxRows)
	}
	if k.Pairs() && b.given("workload.transaction") {
		b.failKey(path, "transaction", "", "each operation of kind %s writes two rows together", k)
	}
	if b.given("workload.preset") && k != model.RegisterKind {
		b.failKey(path, "preset", "kind: register", "YCSB's clients read and write registers, and have no operations of kind %s", k)
	}
	if b.file.Replication.Mode.Quorum != nil && k != model.RegisterKind {
		b.fail("workload.kind", "register", "in mode quorum rows hold no values that operations of kind %s could change", k)
	}
}

// suits reports a strategy that cannot deal with what rows of the kind hold.
func (b *builder) suits(c *model.Config) {
	rule, ok := about(b.file.Conflicts.Strategy)
	if c.Conflicts.Rule != nil {
		rule, ok = *c.Conflicts.Rule, true
	}
	if k := c.Workload.Kind; ok && !k.Suits(&rule) {
		b.fail("workload.kind", "one of "+strings.Join(rule.Kinds, ", "), "strategy %s cannot deal with what rows of kind %s hold", rule.Name, k)
	}
}

// ids says how new rows are numbered.
func (b *builder) ids(w *workload) model.IDs {
	c := model.IDs{AutoIncrement: w.IDs.Word != "unique"}
	switch {
	case w.IDs.Word == interleaved:
		c.Increment = len(b.members)
	case w.IDs.AutoIncrement != nil:
		c.Increment = w.IDs.AutoIncrement.Increment
		b.between("workload.ids.auto-increment.increment", float64(c.Increment), 1, model.MaxLeaders)
	}
	if !c.AutoIncrement {
		return c
	}
	switch {
	case b.file.Replication.Mode.Quorum != nil:
		b.fail("workload.ids", "unique", "in mode quorum the replicas of a row follow from its number, and nobody numbers rows for all")
	case w.Routing == "home":
		b.fail("workload.ids", "routing: nearest", "a row's home follows from its number, which its leader gives only when it is there")
	}
	return c
}

// mix of a trace is that of updates only: nothing draws from it.
func (b *builder) mix(w *workload) model.Mix {
	m := w.Mix
	if m == nil {
		return model.Mix{Update: 1}
	}
	k := b.kind()
	b.mixKeys(k)
	c := model.Mix{Read: float64(m.Read), Delete: float64(m.Delete)}
	sum := c.Read + c.Delete
	if k == model.RegisterKind {
		c.Update, c.Insert = float64(m.Update), float64(m.Insert)
		c.Scan, c.ReadModifyWrite = float64(m.Scan), float64(m.ReadModifyWrite)
		sum += c.Update + c.Insert + c.Scan + c.ReadModifyWrite
	}
	for i, name := range k.Operations() {
		c.Own[i] = float64(m.own(name))
		sum += c.Own[i]
	}
	if math.Abs(sum-1) > weightSlack && b.ok("workload.mix") {
		b.fail("workload.mix", "all shares together are 100%", "the shares sum to %s", quantity.Share(round(sum)))
	}
	return c
}

// own is the share of an operation that a kind has of its own.
func (m *mix) own(name string) quantity.Share {
	return map[string]quantity.Share{
		"add": m.Add, "include": m.Include, "exclude": m.Exclude, "remove": m.Remove, "transfer": m.Transfer,
		"sell": m.Sell, "restock": m.Restock, "claim": m.Claim, "append": m.Append, "insert": m.Insert,
		"enable": m.Enable, "disable": m.Disable, "put": m.Put, "clear": m.Clear,
	}[name]
}

// mixKeys reports the operations that the kind does not have.
func (b *builder) mixKeys(k model.Kind) {
	node := b.root.Find("workload.mix")
	if node == nil || !b.ok("workload.kind") {
		return
	}
	known := mixOf(k)
	for _, key := range node.Keys {
		if !slices.Contains(known, key.Name) && b.ok(node.KeyPath(key.Name)) {
			b.failKey("workload.mix", key.Name, nearest.Suggest(key.Name, known),
				"%s is no operation of kind %s", key.Name, k)
			return
		}
	}
}

// mixOf names the operations that clients of a kind may be given.
func mixOf(k model.Kind) []string {
	names := []string{"read"}
	if k == model.RegisterKind {
		names = []string{"read", "update", "insert", "scan", "read-modify-write"}
	}
	names = append(names, k.Operations()...)
	if k.Deletes() {
		names = append(names, "delete")
	}
	return names
}
