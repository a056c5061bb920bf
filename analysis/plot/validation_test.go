package plot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
)

// validated is a suite with a row of each kind: figures with all verdicts, one beyond
// the axis, one without tolerance, words, and Gray's law.
func validated() *results.Validation {
	figure := func(name string, expected, measured, se, tolerance float64, verdict string) results.ValidationFigure {
		return results.ValidationFigure{Name: name, Expected: expected, Measured: measured, Error: se, Tolerance: tolerance, Replications: 10, Verdict: verdict}
	}
	return &results.Validation{Rows: []results.ValidationRow{
		{ID: "C1", Section: "Conflict rates", Figures: []results.ValidationFigure{
			figure("unseen pairs", 2, 2.01, .005, .04, results.Holds),
			figure("unseen writes", .18, .182, .003, .0036, results.Underpowered),
			figure("losers", .095, .2, .0001, .0019, results.Fails),
		}},
		{ID: "PBS-SSD", Section: "Quorums", Figures: []results.ValidationFigure{figure("consistent at", 0, 0, 0, 0, results.Holds)},
			Curves: []results.ValidationCurve{
				{Label: "R 1, W 1", Points: [][2]float64{{0, .97}, {.001, .99}, {.002, 1}}},
				{Label: "R 3, W 1", Points: [][2]float64{{0, 1}}},
			}},
		{ID: "CC-a", Section: "Causal consistency", Figures: []results.ValidationFigure{{Name: "satisfies", Stated: "CC, CM", Found: "CC", Verdict: results.Fails}}},
		{ID: "GRAY", Section: "Gray's law", Figures: []results.ValidationFigure{
			figure("2 nodes", .0128, .0127, .0001, .0004, results.Holds),
			figure("4 nodes", .1536, .1540, .001, .005, results.Holds),
			figure("8 nodes", 1.4336, 1.43, .01, .04, results.Holds),
			figure("log-log slope", 3.29, 3.3, .01, .1, results.Holds),
		}},
	}}
}

func validationFigures(t *testing.T, v *results.Validation) map[string]Figure {
	t.Helper()
	figures, err := Validation(v)
	require.NoError(t, err)
	byName := map[string]Figure{}
	for _, f := range figures {
		requireSound(t, f)
		byName[f.Name] = f
	}
	return byName
}

func TestValidationNamesEveryFigure(t *testing.T) {
	v := validated()
	picture := validationFigures(t, v)["validation"]
	require.Equal(t, "9 figures: 6 hold, 1 underpowered, 2 fail", picture.Title)
	for _, row := range v.Rows {
		require.Contains(t, string(picture.SVG), ">"+row.ID+"<")
		for _, f := range row.Figures {
			require.Contains(t, string(picture.SVG), ">"+f.Name+"<")
		}
	}
}

func TestTheLawOfGrayTellsItsSlope(t *testing.T) {
	picture := validationFigures(t, validated())["gray"]
	require.Equal(t, "Gray's law: conflicts grow with the 3.3 power of the nodes", picture.Title)
}

func TestQuorumsAreDrawnFromTheShareThatIsSeenAtOnce(t *testing.T) {
	picture := string(validationFigures(t, validated())["pbs"].SVG)
	require.Contains(t, picture, ">R 1, W 1<")
	require.Contains(t, picture, ">R 3, W 1<")
	require.Contains(t, picture, ">95%<")
	require.NotContains(t, picture, "LNKD-DISK: reads")
	points := seenBy(results.ValidationCurve{Points: [][2]float64{{0, .4}, {.00005, .5}, {.01, 1}}})
	require.Equal(t, []point{{quorumFrom, .5}, {.01, 1}}, points)
}

func TestOnlyWhatWasFoundIsDrawn(t *testing.T) {
	v := validated()
	v.Rows = v.Rows[:1]
	require.NotContains(t, validationFigures(t, v), "gray")
	v.Rows = nil
	require.Empty(t, validationFigures(t, v))
}
