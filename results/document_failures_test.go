package results

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/sim"
)

func TestADocumentTellsOfFailuresAndOfTheFirstWhereItWas(t *testing.T) {
	in := &diagnostic.Error{File: "m.star", Line: 2, Column: 5, Message: "fail: odd", Excerpt: "    fail()", Caret: 4}
	at := sim.Time(1500 * time.Millisecond)
	run := &Run{Scenario: "s", Leaders: []string{"a", "b"}, Metrics: NewSummary()}
	run.Own, run.FirstOwn = 3, &Failure{At: at, From: OwnWrite, Leader: 1, Key: "k2", Why: in.Head(), Script: in}
	for range 25 {
		run.Stops = append(run.Stops, Failure{At: 2 * at, From: 1, Key: "k3", Type: "update-update", Why: "why"})
	}
	d := NewDocument(run, "v")
	require.Len(t, d.Failures.Stopped, mostStopped)
	d.Failures.Stopped = d.Failures.Stopped[:1]
	var b bytes.Buffer
	require.NoError(t, d.WriteLine(&b))
	require.Contains(t, b.String(), `"failures":{"times":28,"own_writes":3,"first":{"at":1.5,"leader":"b","row":"k2","why":"m.star:2:5: fail: odd",`+
		`"script":{"file":"m.star","line":2,"column":5,"message":"fail: odd","excerpt":"    fail()"}},`+
		`"stopped":[{"at":3,"leader":"a","from":"b","row":"k3","conflict":"update-update","why":"why"}]}`)
}

func TestARunInWhichNothingFailedSaysNothingOfFailures(t *testing.T) {
	var b bytes.Buffer
	run := &Run{Metrics: NewSummary(), Contrasts: []Contrast{{Name: "c", Metrics: NewSummary()}}}
	require.NoError(t, NewDocument(run, "v").WriteLine(&b))
	require.NotContains(t, b.String(), "failures")
}
