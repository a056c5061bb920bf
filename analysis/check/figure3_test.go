package check

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFigure3IsJudgedAsInThePaper(t *testing.T) {
	for _, f := range Figure3() {
		require.Equal(t, f.Expected, Causal(f.History).Verdicts, f.Name)
	}
}

func TestFigure3FollowsFromTheDefinitions(t *testing.T) {
	known := searches{}
	for _, f := range Figure3() {
		require.Equal(t, f.Expected, known.of(f.History).verdicts(), f.Name)
	}
}

func ExampleCausal() {
	// A comment that overtakes what it answers.
	report := Causal(History{
		{Write("question", 1)},
		{Read("question", 1), Write("answer", 2)},
		{Read("answer", 2), Read("question", 0)},
	})
	fmt.Println(report.Verdicts)
	for _, violation := range report.Violations {
		fmt.Println(violation)
		fmt.Println(violation.Pattern.Definition())
	}
	// Output:
	// CC fails, CCv fails, CM fails
	// WriteCOInitRead: 0:0 w(question)1, 2:1 r(question)0
	// a read finds the initial value, though a write of the variable causally precedes it
}
