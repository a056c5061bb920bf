package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sampleRun is a small run with a bit of everything that is written.
func sampleRun() *Run {
	s := NewSummary()
	s.SetCount("writes", 3)
	s.SetBool("converged", true)
	return &Run{
		Scenario: "sample", Seed: 7, Fingerprint: 0xfeed, Leaders: []string{"tokyo", "london"}, Metrics: s,
		YAML: []byte("name: sample\n"),
		Series: Series{
			Width: 500_000_000, Writes: []int64{2, 1}, Conflicting: []int64{2, 0}, Pairs: []int64{1, 0}, Lost: []int64{1, 0},
			Diverged: []float64{.25, 0}, Rows: []int64{10, 11}, Lag: [][]int64{{40_000_000, NoLag}, {0, 1}},
			Visible: []int64{43_000_001, 0}, Applied: []int64{2, 0}, Messages: []int64{4, 2}, Attempted: []int64{3, 1}, Acknowledged: []int64{2, 1},
		},
		Final: []FinalRow{
			{Leader: "tokyo", Key: "title", Values: []string{"A", "B, \"quoted\""}},
			{Leader: "london", Key: "title"},
		},
	}
}

// save writes the run's folder under root.
func save(t *testing.T, root string, run *Run) string {
	t.Helper()
	d, err := Begin(root, run.Scenario, run.Seed)
	require.NoError(t, err)
	require.NoError(t, d.WriteRun(run, "v1", Effort{Events: 100, WallSeconds: .5}))
	path, err := d.Commit()
	require.NoError(t, err)
	return path
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	all := []string{}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	require.NoError(t, err)
	return string(text)
}

func TestAFolderHoldsTheFilesOfTheContract(t *testing.T) {
	root := t.TempDir()
	path := save(t, root, sampleRun())
	assert.Equal(t, filepath.Join(root, "sample", "seed-7"), path)
	assert.Equal(t, []string{"final.csv", "metrics.csv", "run.json", "scenario.yaml", "summary.json"}, names(t, path))
	assert.Equal(t, []string{"seed-7"}, names(t, filepath.Dir(path)), "no temporary files stay")

	assert.Equal(t, "name: sample\n", read(t, path, "scenario.yaml"))
	assert.Equal(t, `time_s,writes,conflicting_writes,conflict_pairs,lost_updates,diverged_rows,rows,visibility_mean_s,applied,messages,attempted,acknowledged,lag_s.tokyo,lag_s.london
0,2,2,1,1,0.25,10,0.043000001,2,4,3,2,0.04,0
0.5,1,0,0,0,0,11,,0,2,1,1,,0.000000001
`, read(t, path, "metrics.csv"))
	assert.Equal(t, `leader,key,value,versions
tokyo,title,A,2
tokyo,title,"B, ""quoted""",2
london,title,,0
`, read(t, path, "final.csv"))

	var r Record
	require.NoError(t, json.Unmarshal([]byte(read(t, path, "run.json")), &r))
	assert.Equal(t, 200.0, r.EventsPerSecond)
	assert.Equal(t, runtime.GOARCH, r.Arch)
	slices.Sort(r.Files)
	assert.Equal(t, names(t, path), r.Files, "run.json lists all files, itself too")
}

func TestSummaryFileIsWhatJSONPrints(t *testing.T) {
	run := sampleRun()
	path := save(t, t.TempDir(), run)
	var b bytes.Buffer
	require.NoError(t, NewDocument(run, "v1").WriteJSON(&b))
	assert.Equal(t, b.String(), read(t, path, "summary.json"))
	assert.True(t, json.Valid(b.Bytes()))
}

func TestARerunReplacesItsResults(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	save(t, root, run)
	run.Final = nil
	path := save(t, root, run)
	assert.Equal(t, "leader,key,value,versions\n", read(t, path, "final.csv"))
	assert.Equal(t, []string{"seed-7"}, names(t, filepath.Dir(path)))
}

