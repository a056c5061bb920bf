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
	text   string
	names  Names
	next   token
	after  int // where the text behind next begins
	depth  int
	timely []content // those read that speak of an instant
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
	return p.statement(word, "")
}

// statement reads what is claimed of the metric called word, of a contrast if one is
// named.
func (p *parser) statement(word token, contrast string) (claim, error) {
	if word.text == "diverged" {
		return negation{fact{figure{must("converged"), contrast}}}, nil
	}
	m, err := p.metric(word)
	if err != nil {
		return nil, err
	}
	return p.comparison(figure{m, contrast}, word.at)
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
		return p.value("", p.names)
	case "contrast":
		contrast, m, err := p.contrast()
		if err != nil {
			return nil, err
		}
		if p.next.is("(") {
			return p.functionOf(contrast, m)
		}
		return p.statement(m, contrast)
	}
	near, ok := results.Nearest(word.text, []string{"sometimes", "fails", "value", "contrast"})
	if !ok {
		return nil, &Error{fmt.Sprintf("there is no %s(…); there are value(leader, key), value(leader, key, time), fails(metric), sometimes(claim), contrast(name).metric and contrast(name).value(leader, key)", word), word.at}
	}
	return nil, &Error{fmt.Sprintf("there is no %s(…); did you mean %s(…)?", word, near), word.at}
}

// functionOf reads what stands behind contrast("name").word.
func (p *parser) functionOf(contrast string, word token) (claim, error) {
	switch word.text {
	case "value":
		return p.value(contrast, p.names.of(contrast))
	case "fails":
		return nil, &Error{fmt.Sprintf("write fails(contrast(%q).metric)", contrast), word.at}
	case "sometimes":
		return nil, &Error{fmt.Sprintf("write sometimes(…) around what is claimed of contrast(%q)", contrast), word.at}
	}
	if _, ok := results.Nearest(word.text, []string{"value"}); ok {
		return nil, &Error{fmt.Sprintf("there is no %s(…); did you mean value(…)?", word), word.at}
	}
	return nil, &Error{fmt.Sprintf("there is no %s(…) of a contrast; there is value(leader, key)", word), word.at}
}

// contrast reads ("name").word.
func (p *parser) contrast() (contrast string, m token, err error) {
	if err := p.take("("); err != nil {
		return "", m, err
	}
	if contrast, err = p.known("contrast", p.names.contrasts()); err != nil {
		return "", m, err
	}
	if err := p.take(")"); err != nil {
		return "", m, err
	}
	if !p.next.is(".") {
		return "", m, p.complain("a metric of the contrast or a value in it should follow, as in contrast(%q).availability", contrast)
	}
	if err := p.advance(); err != nil {
		return "", m, err
	}
	m = p.next
	return contrast, m, p.advance()
}

// figure reads a metric, of a contrast perhaps, and says where it stands.
func (p *parser) figure() (f figure, at int, err error) {
	word := p.next
	if err := p.advance(); err != nil {
		return f, word.at, err
	}
	if word.text == "contrast" && word.sort == name && p.next.is("(") {
		if f.contrast, word, err = p.contrast(); err != nil {
			return f, word.at, err
		}
	}
	f.metric, err = p.metric(word)
	return f, word.at, err
}

// fails reads the metric of violations that must have been counted.
func (p *parser) fails() (claim, error) {
	if err := p.take("("); err != nil {
		return nil, err
	}
	f, at, err := p.figure()
	if err != nil {
		return nil, err
	}
	var c claim
	switch f.metric.Kind {
	case results.Count:
		c = comparison{f, ">", bound{constant: new(big.Rat)}}
	case results.Truth:
		c = negation{fact{f}}
	default:
		return nil, &Error{fmt.Sprintf("fails(…) takes a metric that counts violations, such as read_your_writes; compare %s with a bound instead", f), at}
	}
	return c, p.take(")")
}

// comparison reads what is claimed of a figure that stands at an offset.
func (p *parser) comparison(f figure, at int) (claim, error) {
	if f.metric.Kind == results.Truth {
		if isComparison(p.next) {
			return nil, p.complain("%s is true or false: write %s or not %s", f, f, f)
		}
		return fact{f}, nil
	}
	operator := p.next
	if !isComparison(operator) {
		return nil, &Error{fmt.Sprintf("%s is to be compared with something: write %s", f, example(f)), at}
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	b, err := p.bound(f)
	return comparison{f, operator.text, b}, err
}

// bound reads what a figure is compared with.
func (p *parser) bound(f figure) (bound, error) {
	if p.next.sort == name && p.next.text == "contrast" {
		other, at, err := p.figure()
		if err == nil && other.metric.Kind != f.metric.Kind {
			err = &Error{fmt.Sprintf("%s is a %s and %s a %s: they cannot be compared", f, f.metric.Kind, other, other.metric.Kind), at}
		}
		return bound{figure: &other}, err
	}
	if p.next.sort != quantity {
		return bound{}, p.complain("%s is compared with a quantity, not with %s: write %s", f, p.next, example(f))
	}
	constant, err := parseQuantity(p.next.text, f.metric)
	if err != nil {
		return bound{}, &Error{err.Error(), p.next.at}
	}
	return bound{constant: constant}, p.advance()
}

// example is a comparison that suits a figure.
func example(f figure) string {
	return f.String() + [...]string{
		results.Count: " == 0", results.Ratio: " < 2%", results.Mean: " < 1.5", results.Span: " < 250ms", results.Volume: " < 64KiB",
	}[f.metric.Kind]
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
