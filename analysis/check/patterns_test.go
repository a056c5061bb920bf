package check

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// violating has a history for each pattern, as small as it gets without another, and
// the witness that it must name.
var violating = []struct {
	pattern Pattern
	models  Verdicts
	history History
	witness string
}{
	{CyclicCO, Verdicts{Fails, Fails, Fails}, History{
		{Read("x", 1), Write("y", 1)},
		{Read("y", 1), Write("x", 1)},
	}, "CyclicCO: 0:0 r(x)1, 0:1 w(y)1, 1:0 r(y)1, 1:1 w(x)1"},
	{WriteCOInitRead, Verdicts{Fails, Fails, Fails}, History{
		{Write("x", 1), Write("y", 1)},
		{Read("y", 1), Read("x", 0)},
	}, "WriteCOInitRead: 0:0 w(x)1, 1:1 r(x)0"},
	{ThinAirRead, Verdicts{Fails, Fails, Fails}, History{
		{Write("x", 1)},
		{Read("x", 7)},
	}, "ThinAirRead: 1:0 r(x)7"},
	{WriteCORead, Verdicts{Fails, Fails, Fails}, History{
		{Write("x", 1), Write("x", 2)},
		{Read("x", 2), Read("x", 1)},
	}, "WriteCORead: 0:0 w(x)1, 0:1 w(x)2, 1:1 r(x)1"},
	{CyclicCF, Verdicts{CC: Holds, CCv: Fails, CM: Holds}, History{
		{Write("x", 1), Read("x", 2)},
		{Write("x", 2), Read("x", 1)},
	}, "CyclicCF: 0:0 w(x)1, 1:0 w(x)2"},
	{WriteHBInitRead, Verdicts{CC: Holds, CCv: Holds, CM: Fails}, History{
		{Write("z", 1), Write("x", 1), Write("y", 1)},
		{Write("x", 2), Read("z", 0), Read("y", 1), Read("x", 2)},
	}, "WriteHBInitRead: 0:0 w(z)1, 1:1 r(z)0"},
	{CyclicHB, Verdicts{CC: Holds, CCv: Fails, CM: Fails}, History{
		{Write("x", 1)},
		{Write("x", 2)},
		{Read("x", 1), Read("x", 2), Read("x", 1)},
	}, "CyclicHB: 0:0 w(x)1, 1:0 w(x)2"},
}

func TestEachPatternIsFoundWithItsWitness(t *testing.T) {
	known := searches{}
	for i, c := range violating {
		require.Equal(t, Pattern(i), c.pattern, "a case for each")
		report := Causal(c.history)
		require.Equal(t, c.models, report.Verdicts, c.pattern)
		require.Equal(t, c.models, known.of(c.history).verdicts(), "%s, by the definitions", c.pattern)
		var found []string
		for _, v := range report.Violations {
			found = append(found, v.String())
		}
		require.Contains(t, found, c.witness)
	}
	require.Len(t, Patterns(), len(violating))
}

func TestOneWitnessOfEachPatternIsNamed(t *testing.T) {
	report := Causal(History{{Write("x", 1), Write("x", 2), Read("x", 1), Read("x", 1)}})
	require.Len(t, report.Violations, 1)
	require.Equal(t, "WriteCORead: 0:0 w(x)1, 0:1 w(x)2, 0:2 r(x)1", report.Violations[0].String())
}

// TestALaterReadUndoesNoOrder: that x = 1 precedes x = 3, which the last session tells,
// does not replace that x = 2 does.
func TestALaterReadUndoesNoOrder(t *testing.T) {
	h := History{
		{Write("x", 1), Write("x", 2)},
		{Write("x", 3), Read("x", 2)},
		{Read("x", 2), Read("x", 3)},
		{Read("x", 1), Read("x", 3)},
	}
	report := Causal(h)
	require.Equal(t, Verdicts{CC: Holds, CCv: Fails, CM: Holds}, report.Verdicts)
	require.Equal(t, "CyclicCF: 0:1 w(x)2, 1:0 w(x)3", report.Violations[0].String())
	requireLiterally(t, report, h, "a later read")
}

func TestACycleLeavesOutWhatASessionDidInPassing(t *testing.T) {
	report := Causal(History{
		{Read("x", 1), Read("z", 0), Write("a", 1), Read("a", 1), Write("y", 1)},
		{Write("b", 1), Read("y", 1), Read("b", 1), Write("x", 1), Read("x", 1)},
	})
	require.Equal(t, "CyclicCO: 0:0 r(x)1, 0:4 w(y)1, 1:1 r(y)1, 1:3 w(x)1", report.Violations[0].String())
}

func TestWhatReadsReturnedMustBeKnown(t *testing.T) {
	for why, h := range map[string]History{
		"1:1 w(x)1 writes what 0:0 w(x)1 wrote: a read may have returned either; let each write of a variable write another value": {
			{Write("x", 1)}, {Write("y", 1), Write("x", 1)}, {Read("x", 7)},
		},
		"0:1 w(x)0 writes the initial value: a read of 0 may have returned either; let writes write other values": {
			{Write("y", 1), Write("x", 0)},
		},
	} {
		require.Equal(t, Report{Reason: why}, Causal(h))
	}
	require.Equal(t, "CC unknown, CCv unknown, CM unknown", Report{}.String())
}

func TestNothingIsConsistent(t *testing.T) {
	for _, h := range []History{nil, {}, {{}, nil, {}}, {{}, {Read("x", 0)}, nil}} {
		report := Causal(h)
		require.Equal(t, Verdicts{Holds, Holds, Holds}, report.Verdicts)
		require.Empty(t, report.Violations)
	}
}
