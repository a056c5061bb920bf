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
