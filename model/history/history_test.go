package history_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

var header = history.Header{
	Scenario: "atlantic-cut",
	Seed:     1<<64 - 1,
	Leaders:  []string{"virginia", "london", "tōkyō \"3\""},
	Absent:   []int{2},
	Replicas: 2,
	Rows:     10,
	Keys:     []string{"title", "cart"},
	Kind:     "cart",
	Initial:  history.Shown{Value: value.Map{{Name: "milk", Value: value.Int(2)}}},
	Warmup:   sim.Time(5 * time.Second),
	Duration: sim.Time(time.Minute),
}

func TestWhatIsRecordedReplaysUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var live history.Memory
		var file bytes.Buffer
		recorder := history.NewRecorder(&file, header)
		drawEvents(t, both{&live, recorder})
		require.NoError(t, recorder.Close())

		var again history.Memory
		var copied bytes.Buffer
		second := history.NewRecorder(&copied, header)
		require.NoError(t, history.Replay(bytes.NewReader(file.Bytes()), both{&again, second}))
		require.NoError(t, second.Close())
		require.Equal(t, live.Events, again.Events)
		require.Equal(t, file.String(), copied.String())
	})
}

func TestMemoryReplaysWhatItSaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var live, again history.Memory
		drawEvents(t, &live)
		live.Replay(&again)
		require.Equal(t, live.Events, again.Events)
	})
}

func TestMemoryKeepsCopies(t *testing.T) {
	var kept history.Memory
	w := &model.Write{ID: 1, Row: 7}
	met := []model.WriteID{0}
	kept.Commit(&model.Commit{Write: w})
	kept.Apply(&model.Apply{Write: w, Leader: 1, Met: met})
	w.Row, met[0] = 8, 9

	commit := kept.Events[0].(*model.Commit)
	apply := kept.Events[1].(*model.Apply)
	require.Equal(t, uint32(7), commit.Write.Row)
	require.Equal(t, []model.WriteID{0}, apply.Met)
	require.Same(t, commit.Write, apply.Write)
}

