package check

// Figure is a history whose verdicts the literature gives.
type Figure struct {
	Name     string
	History  History
	Expected Verdicts
}

// Figure3 has the five histories by which figure 3 of the paper tells the models
// apart. They are made anew for each caller. The fourth satisfies all three models
// without being sequentially consistent.
func Figure3() []Figure {
	return []Figure{
		{"a", History{
			{Write("x", 1), Read("x", 2)},
			{Write("x", 2), Read("x", 1)},
		}, Verdicts{CC: Holds, CCv: Fails, CM: Holds}},
		{"b", History{
			{Write("z", 1), Write("x", 1), Write("y", 1)},
			{Write("x", 2), Read("z", 0), Read("y", 1), Read("x", 2)},
		}, Verdicts{CC: Holds, CCv: Holds, CM: Fails}},
		{"c", History{
			{Write("x", 1)},
			{Write("x", 2), Read("x", 1), Read("x", 2)},
		}, Verdicts{CC: Holds, CCv: Fails, CM: Fails}},
		{"d", History{
			{Write("x", 1), Read("y", 0), Write("y", 1), Read("x", 1)},
			{Write("x", 2), Read("y", 0), Write("y", 2), Read("x", 2)},
		}, Verdicts{CC: Holds, CCv: Holds, CM: Holds}},
		{"e", History{
			{Write("x", 1), Write("y", 1)},
			{Read("y", 1), Write("x", 2)},
			{Read("x", 2), Read("x", 1)},
		}, Verdicts{CC: Fails, CCv: Fails, CM: Fails}},
	}
}
