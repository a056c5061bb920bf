package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

const (
	// MaxDepth is how deep lists and maps may nest; a scenario needs eight.
	MaxDepth = 64
	// MaxAliased is how many nodes aliases may add to those that are written out:
	// plenty for repeated blocks, nothing for a bomb.
	MaxAliased = 10_000
	// maxProblems bounds the report of a document that is wrong in every line.
	maxProblems = 100
)

// Parse reads one YAML document. The tree is nil only if the text is no YAML at all
// or empty; otherwise it is whole, and the problems are those of single parts.
func Parse(source *Source) (*Node, []Problem) {
	if problem := unreadable(source); problem != nil {
		return nil, []Problem{*problem}
	}
	root, problem := load(source)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	c := converter{source: source, open: map[*yaml.Node]bool{}, duplicates: map[*yaml.Node]bool{}}
	return c.node(root.Content[0], 0), c.problems
}

// parseAt reads the YAML value that begins at a byte of a one-line source.
func parseAt(source *Source, start int) (*Node, []Problem) {
	value := &Source{Name: source.Name, Text: source.Text[start:]}
	if word := strings.TrimSpace(value.Text); word == "null" || word == "~" {
		return &Node{Position: Position{source, 1, start + 1}}, nil
	}
	shift := utf8.RuneCountInString(source.Text[:start])
	node, problems := Parse(value)
	for i := range problems {
		problems[i].Position = moved(problems[i].Position, source, shift)
	}
	if node == nil && strings.TrimSpace(value.Text) == "" {
		return nil, []Problem{{Position: Position{source, 1, shift + 1}, Message: "the value is missing"}}
	}
	node.move(source, shift)
	return node, problems
}

func moved(p Position, source *Source, shift int) Position {
	if p.Line == 1 {
		p.Column += shift
	}
	p.Source = source
	return p
}

func (n *Node) move(source *Source, shift int) {
	if n == nil {
		return
	}
	n.Position = moved(n.Position, source, shift)
	for i := range n.Keys {
		n.Keys[i].Position = moved(n.Keys[i].Position, source, shift)
	}
	for _, item := range n.Items {
		item.move(source, shift)
	}
}

// unreadable finds the first byte that no text has; the library is silent on some
// and gives no line for others.
func unreadable(source *Source) *Problem {
	line, column := 1, 1
	for i, r := range source.Text {
		_, width := utf8.DecodeRuneInString(source.Text[i:])
		switch {
		case r == '\n':
			line, column = line+1, 0
		case (r == utf8.RuneError && width == 1) || (r < ' ' && r != '\r' && r != '\t') || r == 0x7f:
			return &Problem{
				Position: Position{source, line, column},
				Message:  fmt.Sprintf("byte 0x%02x: this is not a text file", source.Text[i]),
			}
		}
		column++
	}
	return nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// load runs the library. It makes sure that there is exactly one document.
func load(source *Source) (*yaml.Node, *Problem) {
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(source.Text)))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF) || (err == nil && blank(&first)):
		return nil, &Problem{
			Position:   Position{source, 1, 1},
			Message:    "the file is empty",
			Suggestion: "the shortest scenario has name, duration, leaders and network",
		}
	case err != nil:
		return nil, syntax(source, err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		line, column := max(second.Line, 1), max(second.Column, 1)
		return nil, &Problem{
			Position:   Position{source, line, column},
			Message:    "a second document begins here",
			Suggestion: "one file holds one scenario; remove the line ---",
		}
	case !errors.Is(err, io.EOF):
		return nil, syntax(source, err)
	}
	return &first, nil
}

func blank(document *yaml.Node) bool {
	return len(document.Content) == 0 ||
		(document.Content[0].Kind == yaml.ScalarNode && document.Content[0].Value == "" && document.Content[0].Tag == "!!null")
}

// syntax turns the library's error into a problem. It knows the line only, at times
// one past the end; the column is that of the line's first character.
func syntax(source *Source, err error) *Problem {
	text := err.Error()
	match := yamlLine.FindStringSubmatch(text)
	line := 1
	if match != nil && match[1] != "" {
		line, _ = strconv.Atoi(match[1])
	}
	line = max(1, min(line, source.Lines()))
	for line > 1 && strings.TrimSpace(source.Line(line)) == "" {
		line--
	}
	written := source.Line(line)
	indent := len(written) - len(strings.TrimLeft(written, " \t"))
	message := text[len(yamlLine.FindString(text)):]
	if strings.Contains(message, "exceeded max depth") {
		message = tooDeep
	}
	problem := &Problem{Position: Position{source, line, indent + 1}, Message: "not YAML: " + message}
	if strings.HasPrefix(written, "\t") {
		problem.Suggestion = "indent with spaces, not with tabs"
	}
	return problem
}