// A record is a promise to programs that are not ours: these bytes change only with
// the schema version.
func TestTheFormatStands(t *testing.T) {
	var file bytes.Buffer
	recorder := history.NewRecorder(&file, history.Header{Scenario: "two", Seed: 3, Leaders: []string{"a", "b"}, Rows: 2, Duration: 9})
	w := &model.Write{ID: 1, At: 5, Stamp: strategy.Stamp{L: 4, C: 2, Origin: 1}, Row: 1, Value: 3, Seq: 1, Session: 2, Origin: 1, Delete: true, Insert: true, First: 1, Size: 1}
	recorder.Commit(&model.Commit{Write: w, Distinct: 2, Shadowed: true})
	recorder.Done(&model.Done{Kind: model.Delete, Began: 4, Ended: 6, Home: 0, Leader: 1, Session: 2, OK: true, First: 1, Writes: 1})
	recorder.Done(&model.Done{Kind: model.Read, Began: 4, Ended: 6, Leader: -1, Session: -1})
	recorder.Sent(&model.Message{At: 5, From: 1, To: 0, Write: 1, Size: 2, Rest: true})
	recorder.Apply(&model.Apply{At: 7, Write: w, From: 1, Leader: 0, Verdict: model.Joined, Met: []model.WriteID{0, 1}, Removed: []model.WriteID{1}, Rivals: []model.WriteID{3, 4}, Displaced: []model.TransferRow{{Row: 3, Removed: []model.WriteID{3}, Distinct: 2}}, Reported: true, Distinct: 1})
	recorder.Read(&model.ReadSeen{At: 8, Began: 7, Leader: 0, Session: 2, Row: 1, Returned: []model.WriteID{1}})
	recorder.Fault(&model.FaultEvent{At: 8, Index: 1, Begin: true, Fault: &model.Fault{At: 8, For: 2, Kind: model.Partition, Groups: [][]int{{0}, {1}}, Links: [][2]int{{0, 1}, {1, 0}}, Leaders: []int{1}}})
	recorder.Commit(&model.Commit{Write: &model.Write{ID: 2, At: 8, First: 2, Size: 1}, Late: true, Distinct: 1})
	recorder.Answer(&model.Answer{At: 8, Read: 7, Session: 2, Row: 1, Leader: 1})
	recorder.Read(&model.ReadSeen{At: 8, Began: 7, Leader: 0, Session: 2, Row: 1, Read: 7, Heard: []int{1}})
	recorder.Probe(&model.Probe{At: 8, Write: 2, Legs: []model.ProbeLeg{{Leader: 1, Read: 3}, {Leader: 0}}})
	recorder.Transfer(&model.Transfer{At: 9, Why: model.ByRestore, Leader: 0, From: 1, Rows: []model.TransferRow{{Row: 1, Removed: []model.WriteID{2}, Added: []model.WriteID{1}, Distinct: 1}, {Row: 2, Distinct: 2}}})
	recorder.Transfer(&model.Transfer{At: 9, Why: model.ByLeave, Leader: 1, From: model.Nobody})
	recorder.Fault(&model.FaultEvent{At: 9, Fault: &model.Fault{Kind: model.Slow, Shape: model.Bridge, Period: 1, DiskLost: true, Factor: 1.5, Share: .25, Step: -2, Drift: 3, Every: 4}})
	cart := value.Map{{Name: "eggs", Value: value.Int(-6)}, {Name: "log", Value: value.List{value.Text("a \"b\""), nil}}}
	recorder.Commit(&model.Commit{Write: &model.Write{ID: 3, At: 9, First: 3, Size: 1}, Beside: []model.WriteID{2}, Op: value.Op{Verb: value.Add, Field: "eggs", N: -6}, Value: cart, Distinct: 1})
	recorder.Commit(&model.Commit{Write: &model.Write{ID: 4, At: 9, First: 4, Size: 1}, Op: value.Op{Verb: value.Remove, Value: value.Text("x"), N: 2, At: 3}, Value: value.Text("tōkyō"), Distinct: 1})
	recorder.Apply(&model.Apply{At: 9, Write: w, Leader: 1, Verdict: model.Blended, Value: value.SetOf(value.Int(1), value.Text("1")), Distinct: 1})
	recorder.Apply(&model.Apply{At: 9, Write: w, Leader: 1, Verdict: model.Stopped, Reported: true, Type: strategy.InsertInsert, Distinct: 1})
	recorder.Apply(&model.Apply{At: 9, Write: w, Verdict: model.Stopped, Why: errors.New(`no "x"`), Distinct: 1})
	in := &diagnostic.Error{File: "m.star", Line: 2, Column: 3, Message: "fail", Excerpt: "  fail()", Caret: 2, Suggestion: "none"}
	recorder.Commit(&model.Commit{Write: &model.Write{ID: 5, At: 9, First: 5, Size: 1}, Failed: fmt.Errorf("column a: %w", in), Distinct: 1})
	recorder.Read(&model.ReadSeen{At: 9, Value: value.Int(7)})
	recorder.Done(&model.Done{Kind: model.Update, Ended: 9, OK: true, Refused: true})
	recorder.End(9)
	require.NoError(t, recorder.Close())
	require.Equal(t, `{"schema_version":1,"scenario":"two","seed":3,"leaders":["a","b"],"rows":2,"warmup":0,"duration":9}
{"event":"commit","at":5,"write":1,"row":1,"origin":1,"seq":1,"session":2,"stamp":{"time":4,"count":2,"origin":1},"first":1,"size":1,"value":3,"delete":true,"insert":true,"shadowed":true,"distinct":2}
{"event":"done","kind":"delete","began":4,"ended":6,"home":0,"leader":1,"session":2,"ok":true,"first":1,"writes":1}
{"event":"done","kind":"read","began":4,"ended":6,"home":0,"leader":-1,"session":-1}
{"event":"message","at":5,"from":1,"to":0,"write":1,"size":2,"rest":true}
{"event":"apply","at":7,"write":1,"from":1,"leader":0,"verdict":"joined","met":[0,1],"removed":[1],"rivals":[3,4],"displaced":[{"row":3,"removed":[3],"distinct":2}],"reported":true,"distinct":1}
{"event":"read","at":8,"began":7,"leader":0,"session":2,"row":1,"returned":[1]}
{"event":"fault","at":8,"index":1,"begin":true,"fault":{"kind":"partition","at":8,"for":2,"groups":[[0],[1]],"links":[[0,1],[1,0]],"leaders":[1]}}
{"event":"commit","at":8,"write":2,"row":0,"origin":0,"seq":0,"session":0,"stamp":{"time":0,"origin":0},"first":2,"size":1,"late":true,"distinct":1}
{"event":"answer","at":8,"read":7,"session":2,"row":1,"leader":1}
{"event":"read","at":8,"began":7,"leader":0,"session":2,"row":1,"read":7,"heard":[1]}
{"event":"probe","at":8,"write":2,"legs":[{"leader":1,"read":3},{"leader":0,"read":0}]}
{"event":"transfer","at":9,"why":"restore","leader":0,"from":1,"rows":[{"row":1,"removed":[2],"added":[1],"distinct":1},{"row":2,"distinct":2}]}
{"event":"transfer","at":9,"why":"leave","leader":1,"from":-1}
{"event":"fault","at":9,"index":0,"fault":{"kind":"slow","at":0,"for":0,"shape":"bridge","disk_lost":true,"factor":1.5,"share":0.25,"period":1,"step":-2,"drift":3,"every":4}}
{"event":"commit","at":9,"write":3,"row":0,"origin":0,"seq":0,"session":0,"stamp":{"time":0,"origin":0},"first":3,"size":1,"op":{"verb":"add","field":"eggs","n":-6},"beside":[2],"shows":{"map":{"eggs":-6,"log":{"list":["a \"b\"",null]}}},"distinct":1}
{"event":"commit","at":9,"write":4,"row":0,"origin":0,"seq":0,"session":0,"stamp":{"time":0,"origin":0},"first":4,"size":1,"op":{"verb":"remove","value":"x","n":2,"position":3},"shows":"tōkyō","distinct":1}
{"event":"apply","at":9,"write":1,"from":0,"leader":1,"verdict":"blended","shows":{"set":[1,"1"]},"distinct":1}
{"event":"apply","at":9,"write":1,"from":0,"leader":1,"verdict":"stopped","reported":true,"type":"insert-insert","distinct":1}
{"event":"apply","at":9,"write":1,"from":0,"leader":0,"verdict":"stopped","why":{"text":"no \"x\""},"distinct":1}
{"event":"commit","at":9,"write":5,"row":0,"origin":0,"seq":0,"session":0,"stamp":{"time":0,"origin":0},"first":5,"size":1,"failed":{"text":"column a: m.star:2:3: fail\n  2 |   fail()\n    |   ^\n  = none","file":"m.star","line":2,"column":3,"message":"fail","excerpt":"  fail()","caret":2,"suggestion":"none"},"distinct":1}
{"event":"read","at":9,"began":0,"leader":0,"session":0,"row":0,"shows":7}
{"event":"done","kind":"update","began":0,"ended":9,"home":0,"leader":0,"session":0,"ok":true,"refused":true}
{"event":"end","at":9}
`, file.String())
}

