// Package document is a YAML document as a tree that knows where each of its parts
// was written. Start from Parse; Set puts a single value at a path, as --set does;
// Write prints a tree. Aliases and merge keys are resolved, duplicate keys and
// everything that could grow without bound are reported, so that whoever walks a
// tree meets only scalars, lists and maps.
//
// The YAML library is used in parse.go and nowhere else.
package document

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Source is a text that positions point into.
type Source struct {
	Name string // a file's name, or an option's
	Text string

	lines []string
	kept  map[int]string
}

// Keep makes a line known to a source whose text is not held.
func (s *Source) Keep(n int, line string) {
	if s.kept == nil {
		s.kept = map[int]string{}
	}
	s.kept[n] = strings.TrimRight(line, "\r\n")
}

// Line returns the n-th line, from 1, without its end; "" beyond the text.
func (s *Source) Line(n int) string {
	if line, ok := s.kept[n]; ok {
		return line
	}
	if s.lines == nil {
		s.lines = strings.Split(s.Text, "\n")
	}
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return strings.TrimSuffix(s.lines[n-1], "\r")
}

// Lines returns how many lines there are, at least 1.
func (s *Source) Lines() int {
	s.Line(1)
	return len(s.lines)
}

// Position is a place in a source; lines and columns (in characters) count from 1.
type Position struct {
	Source       *Source
	Line, Column int
}

// Problem is something wrong in a document: where, in which key, what, and what
// would be right.
type Problem struct {
	Position
	Path       string
	Message    string
	Suggestion string
}

// Kind is what a node is.
type Kind uint8

const (
	Null Kind = iota
	String
	Int
	Float
	Bool
	List
	Map
)

func (k Kind) String() string {
	return [...]string{"nothing", "a text", "a number", "a number", "true or false", "a list", "a map"}[k]
}

// Scalar reports whether the kind is a single value.
func (k Kind) Scalar() bool { return k >= String && k <= Bool }

// Node is one value of the document.
type Node struct {
	Position
	Kind   Kind
	Text   string  // of a scalar, without quotes
	Quoted bool    // a scalar that stood in quotes, or is to be printed so if need be
	Keys   []Key   // of a map, in the order of the document
	Items  []*Node // of a list; of a map, the values of Keys

	parent *Node
	place  string // how the parent calls it: ".name" or "[2]"
}

// Key is a map's key and where it stands.
type Key struct {
	Position
	Name string
}

// Shift returns how many columns after its position the byte of a scalar's text
// stands; 0 where the text runs over several lines.
func (n *Node) Shift(at int) int {
	if at <= 0 || at > len(n.Text) || strings.Contains(n.Text, "\n") {
		return 0
	}
	columns := utf8.RuneCountInString(n.Text[:at])
	if n.Quoted {
		columns++
	}
	return columns
}

// Path returns the way from the root: faults[2].at; "" for the root.
func (n *Node) Path() string {
	var places []string
	for ; n != nil && n.place != ""; n = n.parent {
		places = append(places, n.place)
	}
	var b strings.Builder
	for i := len(places) - 1; i >= 0; i-- {
		b.WriteString(places[i])
	}
	return strings.TrimPrefix(b.String(), ".")
}

// Name returns the key or the index under which the node stands.
func (n *Node) Name() string { return strings.Trim(n.place, ".[]\"") }

// KeyPath returns the path of a key of the map n.
func (n *Node) KeyPath(name string) string {
	return strings.TrimPrefix(n.Path()+keyPlace(name), ".")
}

func keyPlace(name string) string {
	if name == "" || strings.ContainsAny(name, ".[]\"= ") {
		return "." + strconv.Quote(name)
	}
	return "." + name
}

// Get returns the value of a key of a map, or nil.
func (n *Node) Get(name string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for i, key := range n.Keys {
		if key.Name == name {
			return n.Items[i]
		}
	}
	return nil
}

// KeyAt returns where the key of that name stands; n itself if there is none.
func (n *Node) KeyAt(name string) Position {
	for _, key := range n.Keys {
		if key.Name == name {
			return key.Position
		}
	}
	return n.Position
}

// Put sets a key of a map to a value, in the place of one of the same name.
func (n *Node) Put(key Key, value *Node) {
	value.parent, value.place = n, keyPlace(key.Name)
	for i := range n.Keys {
		if n.Keys[i].Name == key.Name {
			n.Keys[i], n.Items[i] = key, value
			return
		}
	}
	n.Keys, n.Items = append(n.Keys, key), append(n.Items, value)
}

// Remove takes a key of a map away, if it is there.
func (n *Node) Remove(name string) { n.remove(Step{Name: name, Index: -1}) }

// Positions are those of the node and of all that lies beneath, keys included.
func (n *Node) Positions() map[Position]bool {
	all := map[Position]bool{}
	n.collect(all)
	return all
}

func (n *Node) collect(all map[Position]bool) {
	all[n.Position] = true
	for _, key := range n.Keys {
		all[key.Position] = true
	}
	for _, item := range n.Items {
		item.collect(all)
	}
}

// Append adds a value to a list.
func (n *Node) Append(value *Node) { n.putItem(len(n.Items), value) }

func (n *Node) putItem(i int, value *Node) {
	value.parent, value.place = n, "["+strconv.Itoa(i)+"]"
	if i == len(n.Items) {
		n.Items = append(n.Items, value)
		return
	}
	n.Items[i] = value
}

// Find returns the node at a path as Path gives it, or nil.
func (n *Node) Find(path string) *Node {
	steps, err := steps(path)
	if err != nil {
		return nil
	}
	for _, s := range steps {
		if n = n.step(s); n == nil {
			return nil
		}
	}
	return n
}

// Nearest returns the node at a path, or the deepest one on the way there.
func (n *Node) Nearest(path string) *Node {
	steps, err := steps(path)
	if err != nil {
		return n
	}
	for _, s := range steps {
		next := n.step(s)
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

func (n *Node) step(s Step) *Node {
	if s.Index < 0 {
		return n.Get(s.Name)
	}
	if n.Kind == List && s.Index < len(n.Items) {
		return n.Items[s.Index]
	}
	return nil
}
