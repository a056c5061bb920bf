package scenarios

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestABareNameMeansTheLibraryUnlessThereIsSuchAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	s, err := Load("two-leaders", Options{})
	require.NoError(t, err)
	assert.Empty(t, s.Path)
	require.NoError(t, os.WriteFile("two-leaders", []byte("name: own\nduration: 1s\nleaders: 1\n"), 0o644))
	s, err = Load("two-leaders", Options{})
	require.NoError(t, err)
	assert.Equal(t, "own", s.Name)
	assert.Equal(t, "two-leaders", s.Path)
}

func TestAnUnknownNameTellsTheNearestOne(t *testing.T) {
	_, err := Load("two-leader", Options{})
	assert.EqualError(t, err, "there is no file two-leader, and no built-in scenario of that name; did you mean two-leaders?")
	_, err = Load("nothing-like-it", Options{})
	assert.ErrorContains(t, err, "`mlrsim scenarios` lists those that there are")
	_, err = Load("validation/nothing-like-it", Options{})
	assert.ErrorContains(t, err, "built in are ")
	_, err = Load("some/where.yaml", Options{})
	assert.EqualError(t, err, "some/where.yaml: no such file or directory")
	_, err = Load(t.TempDir(), Options{})
	assert.ErrorContains(t, err, "is a directory")
}

func TestTheLibraryLists(t *testing.T) {
	list := Library()
	require.NotEmpty(t, list)
	for _, e := range list {
		assert.NotEmpty(t, e.Description, e.Name)
		assert.NotEmpty(t, e.Tags, e.Name)
		s, err := Builtin(e.Name)
		require.NoError(t, err)
		assert.Equal(t, e.Name, s.Name, "a scenario of the library is named like its file")
		text, ok := Source(e.Name)
		assert.True(t, ok)
		assert.True(t, bytes.HasPrefix(text, []byte("#")), "%s says what to look for", e.Name)
	}
	_, ok := Source("../library")
	assert.False(t, ok)
}

func TestTheSeedOptionWins(t *testing.T) {
	s := read(t, "seed: 5")
	assert.EqualValues(t, 5, s.Config.Seed)
	seed := uint64(9)
	s, err := Read(strings.NewReader(shortest+"seed: 5"), "x", Options{Seed: &seed, Set: []string{"seed=7"}})
	require.NoError(t, err)
	assert.EqualValues(t, 9, s.Config.Seed)
	assert.Contains(t, string(s.Effective()), "seed: 9\n")
}

func TestSetReachesEveryPlace(t *testing.T) {
	s := read(t, "faults: [{at: 1s, crash: tokyo}]\nworkload: {rate: 5/s}",
		"network.latency=80ms", "faults[0].at=2s", "faults[1]={at: 3s, pause: london}",
		"replication.ship.every=1s", "workload.rate=null", "workload.arrivals.closed={clients: 3, think: 1s}")
	assert.Equal(t, 80*time.Millisecond, s.Config.Network.Latency.Law.Mean())
	assert.Equal(t, 2*time.Second, s.Config.Faults[0].At)
	assert.Equal(t, 3*time.Second, s.Config.Faults[1].At)
	assert.Equal(t, time.Second, s.Config.Replication.Ship)
	assert.Equal(t, 3, s.Config.Workload.Clients)
}

func TestFilesOfAScenarioAreRelativeToIt(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "s.csv"), []byte("5ms\n"), 0o644))
	path := filepath.Join(dir, "s.yaml")
	require.NoError(t, os.WriteFile(path, []byte(shortest+"network: {latency: {empirical: s.csv}}"), 0o644))
	s, err := Load(path, Options{})
	require.NoError(t, err)
	assert.Equal(t, 5*time.Millisecond, s.Config.Network.Latency.Law.Mean())
}