func TestWhatMlrsimDidNotWriteIsNeverRemoved(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	path := save(t, root, run)
	notes := filepath.Join(path, "notes.txt")
	require.NoError(t, os.WriteFile(notes, nil, 0o666))
	_, err := Begin(root, run.Scenario, run.Seed)
	assert.ErrorContains(t, err, "it holds notes.txt, which mlrsim did not write and will not remove")
	assertMisuse(t, err)

	require.NoError(t, os.Remove(filepath.Join(path, "run.json")))
	_, err = Begin(root, run.Scenario, run.Seed)
	assert.ErrorContains(t, err, "a folder that mlrsim did not write is in the way")
	assert.FileExists(t, notes)

	require.NoError(t, os.RemoveAll(path))
	require.NoError(t, os.Mkdir(path, 0o777))
	save(t, root, run) // an empty folder is nobody's
}

func TestAFileThatAppearsDuringTheRunIsNotRemovedEither(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	d, err := Begin(root, run.Scenario, run.Seed)
	require.NoError(t, err)
	require.NoError(t, d.WriteRun(run, "v1", Effort{}))
	require.NoError(t, os.WriteFile(d.Path(), []byte("mine"), 0o666))
	_, err = d.Commit()
	assert.ErrorContains(t, err, "a file is in the way")
	d.Discard()
	assert.Equal(t, "mine", read(t, d.Path()))
	assert.Equal(t, []string{"seed-7"}, names(t, filepath.Join(root, "sample")))
}

func assertMisuse(t *testing.T, err error) {
	t.Helper()
	var e *FolderError
	if assert.True(t, errors.As(err, &e)) {
		assert.True(t, e.Misuse, "another place would do: %v", err)
	}
}

func TestAFileInTheWayOfTheRootIsNamed(t *testing.T) {
	root := filepath.Join(t.TempDir(), "results")
	require.NoError(t, os.WriteFile(root, nil, 0o666))
	_, err := Begin(root, "sample", 1)
	assert.ErrorContains(t, err, "a file is in the way where a folder should be")
	assertMisuse(t, err)
}

func TestDiscardLeavesNothing(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "made", "results")
	d, err := Begin(root, "sample", 1)
	require.NoError(t, err)
	require.NoError(t, d.File("report.html", func(w io.Writer) error { _, err := io.WriteString(w, "half"); return err }))
	d.Discard()
	assert.Empty(t, names(t, base))
	d.Discard()
}

func TestDiscardKeepsOtherResults(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	save(t, root, run)
	d, err := Begin(root, "sample", 8)
	require.NoError(t, err)
	d.Discard()
	assert.Equal(t, []string{"seed-7"}, names(t, filepath.Join(root, "sample")))
}

func TestTwoProcessesMayWriteSideBySide(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	a, err := Begin(root, "sample", 7)
	require.NoError(t, err)
	b, err := Begin(root, "sample", 7)
	require.NoError(t, err)
	for _, d := range []*Draft{a, b} {
		require.NoError(t, d.WriteRun(run, "v1", Effort{}))
		_, err := d.Commit()
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"seed-7"}, names(t, filepath.Join(root, "sample")))
}

func TestAFullDiskIsOneClearMessage(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	root := t.TempDir()
	d, err := Begin(root, "sample", 7)
	require.NoError(t, err)
	require.NoError(t, os.Symlink("/dev/full", filepath.Join(d.temp, "metrics.csv")))
	err = d.WriteRun(sampleRun(), "v1", Effort{})
	assert.EqualError(t, err, "cannot write results to "+filepath.Join(root, "sample", "seed-7")+": no space left on device")
	var e *FolderError
	require.True(t, errors.As(err, &e))
	assert.False(t, e.Misuse)
	assert.ErrorIs(t, err, syscall.ENOSPC)
	d.Discard()
	assert.Equal(t, []string{}, names(t, root))
}

