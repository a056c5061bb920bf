package history

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mlrsim/mlrsim/model"
)

// MaxLine is the longest line that is read, in bytes. A line past it is an error, so
// that a file that is no record does not fill the memory.
const MaxLine = 16 << 20

// Reader reads a record: its header first, then its events, once.
type Reader struct {
	lines  *bufio.Scanner
	header Header
	line   int // that was read last, from 1
}

// Open reads the header of a record. A record of another schema version is refused.
func Open(r io.Reader) (*Reader, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<16), MaxLine)
	reader := &Reader{lines: lines}
	if !reader.next() {
		return nil, reader.ended("a header should stand")
	}
	header, err := parseHeader(lines.Bytes())
	if err != nil {
		return nil, fmt.Errorf("history: line 1: %w", err)
	}
	reader.header = header
	return reader, nil
}

// Header says which run the record is of.
func (r *Reader) Header() Header { return r.header }

// Replay calls the observer exactly as the run did. It ends with the run's end; a
// record that stops before, or that no run could have left (a write that nobody
// committed, a leader that there is not), is an error that names the line. Replay
// holds the writes of the run, about 72 bytes each.
func (r *Reader) Replay(o model.Observer) error {
	p := player{header: &r.header, observer: o}
	for !p.ended {
		if !r.next() {
			return r.ended("an event should stand")
		}
		if err := p.play(r.lines.Bytes()); err != nil {
			return fmt.Errorf("history: line %d: %w", r.line, err)
		}
	}
	if r.next() {
		return fmt.Errorf("history: line %d: the run has ended before", r.line)
	}
	if err := r.lines.Err(); err != nil {
		return r.ended("the record should end")
	}
	return nil
}

// Replay reads a whole record: Open and Reader.Replay in one.
func Replay(r io.Reader, o model.Observer) error {
	reader, err := Open(r)
	if err != nil {
		return err
	}
	return reader.Replay(o)
}

func (r *Reader) next() bool {
	if !r.lines.Scan() {
		return false
	}
	r.line++
	return true
}

// ended says why there is no next line.
func (r *Reader) ended(missing string) error {
	switch err := r.lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("history: line %d is longer than %d bytes: is this a record?", r.line+1, MaxLine)
	case err != nil:
		return fmt.Errorf("history: line %d: %w", r.line+1, err)
	}
	return fmt.Errorf("history: line %d: the record ends where %s: was the run cut short? %w",
		r.line+1, missing, io.ErrUnexpectedEOF)
}

func parseHeader(line []byte) (Header, error) {
	var version struct {
		SchemaVersion *int `json:"schema_version"`
	}
	if err := json.Unmarshal(line, &version); err != nil {
		return Header{}, fmt.Errorf("no header of a record: %w", err)
	}
	if version.SchemaVersion == nil {
		return Header{}, errors.New("a header without schema_version: is this a record?")
	}
	if *version.SchemaVersion != SchemaVersion {
		return Header{}, fmt.Errorf("schema_version %d: this program reads %d", *version.SchemaVersion, SchemaVersion)
	}
	var header versioned
	strict := json.NewDecoder(strings.NewReader(string(line)))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&header); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	if err := header.check(); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	return header.Header, nil
}

// check says what no run could have.
func (h *Header) check() error {
	n := len(h.Leaders)
	if n == 0 || h.Rows < len(h.Keys) {
		return fmt.Errorf("%d leaders, %d rows, %d names of rows", n, h.Rows, len(h.Keys))
	}
	if h.Replicas < 0 || h.Replicas > n {
		return fmt.Errorf("%d replicas at %d leaders", h.Replicas, n)
	}
	for _, leader := range h.Absent {
		if leader < 0 || leader >= n {
			return fmt.Errorf("absent: leader %d of %d", leader, n)
		}
	}
	return nil
}
