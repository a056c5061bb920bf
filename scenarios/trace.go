package scenarios

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

const (
	maxTrace      = 1 << 24 // operations; each takes about 100 bytes
	maxTraceBytes = 1 << 30
)

// trace reads the recorded operations of a CSV file, line by line.
func (b *builder) trace(path, name string) []model.Operation {
	file := b.attached(path, name)
	if file == nil {
		return nil
	}
	defer file.Close()
	t := &traceReader{b: b, path: path, strings: map[string]string{}}
	t.source = &document.Source{Name: b.files.path(name)}
	t.read(io.LimitReader(file, maxTraceBytes))
	if t.wrong > 0 {
		t.quote(name)
	}
	return t.operations
}

// traceReader reads one trace.
type traceReader struct {
	b          *builder
	path       string
	source     *document.Source
	csv        *csv.Reader
	unit       time.Duration  // of the column of times
	column     map[string]int // the columns there are
	operations []model.Operation
	strings    map[string]string // texts met before: a trace says the same few again and again
	wrong      int
	quoted     []int // lines with problems
}

var traceUnits = map[string]time.Duration{
	"time_ns": time.Nanosecond, "time_us": time.Microsecond, "time_ms": time.Millisecond, "time_s": time.Second,
}

var traceColumns = []string{"leader", "session", "op", "key", "value"}

const traceHeader = "time_us,leader,session,op,key,value (or time_s, time_ms, time_ns)"

var traceKinds = map[string]model.OpKind{
	"read": model.Read, "update": model.Update, "insert": model.Insert, "delete": model.Delete, "add": model.Update,
}

func (t *traceReader) read(r io.Reader) {
	t.csv = csv.NewReader(bufio.NewReaderSize(r, 1<<16))
	t.csv.ReuseRecord = true
	header, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		t.problem(1, 1, "the file is empty; its first line is "+traceHeader)
		return
	}
	if err != nil {
		t.failed(err)
		return
	}
	t.header(header)
	for t.wrong < fileProblems && t.line() {
	}
	if len(t.operations) == 0 && t.wrong == 0 {
		t.problem(2, 1, "there is no operation after the header")
	}
}

// header finds the columns, which may stand in any order.
func (t *traceReader) header(names []string) {
	t.column = map[string]int{}
	for i, name := range names {
		name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		line, column := t.csv.FieldPos(i)
		unit, isTime := traceUnits[name]
		switch {
		case isTime && t.unit == 0:
			t.unit, t.column["time"] = unit, i
		case !isTime && slices.Contains(traceColumns, name) && !t.has(name):
			t.column[name] = i
		default:
			t.problem(line, column, fmt.Sprintf("there is no column %q; the header is %s", name, traceHeader))
		}
	}
	for _, name := range []string{"time", "leader", "op", "key"} {
		if !t.has(name) && t.wrong == 0 {
			t.problem(1, 1, fmt.Sprintf("the column %s is missing; the header is %s", name, traceHeader))
			t.wrong = fileProblems
		}
	}
	if t.wrong > 0 {
		t.wrong = fileProblems
	}
}

func (t *traceReader) has(name string) bool {
	_, ok := t.column[name]
	return ok
}

// line reads one operation and says whether there was one.
func (t *traceReader) line() bool {
	fields, err := t.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return false
	case errors.Is(err, csv.ErrFieldCount):
		line, column := t.csv.FieldPos(0)
		t.problem(line, column, fmt.Sprintf("%d fields; the header has %d", len(fields), t.csv.FieldsPerRecord))
		return true
	case err != nil:
		t.failed(err)
		return false
	case len(t.operations) == maxTrace:
		t.fail("time", fmt.Sprintf("more than %d operations", maxTrace))
		return false
	}
	t.operations = append(t.operations, t.operation(fields))
	return true
}

func (t *traceReader) operation(fields []string) model.Operation {
	o := model.Operation{At: t.time(fields[t.column["time"]])}
	name, ok := fields[t.column["leader"]], false
	if o.Leader, ok = t.b.index[name]; !ok && t.b.known() {
		t.fail("leader", fmt.Sprintf("there is no leader %q; %s", name, t.b.suggestLeader(name)))
	}
	if o.Kind, ok = traceKinds[fields[t.column["op"]]]; !ok {
		t.fail("op", unknownOp(fields[t.column["op"]]))
	}
	if o.Key = t.shared(fields, "key"); o.Key == "" {
		t.fail("key", "the key is empty")
	}
	o.Session, o.Value = t.shared(fields, "session"), t.shared(fields, "value")
	switch op := fields[t.column["op"]]; op {
	case "add":
		t.add(&o)
	case "update", "insert":
		t.whole(&o, op)
	}
	return o
}

