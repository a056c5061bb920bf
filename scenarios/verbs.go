package scenarios

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// verb is what a step of a script can do.
type verb struct {
	name    string
	kind    model.OpKind
	verb    value.Verb   // of one that writes
	kinds   []model.Kind // workloads in which it has a meaning; none: all
	example string
	of      func(s *step) []entry // the rows that a step does it to
	// op is what it does to one, and what stories call that; or what is wrong.
	op func(e *entry, k model.Kind) (op value.Op, label, problem string)
}

// verbs is the table of all, in the order in which errors list them.
var verbs = []verb{
	{"put", model.Update, value.Put, wholes, "{key: value}", func(s *step) []entry { return s.Put }, put},
	{"insert", model.Insert, value.Put, wholes, "{key: value}", func(s *step) []entry { return s.Insert }, put},
	{"delete", model.Delete, value.Delete, nil, "a key", func(s *step) []entry { return keyOf(s.Delete) }, nothing},
	{"read", model.Read, value.Put, nil, "a key", func(s *step) []entry { return keyOf(s.Read) }, nothing},
	{"add", model.Update, value.Add, numeric, "{key: 3}", func(s *step) []entry { return s.Add }, add},
	{"include", model.Update, value.Include, sets, "{key: element}", func(s *step) []entry { return s.Include }, ofElement(value.Include, "+%s")},
	{"exclude", model.Update, value.Exclude, sets, "{key: element}", func(s *step) []entry { return s.Exclude }, ofElement(value.Exclude, "-%s")},
	{"append", model.Update, value.Append, []model.Kind{model.AppendKind}, "{key: element}", func(s *step) []entry { return s.Append }, ofElement(value.Append, "%s")},
	{"type", model.Update, value.Insert, []model.Kind{model.TextKind}, "{key: {at: 3, text: abc}}", func(s *step) []entry { return s.Type }, typed},
	{"erase", model.Update, value.Remove, []model.Kind{model.TextKind}, "{key: {at: 3, count: 2}}", func(s *step) []entry { return s.Erase }, erased},
	{"enable", model.Update, value.Enable, []model.Kind{model.FlagKind}, "a key", func(s *step) []entry { return keyOf(s.Enable) }, flagged(value.Enable, "true")},
	{"disable", model.Update, value.Disable, []model.Kind{model.FlagKind}, "a key", func(s *step) []entry { return keyOf(s.Disable) }, flagged(value.Disable, "false")},
	{"clear", model.Update, value.Clear, []model.Kind{model.MapKind, model.RegisterKind}, "{key: field}", func(s *step) []entry { return s.Clear }, cleared},
	{"claim", model.Insert, value.Put, []model.Kind{model.UniqueKind}, "{key: name}", func(s *step) []entry { return s.Claim }, claimed},
	{"transfer", model.Update, value.Add, []model.Kind{model.BankKind}, "{from: a, to: b, amount: 5}", func(s *step) []entry { return s.Transfer.entries() }, add},
}

// writes tells whether a step changes a row otherwise than by deleting it.
func (v *verb) writes() bool { return v.kind == model.Update || v.kind == model.Insert }

var (
	wholes = []model.Kind{
		model.RegisterKind, model.CounterKind, model.BankKind, model.InventoryKind, model.UniqueKind, model.TextKind, model.MapKind,
	}
	numeric = []model.Kind{model.CounterKind, model.BankKind, model.InventoryKind, model.CartKind, model.RegisterKind, model.MapKind}
	sets    = []model.Kind{model.SetKind, model.CartKind}
)

func keyOf(key *string) []entry {
	if key == nil {
		return nil
	}
	return []entry{{Key: *key}}
}

// entries of a transfer are what is added to its two rows.
func (t *transfer) entries() []entry {
	if t == nil {
		return nil
	}
	return []entry{{Key: t.From, Text: strconv.FormatInt(-t.Amount, 10)}, {Key: t.To, Text: strconv.FormatInt(t.Amount, 10)}}
}

func nothing(*entry, model.Kind) (op value.Op, label, problem string) { return op, "", "" }

