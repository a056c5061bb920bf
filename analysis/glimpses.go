package analysis

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// glimpses simulates again up to the last instant that is asked for, as a story is told,
// and looks at what the leaders hold on the way.
func glimpses(config model.Config, asked []results.Glimpse) ([]results.Glimpse, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	c, err := model.New(config)
	if err != nil {
		return nil, err
	}
	asked = slices.Clone(asked)
	slices.SortStableFunc(asked, func(a, b results.Glimpse) int { return cmp.Compare(a.At, b.At) })
	var taken []results.Glimpse
	for _, g := range asked {
		c.RunUntil(g.At)
		row, there := c.Row(g.Key)
		leader := slices.Index(leaderNames(config), g.Leader)
		if there && leader >= 0 && c.Replicates(row, leader) {
			g.Values = c.Shown(leader, row)
			taken = append(taken, g)
		}
	}
	return taken, nil
}
