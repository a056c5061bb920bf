package network

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	maxRegions     = 1000
	maxRegionBytes = 16 << 20
	maxRTT         = time.Hour
	maxProblems    = 20 // so many errors of a file are told
)

// ReadRegions reads a square table of round trips in milliseconds, as CSV: the
// header is a cell of any content and the names of the regions, each further line a
// region's name and the round trips from it. Rows come in the order of the header. A
// file has at most 1,000 regions and 16 MiB; a round trip is between 0 and an hour.
// The error joins what is wrong (up to 20 things), each as name:line:column: what.
func ReadRegions(r io.Reader, name string) (*Regions, error) {
	t := &tableReader{name: name, csv: newCSV(r)}
	t.header()
	for row := 0; t.failed == nil && t.row(row); row++ {
	}
	if t.failed == nil && len(t.regions.RTT) < len(t.regions.Names) {
		t.reject(0, "%d regions in the header, and %d rows", len(t.regions.Names), len(t.regions.RTT))
	}
	if err := errors.Join(append(t.problems, t.failed)...); err != nil {
		return nil, err
	}
	t.regions.Name = name
	return &t.regions, nil
}

func newCSV(r io.Reader) *csv.Reader {
	limited := bufio.NewReader(&bounded{r, maxRegionBytes})
	if mark, err := limited.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = limited.Discard(3) // spreadsheets begin a file with it
	}
	c := csv.NewReader(limited)
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	return c
}

// bounded fails where a file goes on for too long.
type bounded struct {
	from io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, fmt.Errorf("the file is larger than %d MiB", maxRegionBytes>>20)
	}
	return n, err
}

// tableReader reads one table, and collects what is wrong with it.
type tableReader struct {
	name     string
	csv      *csv.Reader
	regions  Regions
	problems []error
	failed   error // reading went no further
}

// reject tells of a problem in a field of the last line read.
func (t *tableReader) reject(field int, format string, args ...any) {
	if t.failed != nil {
		return
	}
	line, column := t.csv.FieldPos(field)
	t.problems = append(t.problems, fmt.Errorf("%s:%d:%d: %s", t.name, line, column, fmt.Sprintf(format, args...)))
	if len(t.problems) == maxProblems {
		t.failed = fmt.Errorf("%s: too many errors", t.name)
	}
}

// read returns the next line, nil at the end.
func (t *tableReader) read() []string {
	fields, err := t.csv.Read()
	var syntax *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &syntax):
		t.failed = fmt.Errorf("%s:%d:%d: %w", t.name, syntax.Line, syntax.Column, syntax.Err)
		return nil
	case err != nil:
		t.failed = fmt.Errorf("%s: %w", t.name, err)
		return nil
	}
	return fields
}

func (t *tableReader) header() {
	fields := t.read()
	switch {
	case t.failed != nil:
	case len(fields) < 2:
		t.failed = fmt.Errorf("%s:1:1: no header; the first line is a cell of any content and the names of the regions", t.name)
	case len(fields) > maxRegions+1:
		t.failed = fmt.Errorf("%s:1:1: %d regions are too many; %d is the most", t.name, len(fields)-1, maxRegions)
	default:
		t.names(fields)
	}
}

func (t *tableReader) names(fields []string) {
	first := make(map[string]int)
	for i, title := range fields[1:] {
		title = strings.TrimSpace(title)
		name := Canonical(title)
		before, again := first[name]
		switch {
		case name == "":
			t.reject(i+1, "region %d has no name", i+1)
		case again:
			t.reject(i+1, "regions %d and %d are both named %q", before+1, i+1, name)
		}
		first[name] = i
		t.regions.Names = append(t.regions.Names, name)
		t.regions.Titles = append(t.regions.Titles, title)
	}
}

// row reads a region's line and says whether there was one.
func (t *tableReader) row(number int) bool {
	fields := t.read()
	if fields == nil {
		return false
	}
	names := t.regions.Names
	if number == len(names) {
		t.reject(0, "a row more than the %d regions in the header", len(names))
		return false
	}
	if got := Canonical(fields[0]); got != names[number] {
		t.reject(0, "row %d is %q, and the header has %q there; rows come in its order", number+1, got, names[number])
	}
	if len(fields) != len(names)+1 {
		t.reject(0, "%d round trips for %d regions", len(fields)-1, len(names))
		fields = fields[:min(len(fields), len(names)+1)]
	}
	trips := make([]time.Duration, len(names))
	for i, cell := range fields[1:] {
		trips[i] = t.trip(i+1, cell)
	}
	t.regions.RTT = append(t.regions.RTT, trips)
	return true
}

// trip reads a number of milliseconds.
func (t *tableReader) trip(field int, cell string) time.Duration {
	cell = strings.TrimSpace(cell)
	ms, err := strconv.ParseFloat(cell, 64)
	limit := float64(maxRTT / time.Millisecond)
	switch {
	case cell == "":
		t.reject(field, "no round trip to %q", t.regions.Names[field-1])
	case err != nil || math.IsNaN(ms):
		t.reject(field, "%q is not a number of milliseconds", cell)
	case ms < 0:
		t.reject(field, "a round trip of %v ms is negative", ms)
	case ms > limit:
		t.reject(field, "a round trip of %v ms is too long; %v is the most", ms, limit)
	default:
		return time.Duration(math.Round(float64(ms * float64(time.Millisecond))))
	}
	return 0
}
