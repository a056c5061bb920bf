package results

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"math/big"
	"runtime"
	"runtime/debug"
	"strconv"
)

// program is how run.json names what wrote it.
const program = "mlrsim"

// Record is run.json: how a run went on one machine on one day. Nothing in it is
// ever compared.
type Record struct {
	Program         string   `json:"program"`
	Version         string   `json:"version"`
	Revision        string   `json:"revision,omitempty"` // of the source, where the build knows it
	ScenarioSHA256  string   `json:"scenario_sha256"`    // of scenario.yaml
	Go              string   `json:"go"`
	OS              string   `json:"os"`
	Arch            string   `json:"arch"`
	Events          int64    `json:"events"`
	WallSeconds     float64  `json:"wall_seconds"`
	EventsPerSecond float64  `json:"events_per_second"`
	PeakMemoryBytes int64    `json:"peak_memory_bytes"`
	Files           []string `json:"files"` // all that mlrsim wrote into the folder
}

// Effort is what a run cost the machine.
type Effort struct {
	Events          int64
	WallSeconds     float64
	PeakMemoryBytes int64
}

// WriteRun writes all files that speak of the run itself: the files that the scenario
// names, scenario.yaml, summary.json, metrics.csv, final.csv, and last run.json, which
// lists every file of the folder, so that no other may follow.
func (d *Draft) WriteRun(run *Run, version string, e Effort) error {
	for _, in := range run.Inputs {
		if err := d.File(in.Name, func(w io.Writer) error { _, err := w.Write(in.Content); return err }); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"scenario.yaml", func(w io.Writer) error { _, err := w.Write(run.YAML); return err }},
		{"summary.json", NewDocument(run, version).WriteJSON},
		{"metrics.csv", run.WriteSeries},
		{"final.csv", run.WriteFinal},
		{"run.json", func(w io.Writer) error { return encode(w, d.record(run, version, e), "  ") }},
	} {
		if err := d.File(f.name, f.write); err != nil {
			return err
		}
	}
	return nil
}

func (d *Draft) record(run *Run, version string, e Effort) Record {
	r := Record{
		Program:         program,
		Version:         version,
		Revision:        Revision(),
		ScenarioSHA256:  fmt.Sprintf("%x", sha256.Sum256(run.YAML)),
		Go:              runtime.Version(),
		OS:              runtime.GOOS,
		Arch:            runtime.GOARCH,
		Events:          e.Events,
		WallSeconds:     e.WallSeconds,
		PeakMemoryBytes: e.PeakMemoryBytes,
		Files:           d.files,
	}
	if e.WallSeconds > 0 {
		r.EventsPerSecond = float64(e.Events) / e.WallSeconds
	}
	return r
}

// Revision is the commit that the program was built from, with "+changes" where the
// files were not those of the commit; "" where the build does not know.
func Revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + changed
}

// WriteSeries writes metrics.csv: one line for each bin of time, by the column
//
//	time_s                 when the bin begins, seconds since the start of the run
//	writes                 committed in the bin
//	conflicting_writes     of them, with a concurrent write
//	conflict_pairs         concurrent pairs whose later write was committed in the bin
//	lost_updates           acknowledged writes of the bin that did not survive
//	diverged_rows          rows on which leaders differ, averaged over the bin
//	rows                   there are at the end of the bin
//	visibility_mean_s      of the changes that came to leaders in the bin; empty if none did
//	applied                changes that came to leaders in the bin for the first time, applied or in a copy of a replica
//	messages               sent in the bin
//	attempted              client operations begun in the bin
//	acknowledged           of them, acknowledged
//	lag_s.LEADER           age of the oldest change missing there, largest in the bin; empty while it is no member
func (r *Run) WriteSeries(w io.Writer) error {
	c := csv.NewWriter(w)
	head := []string{
		"time_s", "writes", "conflicting_writes", "conflict_pairs", "lost_updates", "diverged_rows", "rows",
		"visibility_mean_s", "applied", "messages", "attempted", "acknowledged",
	}
	for i := range r.Series.Lag {
		head = append(head, "lag_s."+r.Leaders[i])
	}
	c.Write(head) // what goes wrong is kept, and told by Error
	for bin := range r.Series.Writes {
		c.Write(r.Series.row(bin))
	}
	c.Flush()
	return c.Error()
}

func (s *Series) row(bin int) []string {
	visible := ""
	if s.Applied[bin] > 0 {
		visible = seconds(s.Visible[bin])
	}
	row := []string{
		seconds(int64(s.Width) * int64(bin)),
		whole(s.Writes[bin]), whole(s.Conflicting[bin]), whole(s.Pairs[bin]), whole(s.Lost[bin]),
		strconv.FormatFloat(s.Diverged[bin], 'g', -1, 64), whole(s.Rows[bin]),
		visible, whole(s.Applied[bin]), whole(s.Messages[bin]), whole(s.Attempted[bin]), whole(s.Acknowledged[bin]),
	}
	for _, lag := range s.Lag {
		row = append(row, lagField(lag[bin]))
	}
	return row
}

func lagField(ns int64) string {
	if ns == NoLag {
		return ""
	}
	return seconds(ns)
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }

// seconds writes nanoseconds as seconds, exactly.
func seconds(ns int64) string { return trimZeros(big.NewRat(ns, 1e9).FloatString(9)) }

// WriteFinal writes final.csv: what each leader holds of each row at the end, one
// line for each version, by the columns leader, key, value and versions (how many
// the leader holds of the row). A row that is absent has one line with no value and
// 0 versions.
func (r *Run) WriteFinal(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"leader", "key", "value", "versions"}) // errors: as above
	for _, row := range r.Final {
		versions := strconv.Itoa(len(row.Values))
		if len(row.Values) == 0 {
			c.Write([]string{row.Leader, row.Key, "", versions})
		}
		for _, v := range row.Values {
			c.Write([]string{row.Leader, row.Key, v, versions})
		}
	}
	c.Flush()
	return c.Error()
}