func TestAFolderThatMayNotBeWrittenIsOneClearMessage(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("the superuser may write everywhere")
	}
	root := t.TempDir()
	require.NoError(t, os.Chmod(root, 0o500))
	_, err := Begin(root, "sample", 7)
	assert.ErrorContains(t, err, "permission denied")
}

// beKilled, in the environment, makes this test binary a process that writes results
// under the folder that it names and stops before they are complete.
const beKilled = "MLRSIM_TEST_KILLED_WHILE_WRITING"

func TestMain(m *testing.M) {
	if root := os.Getenv(beKilled); root != "" {
		writeForEver(root)
	}
	os.Exit(m.Run())
}

func writeForEver(root string) {
	d, err := Begin(root, "sample", 7)
	if err != nil {
		panic(err)
	}
	w, err := d.Open("history.jsonl")
	if err != nil {
		panic(err)
	}
	fmt.Println("writing")
	for {
		fmt.Fprintln(w, strings.Repeat("x", 1000))
		time.Sleep(time.Millisecond)
	}
}

func TestAKilledRunLeavesNoHalfFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("whether a process lives cannot be asked there")
	}
	root := t.TempDir()
	path := save(t, root, sampleRun())
	before := read(t, path, "summary.json")
	killWhileWriting(t, root)

	assert.Equal(t, before, read(t, path, "summary.json"), "the earlier results stand")
	assert.Len(t, names(t, filepath.Dir(path)), 2, "the killed process could not clear up")
	save(t, root, sampleRun())
	assert.Equal(t, []string{"seed-7"}, names(t, filepath.Dir(path)), "the next run does")
}

func killWhileWriting(t *testing.T, root string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), beKilled+"="+root)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	_, err = out.Read(make([]byte, 1))
	require.NoError(t, err)
	require.NoError(t, c.Process.Kill())
	assert.Error(t, c.Wait())
}

func TestResultsMovedAsideByAKilledProcessComeBack(t *testing.T) {
	root := t.TempDir()
	path := save(t, root, sampleRun())
	p := place{filepath.Dir(path), filepath.Base(path)}
	dead := exec.Command(os.Args[0], "-test.run=^$")
	require.NoError(t, dead.Run())
	aside := strings.TrimSuffix(p.hidden(old), fmt.Sprintf("%d-", os.Getpid())) + fmt.Sprintf("%d-1", dead.Process.Pid)
	require.NoError(t, os.Rename(path, filepath.Join(p.parent, aside)))

	d, err := Begin(root, "sample", 7)
	require.NoError(t, err)
	d.Discard()
	assert.Equal(t, []string{"seed-7"}, names(t, p.parent))
	assert.FileExists(t, filepath.Join(path, "summary.json"))
}

func TestLatestLeadsToTheNewest(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	for run.Seed = range 3 {
		require.NoError(t, PointLatest(root, save(t, root, run)))
	}
	target, err := os.Readlink(filepath.Join(root, "latest"))
	require.NoError(t, err)
	assert.Equal(t, filepath.Join("sample", "seed-2"), target)
	assert.FileExists(t, filepath.Join(root, "latest", "summary.json"))
	assert.Equal(t, []string{"latest", "sample"}, names(t, root))
}

func TestAScenarioCalledLatestKeepsItsFolder(t *testing.T) {
	root, run := t.TempDir(), sampleRun()
	run.Scenario = "latest"
	require.NoError(t, PointLatest(root, save(t, root, run)))
	assert.FileExists(t, filepath.Join(root, "latest", "seed-7", "summary.json"))
}

func TestLatestDoesNotReplaceAFileThatIsNotOurs(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "latest")
	require.NoError(t, os.WriteFile(path, []byte("keep\n"), 0o666))
	require.NoError(t, PointLatest(root, filepath.Join(root, "two-leaders", "seed-1")))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "keep\n", string(text))
}
