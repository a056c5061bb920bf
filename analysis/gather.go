package analysis

import (
	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func oracleConfig(c *model.Cluster) oracle.Config {
	config, header := c.Config(), history.HeaderOf(c)
	return oracle.Config{
		Leaders: len(config.Leaders), Absent: header.Absent, Replicas: header.Replicas,
		Names: leaderNames(config), Rows: c.Rows(), Unmade: len(header.Keys),
		Kind: header.Kind, Initial: header.Initial.Value,
		Warmup: sim.Time(config.Warmup), Duration: sim.Time(config.Duration), Repeats: c.Repeats(),
	}
}

func leaderNames(config model.Config) []string {
	names := make([]string, len(config.Leaders))
	for i, l := range config.Leaders {
		names[i] = l.Name
	}
	return names
}

// gather collects what a run that has ended leaves, but for its story and final
// state.
func gather(c *model.Cluster, watch *oracle.Oracle) *results.Run {
	config := c.Config()
	run := &results.Run{
		Scenario: config.Name, Seed: config.Seed, Fingerprint: c.Fingerprint(),
		Mode:    config.Replication.Mode.String(),
		Leaders: leaderNames(config),
		Warmup:  sim.Time(config.Warmup), Duration: sim.Time(config.Duration), Ended: c.Now(),
		Faults: intervals(config, c.Faults()),
	}
	for _, l := range config.Leaders {
		run.Regions = append(run.Regions, l.Region)
	}
	cost := c.Cost()
	watch.SetCost(cost.Messages, cost.Bytes, cost.Metadata)
	watch.SetInFlight(c.InFlight())
	watch.Fill(run)
	for i := range run.Stops {
		run.Stops[i].Key = c.RowName(run.Stops[i].Row)
	}
	if first := run.FirstOwn; first != nil {
		first.Key = c.RowName(first.Row)
	}
	return run
}

// finalRows is what the leaders hold at the end of the rows that they replicate: of
// all rows, or of as many as FinalRows lines have room for, those that a script
// names first.
func finalRows(c *model.Cluster, all bool) []results.FinalRow {
	config := c.Config()
	rows := c.Rows()
	if most := FinalRows / len(config.Leaders); !all && rows > most {
		rows = most
	}
	final := make([]results.FinalRow, 0, rows*len(config.Leaders))
	gone := goneBy(c.Faults(), config.Duration)
	for row := range rows {
		for leader := range config.Leaders {
			if gone[leader] || !c.Replicates(uint32(row), leader) {
				continue
			}
			final = append(final, results.FinalRow{
				Leader: config.Leaders[leader].Name, Key: c.RowName(uint32(row)), Values: c.Shown(leader, uint32(row)),
			})
		}
	}
	return final
}
