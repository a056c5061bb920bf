package strategytest_test

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/strategy/strategytest"
)

// latest is a strategy of one's own: the later timestamp wins.
type latest struct{}

func (latest) Resolve(m *strategy.Meeting) strategy.Decision {
	if m.Local.Stamp.Less(m.Incoming.Stamp) {
		return strategy.Take
	}
	return strategy.Keep
}

// In a test of one's own it is the one line strategytest.Laws(t, rule). Here the same as
// data, for a rule that compares before-images: by that, a change may replace a version
// that is stamped later, and a clock that is wrong undoes it.
func Example() {
	rule := strategy.Rule{Name: "latest", Detect: strategy.DetectBeforeImage, Strategy: latest{}}
	for _, v := range strategytest.Check(rule, strategytest.Options{Laws: []string{"commutes", "converges", "converges-with-skew"}}) {
		fmt.Println(v.Law, v.OK)
		if v.Counterexample != nil {
			fmt.Print(v.Counterexample.Story)
		}
	}
	// Output:
	// commutes true
	// converges true
	// converges-with-skew false
	// latest with detection by before-image, 3 leaders:
	//                                                         n1  n2  n3
	//   n1 commits insert a                                   a   -   -
	//   n1's insert a comes to n2, which takes it             a   a   -
	//   n2 commits put b                                      a   b   -
	//   n2's put b comes to n1, which takes it                b   b   -
	//   n2's put b comes to n3, which takes it (conflict)     b   b   b
	//   n1's insert a comes to n3, which takes it (conflict)  b   b   a
	// Everything has been delivered, and the leaders differ for good.
}