// whole reports a write of a whole row where rows know only other operations.
func (t *traceReader) whole(o *model.Operation, op string) {
	if t.b.offers(&model.Part{Value: o.Value}) {
		return
	}
	instead := "such operations are for a script"
	if t.b.offers(&model.Part{Op: value.Op{Verb: value.Add}}) {
		instead = "they have add"
	}
	t.fail("op", fmt.Sprintf("%s have no %s; %s", t.b.rowsHere(), op, instead))
}

// add reads an addition to a number.
func (t *traceReader) add(o *model.Operation) {
	k := t.b.kind()
	op, label, problem := add(&entry{Key: o.Key, Text: o.Value}, k)
	switch {
	case !k.Counts():
		t.fail("op", fmt.Sprintf("add is for rows that hold numbers, and those of kind %s do not", k))
	case problem != "" && t.has("value"):
		t.fail("value", problem)
	case problem != "":
		t.fail("op", "add needs the column value: how much is added")
	}
	o.Op, o.Value = op, t.same(label)
}

func unknownOp(name string) string {
	kinds := []string{"read", "update", "insert", "delete", "add"}
	return fmt.Sprintf("there is no operation %q; %s", name, nearest.Suggest(name, kinds))
}

// shared returns a field as a string of which there is one copy.
func (t *traceReader) shared(fields []string, name string) string {
	i, ok := t.column[name]
	if !ok {
		return ""
	}
	return t.same(fields[i])
}

// same returns a text as a string of which there is one copy.
func (t *traceReader) same(text string) string {
	s, ok := t.strings[text]
	if !ok {
		s = strings.Clone(text)
		t.strings[s] = s
	}
	return s
}

// time reads a time and checks that it does not go back.
func (t *traceReader) time(field string) time.Duration {
	at, err := inUnit(field, t.unit)
	switch n := len(t.operations); {
	case err != nil:
		t.fail("time", err.Error())
	case t.b.ok("duration") && at > time.Duration(t.b.file.Duration):
		t.fail("time", fmt.Sprintf("%s is past the end of the run (%s)", quantity.Span(at), t.b.file.Duration))
	case n > 0 && at < t.operations[n-1].At:
		t.fail("time", fmt.Sprintf("%s is before the line above (%s); times only rise", quantity.Span(at), quantity.Span(t.operations[n-1].At)))
	}
	return at
}

// inUnit reads a number of units: fast where it is whole, exact in any case.
func inUnit(field string, unit time.Duration) (time.Duration, error) {
	if n, err := strconv.ParseInt(field, 10, 64); err == nil && n >= 0 && n <= math.MaxInt64/int64(unit) {
		return time.Duration(n) * unit, nil
	}
	var s quantity.Span
	names := map[time.Duration]string{time.Nanosecond: "ns", time.Microsecond: "us", time.Millisecond: "ms", time.Second: "s"}
	if _, err := strconv.ParseFloat(field, 64); err != nil {
		return 0, fmt.Errorf("%q is not a time in %s", field, names[unit])
	}
	err := s.UnmarshalText([]byte(field + names[unit]))
	return time.Duration(s), err
}

// fail reports a problem of a column of the present line.
func (t *traceReader) fail(name, message string) {
	line, column := t.csv.FieldPos(t.column[name])
	t.problem(line, column, message)
}

func (t *traceReader) failed(err error) {
	line, column := 1, 1
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		line, column, err = syntax.Line, syntax.Column, syntax.Err
	}
	t.problem(line, column, err.Error())
}

func (t *traceReader) problem(line, column int, message string) {
	t.wrong++
	t.quoted = append(t.quoted, line)
	t.b.inFile(t.source, t.path, line, column, message)
}

// quote reads the file once more, for the lines that problems show: the trace
// itself is too long to be kept for that.
func (t *traceReader) quote(name string) {
	file, err := t.b.files.open(name)
	if err != nil {
		return
	}
	defer file.Close()
	last := slices.Max(t.quoted)
	lines := bufio.NewReader(io.LimitReader(file, maxTraceBytes))
	for number := 1; number <= last && err == nil; number++ {
		var line string
		line, err = lines.ReadString('\n')
		if slices.Contains(t.quoted, number) {
			t.source.Keep(number, line)
		}
	}
}
