package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
)

// listing is the head of a catalogue as CSV.
type listing []string

// entry is a line of a catalogue: JSON as it is, CSV as cells.
type entry interface{ cells() []string }

// list prints a catalogue in the form asked for, which is not text.
func (c *cli) list(head listing, entries []entry) error {
	switch c.flags.format {
	case "json":
		return writeJSON(c.out, entries, "  ")
	case "jsonl":
		for _, e := range entries {
			if err := writeJSON(c.out, e, ""); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		w := csv.NewWriter(c.out)
		w.Write(head) // what goes wrong is kept, and told by Error
		for _, e := range entries {
			w.Write(e.cells())
		}
		w.Flush()
		return w.Error()
	}
	panic(fmt.Sprintf("mlrsim: a catalogue has no form %q", c.flags.format))
}

func writeJSON(w io.Writer, value any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(value)
}

// print writes text to standard output.
func (c *cli) print(text string) error {
	_, err := io.WriteString(c.out, text)
	return err
}
