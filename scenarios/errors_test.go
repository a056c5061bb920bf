package scenarios

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// misjudged is what a checker of expectations may return.
type misjudged struct {
	text string
	at   int
}

func (m misjudged) Error() string      { return m.text }
func (m misjudged) Offset() int        { return m.at }
func (m misjudged) Suggestion() string { return "did you mean lost_updates?" }

// judge knows two mistakes.
func judge(text string) error {
	if strings.HasPrefix(text, "lost_updtes") {
		return misjudged{"there is no metric lost_updtes", 0}
	}
	if at := strings.Index(text, "bad"); at >= 0 {
		return misjudged{"a number is needed", at}
	}
	return nil
}

// Each file in testdata/errors is wrong in some way; the text beside it is all that
// is said about it.
func TestErrorsReadAsTheyShould(t *testing.T) {
	paths, err := filepath.Glob("testdata/errors/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, err := Load(path, Options{CheckExpect: judge})
			require.Error(t, err, "the file was accepted")
			var all Errors
			require.ErrorAs(t, err, &all)
			for _, e := range all {
				assert.GreaterOrEqual(t, e.Line, 1)
				assert.GreaterOrEqual(t, e.Column, 1)
			}
			golden(t, strings.TrimSuffix(path, ".yaml")+".txt", filepath.ToSlash(err.Error())+"\n")
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "go test -run %s -update writes it anew", t.Name())
}

func TestOverridesPointIntoTheirOwnText(t *testing.T) {
	_, err := Load("testdata/valid/shortest.yaml", Options{Set: []string{"network.latency=80", "network.topolgy.name=ring", "leaders[5].name=x", "nonsense"}})
	var all Errors
	require.True(t, errors.As(err, &all))
	assert.Equal(t, `--set:1:17: network.latency: 80: which unit? 80ms, 80s, 80m
  1 | network.latency=80
    |                 ^
--set:1:9: network.topolgy: there is no key "topolgy" here
  1 | network.topolgy.name=ring
    |         ^
  = did you mean topology? there are topology, latency, ordering, loss, retransmit, duplicate, bandwidth, links
--set:1:8: leaders[5].name: leaders is 2 and has no entry [5]; set it as a whole
  1 | leaders[5].name=x
    |        ^
--set:1:1: there is no =
  1 | nonsense
    | ^
  = --set network.latency=80ms`, all.Error())
}

// What is not there can be taken away, if it could be there: the rest is a slip.
func TestNullTakesAwayOnlyWhatAFileCanHave(t *testing.T) {
	const script = "script: [{at: 1s, leader: london, read: x}]"
	s := read(t, script, "workload.rate=null", "faults=null", "replication.mode.quorum.legs.ack=null", "network.links=null")
	assert.Equal(t, read(t, script).Config, s.Config)
	for set, want := range map[string]string{
		"nope=null":                             `--set:1:1: nope: there is no key "nope" here`,
		"workload.nope=null":                    `--set:1:10: workload.nope: there is no key "nope" here`,
		"workload.arrivals.closed.thin=null":    `--set:1:26: workload.arrivals.closed.thin: there is no key "thin" here`,
		"replication.mode.quorum.legs.foo=null": `--set:1:30: replication.mode.quorum.legs.foo: there is no key "foo" here`,
		"faults[0].crush=null":                  `--set:1:11: faults[0].crush: there is no key "crush" here`,
		"script[1]=null":                        `--set:1:7: script[1]: script has no entry [1]`,
		"seed[0]=null":                          `--set:1:5: seed: it is no list and has no entry [0]`,
		"seed.x=null":                           `--set:1:6: seed.x: there is no key "x" here`,
	} {
		_, err := Read(strings.NewReader(shortest+script), "x.yaml", Options{Set: []string{set}})
		require.ErrorContains(t, err, want, set)
	}
}
