package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Step is one step of a path, and where it is written: a key's name, or an index of a
// list (else -1).
type Step struct {
	Position
	Name  string
	Index int
}

// steps takes a path such as faults[0].at apart. A name with dots or brackets
// stands in double quotes: sweep.over."conflicts.strategy".
func steps(path string) ([]Step, error) {
	var list []Step
	for at := 0; at < len(path); {
		s, width, err := nextStep(path[at:], at == 0)
		if err != nil {
			return nil, err
		}
		s.Line, s.Column = 1, s.Column+at+1
		list = append(list, s)
		at += width
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the path is empty")
	}
	return list, nil
}

// CheckPath says what is wrong with the form of a path, nil if nothing.
func CheckPath(path string) error {
	_, err := steps(path)
	return err
}

// FirstName returns the first name of a path, or what is wrong with the path's form.
func FirstName(path string) (string, error) {
	list, err := steps(path)
	if err != nil {
		return "", err
	}
	return list[0].Name, nil
}

// nextStep tells the step, with where it begins in the rest as its column, and how
// long it is.
func nextStep(rest string, first bool) (Step, int, error) {
	dot := 0
	switch {
	case rest[0] == '[':
		return indexStep(rest)
	case rest[0] == '.' && !first:
		dot = 1
	case !first:
		return Step{}, 0, fmt.Errorf("a dot or [ is missing before %q", rest)
	}
	name, width, err := nameStep(rest[dot:])
	return Step{Position{Column: dot}, name, -1}, width + dot, err
}

func indexStep(rest string) (Step, int, error) {
	end := strings.IndexByte(rest, ']')
	if end < 0 {
		return Step{}, 0, fmt.Errorf("] is missing after %q", rest)
	}
	n, err := strconv.ParseUint(rest[1:end], 10, 31)
	if err != nil {
		return Step{}, 0, fmt.Errorf("%q is not an index of a list, such as [0]", rest[:end+1])
	}
	return Step{Index: int(n)}, end + 1, nil
}

func nameStep(rest string) (name string, width int, err error) {
	if strings.HasPrefix(rest, `"`) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return "", 0, fmt.Errorf("the closing quote is missing in %s", rest)
		}
		name, err = strconv.Unquote(quoted)
		return name, len(quoted), err
	}
	width = strings.IndexAny(rest, ".[")
	if width < 0 {
		width = len(rest)
	}
	if width == 0 {
		return "", 0, fmt.Errorf("a name is missing before %q", rest)
	}
	return rest[:width], width, nil
}

// Known says what is wrong with a way through the tree, such as a name that no key has.
type Known func(way []Step) []Problem

// Set puts the value of a source that holds "path=value" into the tree; the value is
// YAML. Missing maps on the way are made, as is the one entry after the last of a
// list; null takes a key or an entry away. What is taken away leaves nothing that
// could be found wrong later, so known is asked about its way first. The new nodes'
// positions point into the source.
func Set(root *Node, source *Source, known Known) []Problem {
	path, _, found := strings.Cut(source.Text, "=")
	start := Position{source, 1, 1}
	if !found {
		return []Problem{{Position: start, Message: "there is no =", Suggestion: "--set network.latency=80ms"}}
	}
	way, err := steps(path)
	if err != nil {
		return []Problem{{Position: start, Message: err.Error(), Suggestion: "paths look like faults[0].at"}}
	}
	value, problems := parseAt(source, len(path)+1)
	if len(problems) > 0 {
		for i := range problems {
			problems[i].Path = path
		}
		return problems
	}
	for i := range way {
		way[i].Source = source
	}
	return place(root, way, path, value, known)
}

// Place puts a value that has a position of its own into the tree, as Set does; the
// key's name is the path. What is made on the way stands where the key does.
func Place(root *Node, key Key, value *Node, known Known) []Problem {
	way, err := steps(key.Name)
	if err != nil {
		return []Problem{{Position: key.Position, Message: err.Error()}}
	}
	for i := range way {
		way[i].Position = key.Position
	}
	return place(root, way, key.Name, value, known)
}

func place(root *Node, way []Step, path string, value *Node, known Known) []Problem {
	if value.Kind != Null {
		return put(root, way, path, value)
	}
	if problems := known(way); len(problems) > 0 {
		return problems
	}
	return takeAway(root, way, path)
}

// put walks to the parent of the last step, making what is missing, and puts the value
// there.
func put(node *Node, way []Step, path string, value *Node) []Problem {
	for i, s := range way {
		if message := node.refuses(s); message != "" {
			return []Problem{{Position: s.Position, Path: path, Message: message}}
		}
		next := node.step(s)
		if i == len(way)-1 || next == nil {
			next = value
			if i < len(way)-1 {
				next = &Node{Position: s.Position}
			}
			node.put(s, next)
		}
		node = next
	}
	return nil
}

// takeAway walks to what is there, and takes it from its parent. A key that is not
// there is as good as taken away.
func takeAway(node *Node, way []Step, path string) []Problem {
	for i, s := range way {
		message, next := node.refuses(s), node.step(s)
		switch {
		case s.Index >= 0 && s.Index == len(node.Items):
			message = fmt.Sprintf("%s has no entry [%d]", node.Path(), s.Index)
		case message == "" && next == nil:
			return nil
		}
		if message != "" {
			return []Problem{{Position: s.Position, Path: path, Message: message}}
		}
		if i == len(way)-1 {
			node.remove(s)
		}
		node = next
	}
	return nil
}

// refuses says why the step cannot be taken from n. Where there is nothing yet,
// the step decides what n becomes.
func (n *Node) refuses(s Step) string {
	if n.Kind == Null {
		n.Kind = Map
		if s.Index >= 0 {
			n.Kind = List
		}
	}
	name := n.Path()
	switch {
	case s.Index < 0 && n.Kind != Map:
		return fmt.Sprintf("%s is %s and has no key %q; set it as a whole", name, n.describe(), s.Name)
	case s.Index >= 0 && n.Kind != List:
		return fmt.Sprintf("%s is %s and has no entry [%d]; set it as a whole", name, n.describe(), s.Index)
	case s.Index > len(n.Items):
		return fmt.Sprintf("%s has %d entries; the next new one is [%d]", name, len(n.Items), len(n.Items))
	}
	return ""
}

func (n *Node) describe() string {
	if n.Kind.Scalar() {
		return n.Text
	}
	return n.Kind.String()
}

// remove takes away what a step leads to, if it is there.
func (n *Node) remove(s Step) {
	i := s.Index
	if i < 0 {
		i = slices.IndexFunc(n.Keys, func(k Key) bool { return k.Name == s.Name })
	}
	if i < 0 || i >= len(n.Items) {
		return
	}
	n.Items = slices.Delete(n.Items, i, i+1)
	if n.Kind == Map {
		n.Keys = slices.Delete(n.Keys, i, i+1)
		return
	}
	for i, item := range n.Items {
		n.putItem(i, item)
	}
}

func (n *Node) put(s Step, value *Node) {
	if s.Index >= 0 {
		n.putItem(s.Index, value)
		return
	}
	n.Put(Key{s.Position, s.Name}, value)
}