var tooDeep = fmt.Sprintf("nested more than %d deep", MaxDepth)

// converter turns the library's tree into ours.
type converter struct {
	source     *Source
	problems   []Problem
	open       map[*yaml.Node]bool // anchors that are being expanded
	aliased    int                 // nodes made from aliases so far
	inAlias    int                 // how many aliases we are in
	refused    bool                // the bound of aliases has been reported
	duplicates map[*yaml.Node]bool // keys reported already, in aliases that come again
}

func (c *converter) problem(y *yaml.Node, format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{Position: c.at(y), Message: fmt.Sprintf(format, args...)})
	}
}

func (c *converter) at(y *yaml.Node) Position {
	return Position{c.source, max(y.Line, 1), max(y.Column, 1)}
}

func (c *converter) node(y *yaml.Node, depth int) *Node {
	n := &Node{Position: c.at(y)}
	if c.inAlias > 0 {
		c.aliased++
	}
	switch {
	case c.aliased > MaxAliased:
		if !c.refused {
			c.problem(y, "aliases repeat more than %d values", MaxAliased)
			c.refused = true
		}
	case depth > MaxDepth:
		c.problem(y, "%s", tooDeep)
	case y.Kind == yaml.AliasNode:
		return c.alias(y, depth)
	case y.Kind == yaml.ScalarNode:
		c.scalar(n, y)
	case y.Kind == yaml.SequenceNode:
		c.list(n, y, depth)
	case y.Kind == yaml.MappingNode:
		n.Kind = Map
		c.mapping(n, y, depth)
	}
	return n
}

func (c *converter) alias(y *yaml.Node, depth int) *Node {
	if y.Alias == nil || c.open[y.Alias] {
		c.problem(y, "the alias *%s contains itself", y.Value)
		return &Node{Position: c.at(y)}
	}
	c.open[y.Alias] = true
	c.inAlias++
	n := c.node(y.Alias, depth)
	c.inAlias--
	delete(c.open, y.Alias)
	return n
}

func (c *converter) scalar(n *Node, y *yaml.Node) {
	n.Text = y.Value
	n.Quoted = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	switch tag := y.ShortTag(); tag {
	case "!!null":
		n.Kind = Null
	case "!!int":
		n.Kind = Int
	case "!!float":
		n.Kind = Float
	case "!!bool":
		n.Kind = Bool
	case "!!str", "!!timestamp", "!!merge":
		n.Kind = String
	default:
		n.Kind = String
		c.problem(y, "the tag %s has no meaning here", tag)
	}
}

func (c *converter) list(n *Node, y *yaml.Node, depth int) {
	n.Kind = List
	for _, item := range y.Content {
		n.Append(c.node(item, depth+1))
		if c.refused {
			return
		}
	}
}

// mapping adds the map's entries to n. Entries of its own come before those that it
// merges in with <<, which fill in what is missing.
func (c *converter) mapping(n *Node, y *yaml.Node, depth int) {
	index := make(map[string]int, len(y.Content)/2)
	var merges []*yaml.Node
	for i := 0; i+1 < len(y.Content) && !c.refused; i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			c.problem(key, "a key is a single word, not %s", described(key))
		case key.ShortTag() == "!!merge":
			merges = append(merges, value)
		default:
			if first, twice := index[key.Value]; twice {
				c.duplicate(n, key, first)
				continue
			}
			index[key.Value] = key.Line
			n.add(Key{c.at(key), key.Value}, c.node(value, depth+1))
		}
	}
	for _, merge := range merges {
		c.merge(n, merge, depth, index)
	}
}

func (n *Node) add(key Key, value *Node) {
	value.parent, value.place = n, keyPlace(key.Name)
	n.Keys, n.Items = append(n.Keys, key), append(n.Items, value)
}

func (c *converter) duplicate(n *Node, key *yaml.Node, first int) {
	if c.duplicates[key] {
		return
	}
	c.duplicates[key] = true
	c.problem(key, "the key %s stands here twice; first in line %d", key.Value, first)
}

func (c *converter) merge(n *Node, y *yaml.Node, depth int, index map[string]int) {
	var sources []*Node
	switch merged := c.node(y, depth+1); merged.Kind {
	case Map:
		sources = []*Node{merged}
	case List:
		sources = merged.Items
	}
	for _, source := range sources {
		if source.Kind != Map {
			sources = nil
		}
	}
	if len(sources) == 0 && !c.refused {
		c.problem(y, "<< merges a map, or a list of maps")
	}
	for _, source := range sources {
		for i, key := range source.Keys {
			if _, have := index[key.Name]; !have {
				index[key.Name] = key.Line
				n.add(key, source.Items[i])
			}
		}
	}
}

func described(y *yaml.Node) string {
	switch y.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a map"
	}
	return "an alias"
}
