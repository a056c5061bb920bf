package expect

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// value reads ("leader", "key") == row or ("leader", "key", time) == row, of a contrast
// if one is named.
func (p *parser) value(contrast string, names Names) (claim, error) {
	c := content{contrast: contrast}
	if err := p.place(&c, names); err != nil {
		return nil, err
	}
	if !p.next.is("==") && !p.next.is("!=") {
		return nil, p.complain(`a row's value is compared by == or !=, as in value(%q, %q) == "B"`, c.leader, c.key)
	}
	c.negated = p.next.text == "!="
	if err := p.advance(); err != nil {
		return nil, err
	}
	var err error
	c.values, err = p.row()
	if c.at != nil {
		p.timely = append(p.timely, c)
	}
	return c, err
}

// place reads where and when a value is held: ("leader", "key") or ("leader", "key", time).
func (p *parser) place(c *content, names Names) (err error) {
	if err = p.take("("); err != nil {
		return err
	}
	if c.leader, err = p.known("leader", names.Leaders); err != nil {
		return err
	}
	if err = p.take(","); err != nil {
		return err
	}
	if c.key, err = p.known("key", names.Keys); err != nil {
		return err
	}
	if p.next.is(",") {
		if c.at, err = p.instant(names.End); err != nil {
			return err
		}
	}
	return p.take(")")
}

// instant reads ", 2s": a time from the beginning of the run.
func (p *parser) instant(end time.Duration) (*sim.Time, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.next.sort != quantity {
		return nil, p.complain("a time of the run should stand here, as in 2s")
	}
	seconds, err := parseQuantity(p.next.text, results.Metric{Name: "the time", Kind: results.Span})
	if err != nil {
		return nil, p.complain("%v", err)
	}
	ns := seconds.Mul(seconds, big.NewRat(1e9, 1))
	if !ns.IsInt() {
		return nil, p.complain("%s is not a whole number of nanoseconds", p.next)
	}
	if !ns.Num().IsInt64() || end > 0 && ns.Num().Int64() > int64(end) {
		return nil, p.complain("%s", pastTheEnd(p.next, end))
	}
	at := sim.Time(ns.Num().Int64())
	return &at, p.advance()
}

func pastTheEnd(t token, end time.Duration) string {
	if end == 0 {
		return fmt.Sprintf("%s is past the end of any run", t)
	}
	return fmt.Sprintf("%s is past the end of the run (at most %s, with settle)", t, end)
}

// contrasts are the names of the contrasts, nil if any will do.
func (n Names) contrasts() []string {
	if n.Contrasts == nil {
		return nil
	}
	all := []string{}
	for _, c := range n.Contrasts {
		all = append(all, c.Name)
	}
	return all
}

// of are the names that a contrast has.
func (n Names) of(contrast string) Names {
	for _, c := range n.Contrasts {
		if c.Name == contrast {
			return c.Names
		}
	}
	return Names{}
}

// known reads a text that must be one of the scenario's names, if those are given.
func (p *parser) known(what string, names []string) (string, error) {
	s, at := p.next.text, p.next.at
	if p.next.sort == name {
		return "", p.complain("write the %s in quotes: %q", what, s)
	}
	if p.next.sort != text {
		return "", p.complain("the %s should stand here, in quotes", what)
	}
	if names != nil && !slices.Contains(names, s) {
		return "", &Error{unknownName(what, s, names), at}
	}
	return s, p.advance()
}

func unknownName(what, s string, names []string) string {
	if near, ok := results.Nearest(s, names); ok {
		return fmt.Sprintf("there is no %s %q; did you mean %q?", what, s, near)
	}
	if len(names) == 0 || len(names) > 12 {
		return fmt.Sprintf("there is no %s %q", what, s)
	}
	return fmt.Sprintf("there is no %s %q; there are %s", what, s, strings.Join(names, ", "))
}

// row reads what a row should hold: a text, absent, or a list of texts.
func (p *parser) row() ([]string, error) {
	switch {
	case p.next.sort == name && p.next.text == "absent":
		return nil, p.advance()
	case p.next.sort == text:
		written := p.next.text
		return []string{written}, p.advance()
	case p.next.is("["):
		return p.list()
	case p.next.sort == name || p.next.sort == quantity:
		return nil, p.complain("write the value in quotes: %q (or absent)", p.next.text)
	}
	return nil, p.complain(`a value should stand here: "B", ["A", "B"] or absent`)
}

// list reads "[" text { "," text } "]", in any order.
func (p *parser) list() ([]string, error) {
	var values []string
	separator := "["
	for separator == "[" || p.next.is(",") {
		if err := p.take(separator); err != nil {
			return nil, err
		}
		separator = ","
		if p.next.sort != text {
			return nil, p.complain("the versions of a row are texts in quotes")
		}
		values = append(values, p.next.text)
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	slices.Sort(values)
	return values, p.take("]")
}
