package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
)

// MarshalJSON writes a flat object: every metric that is set, by name, in the order
// of the table; null where it is undefined. The bytes depend on nothing but the
// values.
func (s *Summary) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, v := range s.Values() {
		b.WriteByte("{,"[min(i, 1)])
		b.WriteString(`"` + v.Metric.Name + `":`)
		b.WriteString(orNull(v.Exact()))
	}
	if b.Len() == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func orNull(exact string) string {
	if exact == "" {
		return "null"
	}
	return exact
}

var _ json.Marshaler = (*Summary)(nil)

// WriteCSVHeader writes the head of a table with one run a row: scenario, seed,
// fingerprint, and every metric of the table.
func WriteCSVHeader(w io.Writer) error {
	return writeRecord(w, append([]string{"scenario", "seed", "fingerprint"}, MetricNames()...))
}

// WriteCSV writes the run's row of that table. Cells of what is undefined are
// empty.
func (d *Document) WriteCSV(w io.Writer) error {
	row := []string{d.Scenario, d.Seed.String(), d.Fingerprint}
	for _, v := range d.Metrics.values {
		row = append(row, v.Exact())
	}
	return writeRecord(w, row)
}

func writeRecord(w io.Writer, cells []string) error {
	c := csv.NewWriter(w)
	if err := c.Write(cells); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

// WriteText writes the figures for people: a heading for each group and an aligned
// line for each metric, "–" and the reason where one is undefined.
func (s *Summary) WriteText(w io.Writer) error {
	var b strings.Builder
	width := s.widest()
	for _, g := range Groups() {
		s.writeGroup(&b, g, width)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Summary) widest() int {
	width := 0
	for _, v := range s.Values() {
		width = max(width, len(v.Metric.Name))
	}
	return width
}

func (s *Summary) writeGroup(b *strings.Builder, g Group, width int) {
	head := string(g) + "\n"
	for _, v := range s.Values() {
		if v.Metric.Group != g {
			continue
		}
		b.WriteString(head)
		head = ""
		name := v.Metric.Name
		b.WriteString("  " + name + strings.Repeat(" ", width-len(name)+2) + v.Explained() + "\n")
	}
}