func TestWhyAStrategyFailedIsReadBackWithItsPlaceInAScript(t *testing.T) {
	var file bytes.Buffer
	recorder := history.NewRecorder(&file, header)
	in := &diagnostic.Error{File: "m.star", Line: 2, Column: 3, Message: "fail: \"odd\"", Excerpt: "  fail()", Caret: 2, Suggestion: "none"}
	w := &model.Write{ID: 1, First: 1, Size: 1}
	recorder.Commit(&model.Commit{Write: w, Failed: errors.New("no number")})
	recorder.Apply(&model.Apply{Write: w, Verdict: model.Stopped, Why: fmt.Errorf("column a: %w", in)})
	recorder.Apply(&model.Apply{Write: w, Verdict: model.Took})
	recorder.End(0)
	require.NoError(t, recorder.Close())

	var kept history.Memory
	require.NoError(t, history.Replay(&file, &kept))
	var place *diagnostic.Error
	failed := kept.Events[0].(*model.Commit).Failed
	require.EqualError(t, failed, "no number")
	require.NotErrorAs(t, failed, &place)
	why := kept.Events[1].(*model.Apply).Why
	require.EqualError(t, why, "column a: "+in.Error())
	require.ErrorAs(t, why, &place)
	require.Equal(t, in, place)
	require.NoError(t, kept.Events[2].(*model.Apply).Why, "events are filled anew")
}