// put of a register is the zero operation: the label says what is put.
func put(e *entry, k model.Kind) (op value.Op, label, problem string) {
	switch _, isNumber := value.Parse(e.Text).(value.Int); {
	case e.Columns != nil && !hasColumns(k):
		return op, "", fmt.Sprintf("rows of kind %s have no columns", k)
	case e.Columns == nil && (k == model.UniqueKind || k == model.MapKind):
		return op, "", fmt.Sprintf("rows of kind %s are columns with names: {key: {column: value}}", k)
	case len(e.Columns) > 1 && k == model.MapKind:
		return op, "", "a step writes one field of a map"
	case e.Columns != nil && k == model.MapKind:
		c := e.Columns[0]
		return value.Op{Verb: value.Put, Field: c.Name, Value: value.Parse(c.Text)}, c.Name + ": " + c.Text, ""
	case e.Columns != nil:
		columns := e.columns()
		return value.Op{Verb: value.Put, Value: columns}, columns.String(), ""
	case k.Counts() && k != model.RegisterKind && !isNumber:
		return op, "", fmt.Sprintf("%q where rows hold whole numbers", e.Text)
	case k == model.TextKind:
		return value.Op{Verb: value.Put, Value: value.Text(e.Text)}, e.Text, ""
	}
	return op, e.Text, ""
}

func hasColumns(k model.Kind) bool {
	return k == model.RegisterKind || k == model.UniqueKind || k == model.MapKind
}

func (e *entry) columns() (columns value.Map) {
	for _, c := range e.Columns {
		columns = columns.With(c.Name, value.Parse(c.Text))
	}
	return columns
}

// add is to the whole row, or to one column of it.
func add(e *entry, k model.Kind) (op value.Op, label, problem string) {
	text, field := e.Text, ""
	switch {
	case len(e.Columns) > 1:
		return op, "", "a step adds to one column of a row"
	case len(e.Columns) == 1:
		field, text = e.Columns[0].Name, e.Columns[0].Text
	}
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return op, "", fmt.Sprintf("%q is not a whole number", text)
	case field != "" && k.Counts() && k != model.RegisterKind:
		return op, "", fmt.Sprintf("rows of kind %s have no columns", k)
	case field == "" && k == model.CartKind, field == "" && k == model.MapKind:
		return op, "", fmt.Sprintf("of a %s it must be said to what: {key: {milk: 2}}", k)
	}
	if label = fmt.Sprintf("%+d", n); field != "" {
		label = field + " " + label
	}
	return value.Op{Verb: value.Add, Field: field, N: n}, label, ""
}

// ofElement is an operation on an element, called as the format says.
func ofElement(verb value.Verb, format string) func(e *entry, _ model.Kind) (value.Op, string, string) {
	return func(e *entry, _ model.Kind) (op value.Op, label, problem string) {
		if e.Columns != nil {
			return op, "", "an element is a text or a number"
		}
		return value.Op{Verb: verb, Value: value.Parse(e.Text)}, fmt.Sprintf(format, e.Text), ""
	}
}

func typed(e *entry, _ model.Kind) (op value.Op, label, problem string) {
	at, problem := e.count("at")
	text, ok := e.get("text")
	if problem != "" || !ok || len(e.Columns) != 2 {
		return op, "", cmp.Or(problem, "to type takes at and text")
	}
	return value.Op{Verb: value.Insert, N: at, Value: value.Text(text)}, fmt.Sprintf("%q at %d", text, at), ""
}

func erased(e *entry, _ model.Kind) (op value.Op, label, problem string) {
	at, problem := e.count("at")
	count, other := e.count("count")
	if problem+other != "" || len(e.Columns) != 2 {
		return op, "", cmp.Or(problem, other, "to erase takes at and count")
	}
	return value.Op{Verb: value.Remove, At: at, N: count}, fmt.Sprintf("-%d at %d", count, at), ""
}

// count is a column that is a number from 0 on.
func (e *entry) count(name string) (n int64, problem string) {
	text, ok := e.get(name)
	if !ok {
		return 0, name + " is missing"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Sprintf("%s: %q is not a whole number from 0 on", name, text)
	}
	return n, ""
}

func flagged(verb value.Verb, label string) func(*entry, model.Kind) (value.Op, string, string) {
	return func(*entry, model.Kind) (value.Op, string, string) { return value.Op{Verb: verb}, label, "" }
}

func cleared(e *entry, _ model.Kind) (op value.Op, label, problem string) {
	if e.Columns != nil {
		return op, "", "a field is called by its name"
	}
	return value.Op{Verb: value.Clear, Field: e.Text}, "-" + e.Text, ""
}

func claimed(e *entry, _ model.Kind) (op value.Op, label, problem string) {
	if e.Columns != nil || e.Text == "" {
		return op, "", "a name is a text"
	}
	named := value.Map{}.With(model.NameField, value.Text(e.Text))
	return value.Op{Verb: value.Put, Value: named}, e.Text, ""
}