func TestProblemsAreListedInTheOrderOfTheFileAndThenOfTheOthers(t *testing.T) {
	_, err := Read(strings.NewReader(shortest+"workload: {trace: bad-trace.csv}\nnetwork: {latency: 5, loss: x}\nwarmup: 99s\n"), "a.yaml",
		Options{Dir: "testdata/files", Set: []string{"seed=x", "settle=1"}})
	var all Errors
	require.ErrorAs(t, err, &all)
	var places []string
	for _, e := range all {
		if n := len(places); n == 0 || places[n-1] != e.File {
			places = append(places, e.File)
		}
	}
	assert.Equal(t, []string{"a.yaml", "--set", filepath.Join("testdata", "files", "bad-trace.csv")}, places)
	assert.Equal(t, "seed", all[3].Path)
	assert.Equal(t, "settle", all[4].Path)
}

func TestHugeFilesAreRefused(t *testing.T) {
	_, err := Read(strings.NewReader(strings.Repeat("#", MaxSize+1)), "huge.yaml", Options{})
	assert.EqualError(t, err, "huge.yaml: a scenario is at most 16MiB")
}

func TestAFileWrongInEveryLineIsReportedInPart(t *testing.T) {
	_, err := Read(strings.NewReader(shortest+"script:\n"+strings.Repeat("  - {at: 5, leader: tokio, red: x}\n", 50_000)), "x.yaml", Options{})
	var all Errors
	require.ErrorAs(t, err, &all)
	assert.Len(t, all, maxReported)
	assert.Equal(t, "there are more problems, which are not shown", all[len(all)-1].Suggestion)
}

func TestManyStepsWithUnknownLeadersAreSoonGivenUp(t *testing.T) {
	_, err := Read(strings.NewReader("name: x\nduration: 1s\nleaders: 4000\nscript:\n"+strings.Repeat("  - {at: 0s, leader: n5000, read: x}\n", 50_000)), "x.yaml", Options{})
	var all Errors
	require.ErrorAs(t, err, &all)
	assert.Len(t, all, maxReported)
}

func TestOnlyFilesOfDataAreReadBesideAScenario(t *testing.T) {
	for _, name := range []string{".", os.DevNull} {
		_, err := Read(strings.NewReader(shortest+"workload: {trace: "+name+"}\nnetwork: {latency: {empirical: "+name+"}}"), "x.yaml", Options{})
		assert.ErrorContains(t, err, "x.yaml:4:19: workload.trace: "+name+": this is not a file of data")
		assert.ErrorContains(t, err, "x.yaml:5:32: network.latency.empirical: "+name+": this is not a file of data")
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	_, err := Read(failing{}, "stdin", Options{})
	assert.EqualError(t, err, "stdin: the disk is gone")
}

// Whatever the text, the loader returns: a scenario that shows itself, or errors
// with places.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/errors/*.yaml", "testdata/valid/*.yaml", "library/*.yaml", "testdata/effective.yaml"} {
		paths, err := filepath.Glob(pattern)
		require.NoError(f, err)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			require.NoError(f, err)
			f.Add(string(text), "network.latency=80ms")
		}
	}
	f.Add(shortest, "faults[0].at=1s")
	f.Add(shortest, `sweep.over."network.loss"=[1%, {a: b}]`)
	f.Fuzz(func(t *testing.T, text, set string) {
		s, err := Read(strings.NewReader(text), "fuzz.yaml", Options{Dir: "testdata/files", Set: []string{set}, CheckExpect: judge})
		if err == nil {
			shown := s.Effective()
			again, err := Read(bytes.NewReader(shown), "shown.yaml", Options{Dir: "testdata/files"})
			require.NoError(t, err, string(shown))
			require.Equal(t, string(shown), string(again.Effective()))
			return
		}
		var all Errors
		require.ErrorAs(t, err, &all)
		require.NotEmpty(t, all)
		for _, e := range all {
			require.GreaterOrEqual(t, e.Line, 1)
			require.GreaterOrEqual(t, e.Column, 1)
			require.NotEmpty(t, e.Message)
		}
	})
}
