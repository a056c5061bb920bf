package expect

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/results"
)

// deepest is how far claims may be nested.
const deepest = 100

// parser reads a claim by recursive descent, one token ahead.
type parser struct {
	text  string
	names Names
	next  token
	after int // where the text behind next begins
	depth int
}

func (p *parser) parse() (claim, error) {
	if strings.TrimSpace(p.text) == "" {
		return nil, &Error{"an expectation is missing: write a claim, such as converged", 0}
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	c, err := p.any()
	if err != nil {
		return nil, err
	}
	if p.next.sort != end {
		return nil, p.complain("the claim ends before %s; join claims with and, or", p.next)
	}
	return c, nil
}

// any reads claims joined by "or".
func (p *parser) any() (claim, error) { return p.joined("or", p.all) }

// all reads claims joined by "and".
func (p *parser) all() (claim, error) { return p.joined("and", p.one) }

func (p *parser) joined(word string, part func() (claim, error)) (claim, error) {
	var parts []claim
	for {
		c, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, c)
		if p.next.sort != name || p.next.text != word {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	switch {
	case len(parts) == 1:
		return parts[0], nil
	case word == "or":
		return disjunction(parts), nil
	default:
		return conjunction(parts), nil
	}
}

func (p *parser) one() (claim, error) {
	if p.depth++; p.depth > deepest {
		return nil, p.complain("more than %d claims stand inside one another", deepest)
	}
	defer func() { p.depth-- }()
	if p.next.is("(") {
		return p.enclosed()
	}
	if p.next.sort != name {
		return nil, p.complain("a claim begins with a metric, not with %s", p.next)
	}
	word := p.next
	if err := p.advance(); err != nil {
		return nil, err
	}
	if word.text == "not" {
		c, err := p.one()
		return negation{c}, err
	}
	if p.next.is("(") {
		return p.function(word)
	}
	if word.text == "diverged" {
		return negation{fact{must("converged")}}, nil
	}
	return p.comparison(word)
}

// enclosed reads "(" claim ")".
func (p *parser) enclosed() (claim, error) {
	if err := p.take("("); err != nil {
		return nil, err
	}
	c, err := p.any()
	if err != nil {
		return nil, err
	}
	return c, p.take(")")
}

func (p *parser) function(word token) (claim, error) {
	switch word.text {
	case "sometimes":
		return p.enclosed()
	case "fails":
		return p.fails()
	case "value":
		return p.value()
	}
	near, ok := results.Nearest(word.text, []string{"sometimes", "fails", "value"})
	if !ok {
		return nil, &Error{fmt.Sprintf("there is no %s(…); there are value(leader, key), fails(metric) and sometimes(claim)", word), word.at}
	}
	return nil, &Error{fmt.Sprintf("there is no %s(…); did you mean %s(…)?", word, near), word.at}
}

// fails reads the metric of violations that must have been counted.
func (p *parser) fails() (claim, error) {
	if err := p.take("("); err != nil {
		return nil, err
	}
	m, err := p.metric(p.next)
	if err != nil {
		return nil, err
	}
	var c claim
	switch m.Kind {
	case results.Count:
		c = comparison{m, ">", new(big.Rat)}
	case results.Truth:
		c = negation{fact{m}}
	default:
		return nil, p.complain("fails(…) takes a metric that counts violations, such as read_your_writes; compare %s with a bound instead", m.Name)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return c, p.take(")")
}

// comparison reads what is claimed of the metric called word.
func (p *parser) comparison(word token) (claim, error) {
	m, err := p.metric(word)
	if err != nil {
		return nil, err
	}
	if m.Kind == results.Truth {
		if isComparison(p.next) {
			return nil, p.complain("%s is true or false: write %s or not %s", m.Name, m.Name, m.Name)
		}
		return fact{m}, nil
	}
	operator := p.next
	if !isComparison(operator) {
		return nil, &Error{fmt.Sprintf("%s is to be compared with something: write %s", m.Name, example(m)), word.at}
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.next.sort != quantity {
		return nil, p.complain("%s is compared with a quantity, not with %s: write %s", m.Name, p.next, example(m))
	}
	bound, err := parseQuantity(p.next.text, m)
	if err != nil {
		return nil, &Error{err.Error(), p.next.at}
	}
	return comparison{m, operator.text, bound}, p.advance()
}

// example is a comparison that suits a metric.
func example(m results.Metric) string {
	return m.Name + [...]string{
		results.Count: " == 0", results.Ratio: " < 2%", results.Mean: " < 1.5", results.Span: " < 250ms", results.Volume: " < 64KiB",
	}[m.Kind]
}

func isComparison(t token) bool {
	return t.sort == sign && slices.Contains([]string{"==", "!=", "<", "<=", ">", ">="}, t.text)
}

// metric looks a word up.
func (p *parser) metric(word token) (results.Metric, error) {
	if word.sort != name {
		return results.Metric{}, &Error{fmt.Sprintf("a metric should stand here, not %s", word), word.at}
	}
	m, err := results.LookupMetric(word.text)
	if err != nil {
		return m, &Error{err.Error(), word.at}
	}
	return m, nil
}

// must finds a metric that this package itself speaks of.
func must(name string) results.Metric {
	m, err := results.LookupMetric(name)
	if err != nil {
		panic("expect: " + err.Error())
	}
	return m
}

// advance reads the next token.
func (p *parser) advance() (err error) {
	p.next, p.after, err = scan(p.text, p.after)
	return err
}

// take reads a sign that must come next.
func (p *parser) take(s string) error {
	if !p.next.is(s) {
		return p.complain("%s should stand before %s", s, p.next)
	}
	return p.advance()
}

// complain makes an error about the next token.
func (p *parser) complain(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...), p.next.at}
}