// both hands every event to two observers.
type both [2]model.Observer

func (b both) Commit(c *model.Commit)     { b[0].Commit(c); b[1].Commit(c) }
func (b both) Apply(a *model.Apply)       { b[0].Apply(a); b[1].Apply(a) }
func (b both) Read(r *model.ReadSeen)     { b[0].Read(r); b[1].Read(r) }
func (b both) Done(d *model.Done)         { b[0].Done(d); b[1].Done(d) }
func (b both) Sent(m *model.Message)      { b[0].Sent(m); b[1].Sent(m) }
func (b both) Fault(f *model.FaultEvent)  { b[0].Fault(f); b[1].Fault(f) }
func (b both) Transfer(x *model.Transfer) { b[0].Transfer(x); b[1].Transfer(x) }
func (b both) Answer(a *model.Answer)     { b[0].Answer(a); b[1].Answer(a) }
func (b both) Probe(p *model.Probe)       { b[0].Probe(p); b[1].Probe(p) }
func (b both) End(at sim.Time)            { b[0].End(at); b[1].End(at) }

// drawEvents sends an observer any sequence of events that names only leaders and
// writes that there are. It need not be possible otherwise.
func drawEvents(t *rapid.T, o model.Observer) {
	d := events{T: t}
	for range rapid.IntRange(0, 30).Draw(t, "events") {
		switch rapid.IntRange(0, 8).Draw(t, "event") {
		case 0:
			o.Commit(d.commit())
		case 1:
			if len(d.writes) > 0 {
				o.Apply(d.apply())
			}
		case 2:
			o.Read(d.read())
		case 3:
			o.Done(d.done())
		case 4:
			o.Sent(&model.Message{At: d.time(), From: d.leader(), To: d.leader(), Write: d.id(), Size: draw(&d, rapid.Int()), Ack: d.flag(), Rest: d.flag()})
		case 5:
			o.Fault(d.fault())
		case 6:
			o.Transfer(d.transfer())
		case 7:
			o.Answer(&model.Answer{At: d.time(), Read: draw(&d, rapid.Uint64()), Session: draw(&d, rapid.Int32()), Row: draw(&d, rapid.Uint32()), Leader: d.leader()})
		case 8:
			if len(d.writes) > 0 {
				o.Probe(d.probe())
			}
		}
	}
	o.End(d.time())
}

type events struct {
	*rapid.T
	writes []*model.Write
}

func draw[V any](d *events, g *rapid.Generator[V]) V { return g.Draw(d.T, "") }

func (d *events) time() sim.Time { return sim.Time(draw(d, rapid.Int64())) }
func (d *events) leader() int    { return draw(d, rapid.IntRange(0, len(header.Leaders)-1)) }
func (d *events) flag() bool     { return draw(d, rapid.Bool()) }

func (d *events) id() model.WriteID {
	return model.WriteID(draw(d, rapid.IntRange(0, len(d.writes))))
}

