package results

import "encoding/json"

// Failed is Failures as they stand in a Document.
type Failed struct {
	Times   int64         `json:"times"`             // how often the strategy failed
	Own     int64         `json:"own_writes"`        // of them, at own writes, which were committed all the same
	First   FirstFailure  `json:"first"`             // of all
	Stopped []FailedApply `json:"stopped,omitempty"` // appliers, the first mostStopped
}

// mostStopped is how many appliers that stopped a Document lists.
const mostStopped = 20

// FailedApply is a Failure as it stands in a Document.
type FailedApply struct {
	At     json.Number `json:"at"` // simulated time in seconds, to the nanosecond
	Leader string      `json:"leader"`
	From   string      `json:"from,omitempty"` // whose changes the leader applies no more; none: it is its own write
	Row    string      `json:"row"`
	Type   string      `json:"conflict,omitempty"`
	Why    string      `json:"why"`
}

// FirstFailure says also where in a script it was.
type FirstFailure struct {
	FailedApply
	Script *Place `json:"script,omitempty"`
}

// Place is where in a script a merge failed.
type Place struct {
	File       string `json:"file"`
	Line       int    `json:"line"`
	Column     int    `json:"column"` // in characters, from 1
	Message    string `json:"message"`
	Excerpt    string `json:"excerpt,omitempty"` // the line
	Suggestion string `json:"suggestion,omitempty"`
}

// document is nil if the strategy never failed.
func (f *Failures) document(leaders []string) *Failed {
	if f.Failed() == 0 {
		return nil
	}
	first := f.First()
	d := &Failed{Times: f.Failed(), Own: f.Own, First: FirstFailure{FailedApply: first.document(leaders)}}
	if e := first.Script; e != nil {
		d.First.Script = &Place{e.File, e.Line, e.Column, e.Message, e.Excerpt, e.Suggestion}
	}
	for i := range f.Stops[:min(len(f.Stops), mostStopped)] {
		d.Stopped = append(d.Stopped, f.Stops[i].document(leaders))
	}
	return d
}

func (f *Failure) document(leaders []string) FailedApply {
	d := FailedApply{At: json.Number(seconds(int64(f.At))), Leader: leaders[f.Leader], Row: f.Key, Type: f.Type, Why: f.Why}
	if f.From != OwnWrite {
		d.From = leaders[f.From]
	}
	return d
}
