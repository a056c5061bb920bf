package results

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// SchemaVersion is the version of the form of Document. It rises when a field
// changes its meaning or goes; fields are added without.
const SchemaVersion = 1

// Document is what a run says to other programs: summary.json, and what `mlrsim run
// --json` prints. Equal scenario, seed and version give equal bytes.
type Document struct {
	SchemaVersion int             `json:"schema_version"`
	Scenario      string          `json:"scenario"`
	Seed          Seed            `json:"seed"`
	Fingerprint   string          `json:"fingerprint"` // 16 hexadecimal digits
	System        *System         `json:"system,omitempty"`
	Reported      []Reported      `json:"reported,omitempty"` // what the system would tell
	Failures      *Failed         `json:"failures,omitempty"` // of the strategy
	Metrics       *Summary        `json:"metrics"`
	Expect        []JudgedVerdict `json:"expect"`
	Contrasts     []OtherMetrics  `json:"contrasts,omitempty"`
	Version       string          `json:"version"` // of mlrsim
}

// OtherMetrics are those of a Contrast as they stand in a Document.
type OtherMetrics struct {
	Name        string   `json:"name"`
	Fingerprint string   `json:"fingerprint"`
	Failures    *Failed  `json:"failures,omitempty"`
	Metrics     *Summary `json:"metrics"`
}

// Seed is the number from which all of a run's randomness comes.
type Seed uint64

func (s Seed) String() string { return strconv.FormatUint(uint64(s), 10) }

// JudgedVerdict is a Verdict as it stands in a Document.
type JudgedVerdict struct {
	Text   string `json:"text"`
	Holds  string `json:"verdict"` // holds, fails, unknown
	Detail string `json:"detail,omitempty"`
	Line   int    `json:"line,omitempty"`
}

// NewDocument tells of a run that this version of mlrsim made.
func NewDocument(run *Run, version string) *Document {
	d := &Document{
		SchemaVersion: SchemaVersion,
		Scenario:      run.Scenario,
		Seed:          Seed(run.Seed),
		Fingerprint:   FormatFingerprint(run.Fingerprint),
		Failures:      run.Failures.document(run.Leaders),
		Metrics:       run.Metrics,
		Expect:        []JudgedVerdict{},
		Version:       version,
	}
	if run.System != nil {
		d.System, d.Reported = run.System, run.System.Reported
	}
	for _, v := range run.Verdicts {
		d.Expect = append(d.Expect, JudgedVerdict(v))
	}
	for i := range run.Contrasts {
		c := &run.Contrasts[i]
		d.Contrasts = append(d.Contrasts, OtherMetrics{c.Name, FormatFingerprint(c.Fingerprint), c.Failures.document(c.Leaders), c.Metrics})
	}
	return d
}

// FormatFingerprint is a fingerprint's 16 hexadecimal digits.
func FormatFingerprint(f uint64) string { return fmt.Sprintf("%016x", f) }

// WriteJSON writes the document for reading, two spaces a level.
func (d *Document) WriteJSON(w io.Writer) error { return encode(w, d, "  ") }

// WriteLine writes the document as one line.
func (d *Document) WriteLine(w io.Writer) error { return encode(w, d, "") }

func encode(w io.Writer, document any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // "<" in an expectation stays legible
	e.SetIndent("", indent)
	return e.Encode(document)
}