func (d *events) ids() (ids []model.WriteID) {
	for range draw(d, rapid.IntRange(0, 3)) {
		ids = append(ids, d.id())
	}
	return ids
}

func (d *events) commit() *model.Commit {
	w := &model.Write{
		ID:      model.WriteID(len(d.writes) + 1),
		At:      d.time(),
		Stamp:   strategy.Stamp{L: draw(d, rapid.Int64()), C: draw(d, rapid.Uint32()), Origin: uint16(d.leader())},
		Row:     draw(d, rapid.Uint32()),
		Value:   draw(d, rapid.Uint32()),
		Seq:     draw(d, rapid.Uint32()),
		Session: draw(d, rapid.Int32()),
		Origin:  uint16(d.leader()),
		Delete:  d.flag(),
		Insert:  d.flag(),
		First:   model.WriteID(draw(d, rapid.Uint64())),
		Size:    draw(d, rapid.Uint16()),
	}
	d.writes = append(d.writes, w)
	return &model.Commit{
		Write: w, Replaced: d.ids(), Beside: d.ids(), Late: d.flag(), Shadowed: d.flag(), Distinct: draw(d, rapid.Int()),
		Op: d.op(), Value: d.value(2),
	}
}

func (d *events) apply() *model.Apply {
	return &model.Apply{
		At:       d.time(),
		Write:    draw(d, rapid.SampledFrom(d.writes)),
		From:     d.leader(),
		Leader:   d.leader(),
		Verdict:  draw(d, rapid.SampledFrom([]model.Verdict{model.Took, model.Kept, model.Joined, model.Again, model.Blended, model.Stopped})),
		Met:      d.ids(),
		Removed:  d.ids(),
		Reported: d.flag(),
		Type:     strategy.Type(draw(d, rapid.IntRange(0, int(strategy.Types)-1))),
		Value:    d.value(2),
		Distinct: draw(d, rapid.Int()),
	}
}

func (d *events) op() value.Op {
	if d.flag() {
		return value.Op{}
	}
	return value.Op{
		Verb:  value.Verb(draw(d, rapid.IntRange(int(value.Put), int(value.Delete)))),
		Field: draw(d, rapid.String()), Value: d.value(1), N: draw(d, rapid.Int64()), At: draw(d, rapid.Int64()),
	}
}

// value is any plain value, of values so deep, or none.
func (d *events) value(deep int) value.Value {
	switch draw(d, rapid.IntRange(0, 3+3*min(deep, 1))) {
	case 1:
		return value.Int(draw(d, rapid.Int64()))
	case 2, 3:
		return value.Text(draw(d, rapid.String()))
	case 4:
		return value.List(d.values(deep - 1))
	case 5:
		return value.SetOf(d.values(deep - 1)...)
	case 6:
		var m value.Map
		for range draw(d, rapid.IntRange(0, 3)) {
			if v := d.value(deep - 1); v != nil {
				m = m.With(draw(d, rapid.String()), v)
			}
		}
		return m
	}
	return nil
}

func (d *events) values(deep int) (values []value.Value) {
	for range draw(d, rapid.IntRange(0, 3)) {
		values = append(values, d.value(deep))
	}
	return values
}

func (d *events) read() *model.ReadSeen {
	return &model.ReadSeen{
		At: d.time(), Began: d.time(), Leader: d.leader(),
		Session: draw(d, rapid.Int32()), Row: draw(d, rapid.Uint32()), Returned: d.ids(),
		Value: d.value(2), Read: draw(d, rapid.Uint64()), Heard: draw(d, rapid.SliceOfN(rapid.IntRange(0, len(header.Leaders)-1), 0, 3)),
	}
}

func (d *events) transfer() *model.Transfer {
	x := &model.Transfer{
		At: d.time(), Leader: d.leader(), From: draw(d, rapid.IntRange(model.Nobody, len(header.Leaders)-1)),
		Why: draw(d, rapid.SampledFrom([]model.TransferReason{model.ByJoin, model.ByLeave, model.ByRestore, model.ByRollback})),
	}
	for range draw(d, rapid.IntRange(0, 3)) {
		x.Rows = append(x.Rows, model.TransferRow{Row: draw(d, rapid.Uint32()), Removed: d.ids(), Added: d.ids(), Distinct: draw(d, rapid.Int())})
	}
	return x
}

