package validate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/validate"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

func load(name string, seed uint64) (model.Config, error) {
	s, err := scenarios.Seeded(name, seed)
	if err != nil {
		return model.Config{}, err
	}
	return s.Config, nil
}

// rows picks some of the suite.
func rows(t *testing.T, ids ...string) []validate.Row {
	t.Helper()
	chosen, err := validate.Choose(ids)
	require.NoError(t, err)
	return chosen
}

// quickly runs rows with little load.
func quickly(t *testing.T, rows []validate.Row, load validate.Loader, workers int) []results.ValidationRow {
	t.Helper()
	return judge(t, rows, load, validate.Options{Quick: true, Workers: workers})
}

// judge runs rows, and tells what was found.
func judge(t *testing.T, rows []validate.Row, load validate.Loader, o validate.Options) []results.ValidationRow {
	t.Helper()
	var judged []results.ValidationRow
	err := validate.Run(context.Background(), rows, load, o, func(r results.ValidationRow) error {
		judged = append(judged, r)
		return nil
	})
	require.NoError(t, err)
	return judged
}

func TestNoFigureOfTheSuiteIsOff(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes ten seconds of CPU")
	}
	for _, row := range quickly(t, validate.Suite(), load, 2) {
		for _, f := range row.Figures {
			assert.NotEqual(t, results.Fails, f.Verdict, "%s, %s: %v where %v was expected (standard error %v)", row.ID, f.Name, f.Measured, f.Expected, f.Error)
		}
	}
}

// With little load most figures have too large an error to tell that they are off by
// their tolerance; these rows have power at the price of half a minute of CPU.
func TestClosedFormsHoldWithPower(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute of CPU")
	}
	closed := rows(t, "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "D1", "S1", "R1", "V1", "V3")
	for _, row := range judge(t, closed, load, validate.Options{Workers: 2}) {
		for _, f := range row.Figures {
			assert.Equal(t, results.Holds, f.Verdict, "%s, %s: %v where %v was expected (standard error %v)", row.ID, f.Name, f.Measured, f.Expected, f.Error)
		}
	}
}

func TestTheExactValuesAreThoseInPrint(t *testing.T) {
	printed := map[string][]float64{
		"C1": {2.0, .18127, .09516}, "C2": {1.5, .019801, .009950}, "C3": {10.0, .039211, .019802},
		"C4": {7.5, .058235, .029554}, "C5": {12.5, .095163, .048771}, "C6": {8.0, .061927, .031476},
		"C7": {10.0, .076755, .039177}, "C8": {41.756, .27585, .18580}, "C9": {1.5, .019777, .009926},
		"C10":  {5.0, .59565, .33333, 4.10, .531},
		"GRAY": {.0128, .1536, 1.4336, 12.288, 3.294},
		"P1":   {203.57}, "P2": {143.14}, "D1": {.18127, .45119}, "S1": {.31606},
		"R1": {.28571, .63212}, "R2": {.5}, "R3": {.25},
		"V1": {1.5, 2.0833, 2.8290}, "V2": {3.3333, 5.0921}, "V3": {5.0},
		"V4":       {.174, 1.745, 16.8, .0366, 3.30, 16.95, .0106, 4.54, 17.2},
		"PBS-SSD":  {.657, .653, 1.96, .9737, 1.635, .653, 0, 4.11, .653, 0},
		"PBS-DISK": {.656, 10.95, 52.1, .4366, 1.626, 10.95, 14.2, .656, 109.7, 0, .5755},
		"PBS-k":    {.3333, .5556, .7037},
		"STAT-ar1": {.34566, .95},
	}
	simulated := map[string]float64{"C10": .01, "PBS-SSD": .005, "PBS-DISK": .016} // how far off a value in print may be
	for _, row := range validate.Suite() {
		exact := exactValues(row)
		require.Len(t, exact, len(printed[row.ID]), row.ID)
		for i := range exact {
			within := max(2e-4, simulated[row.ID])
			require.InDelta(t, printed[row.ID][i], exact[i], within*printed[row.ID][i], "%s, figure %d", row.ID, i)
		}
	}
}

