package results

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValidationTellsNumbersAsNumbersAndWordsAsWords(t *testing.T) {
	text, err := json.Marshal([]ValidationFigure{
		{Name: "latency", Unit: "ms", Expected: 0, Measured: 0, Tolerance: .1, Replications: 10, Verdict: Holds},
		{Name: "satisfies", Stated: "CC", Found: "none", Verdict: Fails},
	})
	require.NoError(t, err)
	require.JSONEq(t, `[
		{"name": "latency", "unit": "ms", "expected": 0, "measured": 0, "standard_error": 0, "tolerance": 0.1, "replications": 10, "verdict": "holds"},
		{"name": "satisfies", "expected": "CC", "measured": "none", "verdict": "fails"}
	]`, string(text))
}

func TestValidationCountsVerdicts(t *testing.T) {
	v := Validation{Rows: []ValidationRow{
		{Figures: []ValidationFigure{{Verdict: Holds}, {Verdict: Fails}}}, {Figures: []ValidationFigure{{Verdict: Holds}}},
	}}
	require.Equal(t, []int{2, 1, 0}, []int{v.Count(Holds), v.Count(Fails), v.Count(Underpowered)})
}

func TestRoundedKeepsDigitsThatMatter(t *testing.T) {
	require.Equal(t, 0.0123457, Rounded(0.012345678, 6))
	require.Equal(t, 1234570., Rounded(1234567.8, 6))
	require.Zero(t, Rounded(0, 3))
}

func TestACurveKeepsItsEnds(t *testing.T) {
	d := Distribution{Count: 1000}
	for i := range 1000 {
		d.Points = append(d.Points, Point{Value: int64(i) * 1000, Share: float64(i+1) / 1000})
	}
	c := NewValidationCurve("all", d)
	require.Less(t, len(c.Points), 200)
	require.Equal(t, [2]float64{0, .001}, c.Points[0])
	require.Equal(t, [2]float64{.000999, 1}, c.Points[len(c.Points)-1])
}

func TestFilesAreWrittenBesideWhatIsThere(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	require.NoError(t, CheckFolder(folder))
	require.NoDirExists(t, filepath.Dir(folder), "checking leaves nothing")
	require.NoError(t, WriteFiles(folder, []File{{"one", []byte("1")}}))
	require.NoError(t, WriteFiles(folder, []File{{"one", []byte("1 again")}, {"two", []byte("2")}}))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 2, "no temporary files")
	text, err := os.ReadFile(filepath.Join(folder, "one"))
	require.NoError(t, err)
	require.Equal(t, "1 again", string(text))
}

func TestAFolderThatIsAFileIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	for _, folder := range []string{file, filepath.Join(file, "below")} {
		var wrong *FolderError
		require.ErrorAs(t, CheckFolder(folder), &wrong)
		require.True(t, wrong.Misuse, "%v", wrong)
		require.FileExists(t, file)
	}
}