func (d *events) probe() *model.Probe {
	p := &model.Probe{At: d.time(), Write: draw(d, rapid.SampledFrom(d.writes)).ID}
	for range draw(d, rapid.IntRange(1, 3)) {
		p.Legs = append(p.Legs, model.ProbeLeg{Leader: d.leader(), Read: time.Duration(d.time())})
	}
	return p
}

func (d *events) done() *model.Done {
	done := &model.Done{
		Kind:  model.OpKind(draw(d, rapid.IntRange(0, int(model.ReadModifyWrite)))),
		Began: d.time(), Ended: d.time(),
		Home: d.leader(), Leader: draw(d, rapid.IntRange(-1, len(header.Leaders)-1)),
		Session: draw(d, rapid.Int32()), OK: d.flag(), Refused: d.flag(),
	}
	if n := len(d.writes); n > 0 && d.flag() {
		done.First = model.WriteID(draw(d, rapid.IntRange(1, n)))
		done.Writes = draw(d, rapid.IntRange(0, n-int(done.First)+1))
	}
	return done
}

func (d *events) fault() *model.FaultEvent {
	leaders := rapid.SliceOfN(rapid.IntRange(0, len(header.Leaders)-1), 1, 3)
	fault := &model.Fault{
		At: time.Duration(d.time()), For: time.Duration(d.time()),
		Kind:   model.FaultKind(draw(d, rapid.IntRange(int(model.Partition), int(model.Leave)))),
		Shape:  model.Shape(draw(d, rapid.IntRange(int(model.NoShape), int(model.Flapping)))),
		Period: time.Duration(d.time()), DiskLost: d.flag(), Step: time.Duration(d.time()),
		Factor: draw(d, rapid.Float64()), Share: draw(d, rapid.Float64Range(0, 1)),
		Drift: draw(d, rapid.Int64()), Every: time.Duration(d.time()),
	}
	switch fault.Kind {
	case model.Partition:
		fault.Groups = draw(d, rapid.SliceOfN(leaders, 1, 3))
	case model.Cut:
		fault.Links = [][2]int{{d.leader(), d.leader()}, {d.leader(), d.leader()}}
	default:
		fault.Leaders = draw(d, leaders)
	}
	return &model.FaultEvent{At: d.time(), Index: draw(d, rapid.Int()), Fault: fault, Begin: d.flag()}
}

func TestHeaderComesFirstAndWhole(t *testing.T) {
	var file bytes.Buffer
	recorder := history.NewRecorder(&file, header)
	recorder.End(1)
	require.NoError(t, recorder.Close())
	reader, err := history.Open(strings.NewReader(file.String()))
	require.NoError(t, err)
	require.Equal(t, header, reader.Header())
	require.NoError(t, reader.Replay(model.Blind{}))
}

func TestHeaderNamesRowsAsTheClusterDoes(t *testing.T) {
	cluster, err := model.New(model.Config{
		Leaders:   []model.LeaderConfig{{Name: "a"}},
		Network:   network.Config{Nodes: []string{"a"}, Latency: network.Latency{Law: sim.Constant(0)}},
		Conflicts: model.Conflicts{Strategy: "siblings"},
		Workload:  model.Workload{Keys: 3, Mix: model.Mix{Update: 1}},
		Script:    []model.Step{{Key: "k1"}, {Key: "title"}, {Key: "cart"}},
	})
	require.NoError(t, err)
	h := history.HeaderOf(cluster)
	require.Equal(t, []string{"title", "cart"}, h.Keys)
	for row := range uint32(8) {
		require.Equal(t, cluster.RowName(row), h.RowName(row))
	}
}
