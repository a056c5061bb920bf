package document

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// blockDepth is how deep maps are written with a line for each key; what lies
// deeper, and every entry of a list, stands on one line.
const blockDepth = 2

// Write prints a tree whose root is a map, as people write scenarios: sections in
// blocks, small things on one line. Reading it back gives the same tree.
func Write(root *Node) []byte {
	var b strings.Builder
	writeBlock(&b, root, 0)
	return []byte(b.String())
}

// Flow prints a node on one line.
func Flow(n *Node) string {
	var b strings.Builder
	writeFlow(&b, n)
	return b.String()
}

func writeBlock(b *strings.Builder, n *Node, depth int) {
	indent := strings.Repeat("  ", depth)
	for i, key := range n.Keys {
		value := n.Items[i]
		fmt.Fprintf(b, "%s%s:", indent, keyText(key.Name))
		switch {
		case value.Kind == Map && len(value.Items) > 0 && depth+1 < blockDepth:
			b.WriteByte('\n')
			writeBlock(b, value, depth+1)
		case value.Kind == List && len(value.Items) > 0 && hasCollections(value):
			b.WriteByte('\n')
			for _, item := range value.Items {
				fmt.Fprintf(b, "%s  - %s\n", indent, Flow(item))
			}
		default:
			fmt.Fprintf(b, " %s\n", Flow(value))
		}
	}
}

// hasCollections tells lists of maps or lists, one a line, from lists of words.
func hasCollections(list *Node) bool {
	for _, item := range list.Items {
		if !item.Kind.Scalar() {
			return true
		}
	}
	return false
}

func writeFlow(b *strings.Builder, n *Node) {
	switch n.Kind {
	case Map:
		b.WriteByte('{')
		for i, key := range n.Keys {
			separate(b, i)
			b.WriteString(keyText(key.Name) + ": ")
			writeFlow(b, n.Items[i])
		}
		b.WriteByte('}')
	case List:
		b.WriteByte('[')
		for i, item := range n.Items {
			separate(b, i)
			writeFlow(b, item)
		}
		b.WriteByte(']')
	case Null:
		b.WriteString("null")
	default:
		b.WriteString(scalarText(n.Text, n.Kind != String))
	}
}

func separate(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteString(", ")
	}
}

// plain matches texts that YAML reads as themselves wherever they stand: words and
// quantities. Whatever else there is stands in quotes.
var plain = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*|-?[0-9][0-9.]*(%|[A-Za-z]+[A-Za-z0-9.]*(/[a-z]+)?|/[a-z]+))$`)

// words are read by YAML, of one version or another, as something else.
var words = map[string]bool{
	"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true,
	"y": true, "n": true, "null": true,
}

// exponents such as 1e3 and hexadecimal numbers look like quantities and are not.
var numeric = regexp.MustCompile(`^-?(0[xXoObB][0-9A-Fa-f]*|[0-9][0-9.]*([eE][0-9]*)?)$`)

// scalarText prints a scalar; raw is set for numbers and booleans, which must stay
// bare.
func scalarText(text string, raw bool) string {
	if raw || (plain.MatchString(text) && !words[strings.ToLower(text)] && !numeric.MatchString(text)) {
		return text
	}
	return quote(text)
}

// keyText prints a key. The n of a quorum stays bare, as people write it, though YAML
// 1.1 took it for a no.
func keyText(name string) string {
	if name == "n" {
		return name
	}
	return scalarText(name, false)
}

// quote uses the escapes that YAML's double quotes share with JSON, and leaves all
// printable characters as they are.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
