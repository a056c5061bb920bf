package main

import (
	"bytes"
	"io"

	"github.com/mlrsim/mlrsim/results"
)

// printer prints runs in one of the formats.
type printer struct {
	cli     *cli
	several bool // more than one run: JSON is a list
	printed int
}

func (c *cli) printer(runs int) *printer { return &printer{cli: c, several: runs > 1} }

func (p *printer) print(j *job) error {
	defer func() { p.printed++ }()
	var b bytes.Buffer
	if err := p.write(&b, j); err != nil {
		return err
	}
	_, err := p.cli.out.Write(b.Bytes())
	return err
}

func (p *printer) write(w io.Writer, j *job) error {
	document := results.NewDocument(j.run, version)
	switch p.cli.flags.format {
	case "text":
		return p.text(w, j)
	case "jsonl":
		return document.WriteLine(w)
	case "csv":
		if p.printed == 0 {
			if err := results.WriteCSVHeader(w); err != nil {
				return err
			}
		}
		return document.WriteCSV(w)
	case "json":
		if p.several {
			io.WriteString(w, [...]string{"[\n", ",\n"}[min(p.printed, 1)])
		}
		return document.WriteJSON(w)
	}
	panic("mlrsim: a run has no form " + p.cli.flags.format)
}

func (p *printer) text(w io.Writer, j *job) error {
	if p.cli.flags.quiet {
		_, err := io.WriteString(w, failures(p.cli.style(), j))
		return err
	}
	if p.printed > 0 {
		io.WriteString(w, "\n\n")
	}
	_, err := io.WriteString(w, face(p.cli.style(), j))
	return err
}

// end prints what must follow the last run.
func (p *printer) end() error {
	if !p.several || p.cli.flags.format != "json" {
		return nil
	}
	if p.printed == 0 {
		return p.cli.print("[]\n")
	}
	return p.cli.print("]\n")
}
