// Package history keeps the one ordered record of a run: every operation,
// delivery, detected conflict and fault, in the order in which they happened.
//
// Start from Recorder, an observer that writes the record as JSON Lines, and from
// Replay, which reads it back and calls any other observer exactly as the run did.
// What can judge a live run can therefore judge a saved one, today or years later.
// Memory keeps the same record in memory, for tests and small runs.
//
// # The format
//
// The first line is the Header. Every other line is one event, an object whose
// first field, "event", says which: commit, apply, read, done, message, fault,
// transfer, answer, probe, and as the last line end. Leaders, rows, writes and sessions are numbers, instants
// and spans integer nanoseconds. A field that is absent is 0, false or empty, and a type
// that is absent where a conflict was reported is update-update. Where names are unique,
// "rivals" are versions of other rows that had the change's name, and "displaced" the rows
// that were removed for it. Where rows hold values,
// "op" is what a client did, and "shows" what clients see of the row now: a number, a
// string, or a collection, {"list":[…]}, {"set":[…]} or {"map":{…}}. Where a strategy failed,
// "why" or "failed" is {"text":…}, and for a script where in it: file, line, column, message,
// excerpt, the caret's place in that, and suggestion.
//
//	{"schema_version":1,"scenario":"two-leaders","seed":1,"leaders":["n1","n2"],"rows":10,"warmup":0,"duration":60000000000}
//	{"event":"commit","at":5000,"write":1,"row":3,"origin":0,"seq":1,"session":4,"stamp":{"time":5000,"origin":0},"first":1,"size":1,"distinct":2}
//	{"event":"apply","at":55000,"write":1,"from":0,"leader":1,"verdict":"took","distinct":1}
//	{"event":"end","at":60000000000}
//
// The record is a function of the run alone, so it has the same bytes on every
// platform.
package history

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// SchemaVersion is the version of the format that this package writes, and the
// only one that it reads.
const SchemaVersion = 1

// Header says which run a record is of, and what a judge must know before the
// first event.
type Header struct {
	Scenario string   `json:"scenario"`
	Seed     uint64   `json:"seed"`
	Leaders  []string `json:"leaders"`            // their names; events number them in this order
	Absent   []int    `json:"absent,omitempty"`   // numbers of those that join later
	Replicas int      `json:"replicas,omitempty"` // a row has so many, at the leaders from number row mod len(Leaders) on; 0: one at each leader
	Rows     int      `json:"rows"`               // that there are at the start
	Keys     []string `json:"keys,omitempty"`     // names of the last of them, where a script or trace gave names
	Kind     string   `json:"kind,omitempty"`     // what rows are to clients (model.Kind); "": registers
	Initial  Shown    `json:"initial,omitzero"`   // where rows hold values: what a client reads of those that are there from the beginning
	Warmup   sim.Time `json:"warmup"`             // metrics speak of what happens from here on
	Duration sim.Time `json:"duration"`           // end of the load
}

// HeaderOf describes the run that a cluster is about to begin.
func HeaderOf(c *model.Cluster) Header {
	config := c.Config()
	h := Header{
		Scenario: config.Name,
		Seed:     config.Seed,
		Rows:     c.Rows(),
		Warmup:   sim.Time(config.Warmup),
		Duration: sim.Time(config.Duration),
	}
	for i, leader := range config.Leaders {
		h.Leaders = append(h.Leaders, leader.Name)
		if leader.Joins {
			h.Absent = append(h.Absent, i)
		}
	}
	if n := config.Replication.Quorum.N; config.Replication.Mode == model.QuorumMode && n < len(config.Leaders) {
		h.Replicas = n
	}
	if config.Workload.Kind != model.RegisterKind {
		h.Kind = config.Workload.Kind.String()
	}
	h.Initial.Value = c.Initial()
	for row := config.Workload.Keys; row < h.Rows; row++ {
		h.Keys = append(h.Keys, c.RowName(uint32(row)))
	}
	return h
}

// RowName is the key of a row, as model.Cluster's RowName gives it: rows without
// names of their own are k0, k1, …, those inserted during the run included.
func (h Header) RowName(row uint32) string {
	i, loaded := int(row), h.Rows-len(h.Keys)
	switch {
	case i < loaded:
		return "k" + strconv.Itoa(i)
	case i < h.Rows:
		return h.Keys[i-loaded]
	}
	return "k" + strconv.Itoa(i-len(h.Keys))
}

// versioned is the header as its line has it.
type versioned struct {
	SchemaVersion int `json:"schema_version"`
	Header
}

func (h Header) line() []byte {
	line, err := json.Marshal(versioned{SchemaVersion, h})
	if err != nil {
		panic(fmt.Sprintf("history: a header that JSON cannot hold: %v", err))
	}
	return append(line, '\n')
}
