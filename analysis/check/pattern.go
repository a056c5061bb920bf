package check

import "fmt"

// Pattern is something that no history of a model contains: table 2 of the paper.
type Pattern uint8

// CO is the causal order, the transitive closure of program order and reads-from. CF
// and HB are defined in conflict.go and happened.go.
const (
	CyclicCO Pattern = iota
	WriteCOInitRead
	ThinAirRead
	WriteCORead
	CyclicCF
	WriteHBInitRead
	CyclicHB
)

// patterns says of each pattern its name, what it is, and which models it breaks.
var patterns = [...]struct {
	name, definition string
	cc, ccv, cm      bool
}{
	CyclicCO:        {"CyclicCO", "operations precede each other in a circle", true, true, true},
	WriteCOInitRead: {"WriteCOInitRead", "a read finds the initial value, though a write of the variable causally precedes it", true, true, true},
	ThinAirRead:     {"ThinAirRead", "a read finds a value that nobody wrote", true, true, true},
	WriteCORead:     {"WriteCORead", "a read finds a value that another write had replaced, causally between them", true, true, true},
	CyclicCF:        {"CyclicCF", "no one order of the writes explains what all sessions read", false, true, false},
	WriteHBInitRead: {"WriteHBInitRead", "a read finds the initial value, though its session's other reads put a write of the variable before it", false, false, true},
	CyclicHB:        {"CyclicHB", "no one order of the writes explains what a session read", false, false, true},
}

// Patterns lists the patterns there are, in the order in which they are looked for.
func Patterns() []Pattern {
	all := make([]Pattern, len(patterns))
	for i := range all {
		all[i] = Pattern(i)
	}
	return all
}

// String is the paper's name of the pattern.
func (p Pattern) String() string {
	if int(p) >= len(patterns) {
		return fmt.Sprintf("Pattern(%d)", p)
	}
	return patterns[p].name
}

// Definition says in words what the pattern is.
func (p Pattern) Definition() string { return patterns[p].definition }