// exactValues are those of a row's figures that are numbers.
func exactValues(row validate.Row) (exact []float64) {
	for _, trial := range row.Trials {
		for _, f := range trial.Figures {
			if f.Stated == "" {
				exact = append(exact, f.Exact)
			}
		}
	}
	return exact
}

func TestWhatIsFoundDoesNotDependOnTheWorkers(t *testing.T) {
	some := rows(t, "C1", "D1", "P1")
	require.Equal(t, quickly(t, some, load, 1), quickly(t, some, load, 3))
}

// The suite is of use only if it fails for a simulator that is wrong.
func TestAWrongModelIsFoundOut(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds of CPU")
	}
	for id, spoil := range map[string]func(*model.Config){
		"C1": func(c *model.Config) { c.Workload.Rate *= 1.1 },
		"C5": func(c *model.Config) { c.Network.Topology.Name = "bidirectional-ring" },
		"D1": func(c *model.Config) { c.Conflicts.Strategy = "first-write-wins" },
		"P2": func(c *model.Config) { c.Workload.Popularity.Kind = "ycsb-scrambled" },
		"V1": func(c *model.Config) { c.Network.Ordering = 0 },
	} {
		spoilt := func(name string, seed uint64) (model.Config, error) {
			c, err := load(name, seed)
			spoil(&c)
			return c, err
		}
		failures := 0
		for _, f := range quickly(t, rows(t, id), spoilt, 2)[0].Figures {
			if f.Verdict == results.Fails {
				failures++
			}
		}
		require.NotZero(t, failures, id)
	}
}

func TestAScenarioThatCannotBeLoadedEndsTheSuite(t *testing.T) {
	broken := errors.New("broken file")
	none := func(string, uint64) (model.Config, error) { return model.Config{}, broken }
	told := 0
	err := validate.Run(context.Background(), rows(t, "C1", "C2"), none, validate.Options{Workers: 2}, func(results.ValidationRow) error { told++; return nil })
	require.ErrorIs(t, err, broken)
	require.Zero(t, told)
}

func TestACancelledSuiteEndsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	began := time.Now()
	err := validate.Run(ctx, rows(t, "GRAY"), load, validate.Options{Workers: 2}, func(results.ValidationRow) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(began), 10*time.Second)
}

func TestAPanicOfARunReachesTheCaller(t *testing.T) {
	mistaken := func(string, uint64) (model.Config, error) { panic("sim: into the past") }
	require.Panics(t, func() {
		_ = validate.Run(context.Background(), rows(t, "C1"), mistaken, validate.Options{}, func(results.ValidationRow) error { return nil })
	})
}

func TestEveryScenarioOfTheSuiteIsOfARowAndLoads(t *testing.T) {
	used := map[string]bool{}
	for _, row := range validate.Suite() {
		for _, trial := range row.Trials {
			for _, scenario := range trial.Scenarios {
				used[scenario] = true
				c, err := load(scenario, 7)
				require.NoError(t, err)
				require.EqualValues(t, 7, c.Seed)
			}
		}
	}
	for _, name := range scenarios.Validation() {
		require.True(t, used[name], "%s belongs to no row", name)
		s, err := scenarios.Builtin(name)
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(name, "/", "-"), s.Name, "the name says where it is")
	}
}

func TestRowsAreChosenByTheirIDs(t *testing.T) {
	require.Len(t, rows(t), len(validate.Suite()), "all, if none is named")
	chosen := rows(t, "v3", "C1")
	require.Equal(t, "C1", chosen[0].ID, "in the order of the suite")
	require.Equal(t, "V3", chosen[1].ID, "however they are written")
	require.Len(t, rows(t, "cc"), 5, "those of a family")
	_, err := validate.Choose([]string{"C11"})
	require.ErrorContains(t, err, `there is no row "C11"; did you mean C1?`)
	_, err = validate.Choose([]string{"poetry"})
	require.ErrorContains(t, err, "there are C1, C2, ")
}
