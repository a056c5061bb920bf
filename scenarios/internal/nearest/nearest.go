// Package nearest finds the known name that a misspelt one was meant to be.
package nearest

import (
	"fmt"
	"strings"
)

// shown is how many names a suggestion lists.
const shown = 20

// Suggest says what would be right instead of an unknown name: the nearest known
// one, and what names there are.
func Suggest(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	list := known
	more := ""
	if len(known) > shown {
		list, more = known[:shown], fmt.Sprintf(" and %d more", len(known)-shown)
	}
	all := "there are " + strings.Join(list, ", ") + more
	if len(known) == 1 {
		all = "there is " + known[0]
	}
	if best, ok := Name(name, known); ok {
		return fmt.Sprintf("did you mean %s? %s", best, all)
	}
	return all
}

// Name returns the known name of least edit distance, the first of equals; ok is
// false if none is near: more than a third of the letters differ.
func Name(name string, known []string) (best string, ok bool) {
	name = fold(name)
	least := 1 + len([]rune(name))/3
	for _, candidate := range known {
		folded := fold(candidate)
		if difference := abs(len(folded) - len(name)); difference > least {
			continue
		}
		if d := distance([]rune(name), []rune(folded)); d < least || (d == least && !ok) {
			best, least, ok = candidate, d, true
		}
	}
	return best, ok
}

// fold makes spellings equal that differ in case, spaces and dashes only. The braces
// of a form such as {every: …} count for nothing either.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', ' ', '-', '{', '}', ':', '…':
			return -1
		}
		return r
	}, strings.ToLower(name))
}

func abs(n int) int { return max(n, -n) }

// distance counts the insertions, deletions, replacements and swaps of neighbours
// that lead from a to b (optimal string alignment).
func distance(a, b []rune) int {
	width := len(b) + 1
	cells := make([]int, 3*width)
	before, row, next := cells[:width], cells[width:2*width], cells[2*width:]
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next[0] = i + 1
		for j := range b {
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost(a[i] != b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}

func cost(differs bool) int {
	if differs {
		return 1
	}
	return 0
}
