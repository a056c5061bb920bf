package results

import "strings"

// Nearest finds the name most like a mistyped word: the one reached by the fewest
// letters inserted, dropped, changed or swapped, or else the first that goes on where
// the word stops. It reports false if none is near enough to be what was meant: a
// third of the letters may be wrong. Case, '-', '_' and '.' count for nothing.
func Nearest(word string, among []string) (string, bool) {
	w := fold(word)
	best, least := "", (len(w)+2)/3+1
	for _, name := range among {
		if d := distance(w, fold(name)); d < least {
			best, least = name, d
		}
	}
	if best == "" && len(w) >= 3 {
		best = longer(string(w), among)
	}
	return best, best != ""
}

// longer finds the first name that begins with the (folded) word.
func longer(word string, among []string) string {
	for _, name := range among {
		if strings.HasPrefix(string(fold(name)), word) {
			return name
		}
	}
	return ""
}

var separators = strings.NewReplacer("-", "", "_", "", ".", "")

func fold(s string) []rune { return []rune(separators.Replace(strings.ToLower(s))) }

// distance is the optimal string alignment distance of a and b: edits that insert,
// drop, change one letter or swap two neighbours, none edited twice.
func distance(a, b []rune) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := range a {
		before, last, next := rows[(i+2)%3], rows[i%3], rows[(i+1)%3]
		next[0] = i + 1
		for j := range b {
			changed := last[j]
			if a[i] != b[j] {
				changed++
			}
			next[j+1] = min(changed, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
