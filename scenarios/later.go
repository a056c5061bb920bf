package scenarios

import (
	"regexp"
	"strings"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// later holds what the file format knows and this version does not run: keys, and
// values as "key=value", with what there is instead. List indices are left out.
var later = map[string]string{
	"conflicts.granularity=transaction": "row and column",
}

var indices = regexp.MustCompile(`\[\d+\]`)

func laterMessage(entry, name string) string {
	instead, ok := later[entry]
	if !ok {
		return ""
	}
	return name + " is not in this version; this version has " + instead
}

// laterKey says that a key belongs to a later version; "" if it does not.
func laterKey(path string) string {
	path = indices.ReplaceAllString(path, "")
	return laterMessage(path, path[strings.LastIndexByte(path, '.')+1:])
}

// laterValue says that a value, or the first key of a value that is a map, belongs
// to a later version; "" if it does not.
func laterValue(n *document.Node) string {
	path := indices.ReplaceAllString(n.Path(), "")
	if n.Kind.Scalar() {
		return laterMessage(path+"="+n.Text, n.Text)
	}
	for _, key := range n.Keys {
		if message := laterMessage(path+"="+key.Name, "{"+key.Name+": …}"); message != "" {
			return message
		}
	}
	return ""
}
