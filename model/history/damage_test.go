package history_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

const (
	top    = `{"schema_version":1,"scenario":"s","seed":1,"leaders":["a","b"],"rows":1,"warmup":0,"duration":9}` + "\n"
	commit = `{"event":"commit","at":5,"write":1,"row":0,"origin":0,"seq":1,"session":0,"stamp":{"time":5,"origin":0},"first":1,"size":1,"distinct":2}` + "\n"
	end    = `{"event":"end","at":9}` + "\n"
)

func TestADamagedRecordIsAnErrorThatNamesTheLine(t *testing.T) {
	for _, c := range []struct{ name, record, says string }{
		{"empty", "", "line 1: the record ends where a header should stand"},
		{"not JSON", "scenario: s\n", "line 1: no header of a record"},
		{"other JSON", `{"name":"s"}`, "without schema_version"},
		{"later schema", `{"schema_version":2}`, "schema_version 2: this program reads 1"},
		{"unknown header", strings.Replace(top, "seed", "sead", 1), `unknown field "sead"`},
		{"no leaders", strings.Replace(top, `"a","b"`, "", 1), "0 leaders"},
		{"cut short", top + commit, "line 3: the record ends where an event should stand: was the run cut short?"},
		{"cut in a line", top + commit[:40], "line 2"},
		{"goes on", top + end + end, "line 3: the run has ended before"},
		{"absent nobody", strings.Replace(top, `"rows"`, `"absent":[2],"rows"`, 1), "absent: leader 2 of 2"},
		{"too many replicas", strings.Replace(top, `"rows"`, `"replicas":3,"rows"`, 1), "3 replicas at 2 leaders"},
		{"unknown event", top + `{"event":"comit"}`, `line 2: column 17: unknown event "comit"`},
		{"unknown field", top + strings.Replace(commit, "seq", "sec", 1), `unknown field "sec"`},
		{"event not first", top + `{"at":5,"event":"end"}`, `should begin with {"event":`},
		{"not an object", top + `[1]`, `'[' where '{' should stand`},
		{"two objects", top + `{"event":"end","at":9}{}`, "more than one object"},
		{"no comma", top + `{"event":"end" "at":9}`, `'"' where ',' should stand`},
		{"comma too many", top + `{"event":"end","at":9,}`, `'}' where '"' should stand`},
		{"fraction", top + `{"event":"end","at":9.5}`, `'.' where ',' should stand`},
		{"no number", top + `{"event":"end","at":"9"}`, "no integer"},
		{"past 64 bits", top + `{"event":"end","at":18446744073709551616}`, "past 64 bits"},
		{"past 63 bits", top + `{"event":"end","at":9223372036854775808}`, "does not fit"},
		{"negative row", top + strings.Replace(commit, `"row":0`, `"row":-1`, 1), "does not fit"},
		{"escape", top + `{"event":"e\u006ed","at":9}`, "column 12"},
		{"open string", top + `{"event":"end`, "the line ends within a string"},
		{"no flag", top + `{"event":"message","ack":1}`, "neither true nor false"},
		{"unknown verdict", top + commit + `{"event":"apply","write":1,"verdict":"lost"}`, `unknown name "lost"`},
		{"writes out of order", top + strings.Replace(commit, `"write":1`, `"write":2`, 1), "write 2 where 1 should be committed"},
		{"never committed", top + `{"event":"apply","write":1}`, "write 1 has not been committed"},
		{"no write", top + `{"event":"apply","leader":1}`, "no write was applied"},
		{"write 0", top + `{"event":"apply","write":0}`, "numbered from 1"},
		{"no such leader", top + commit + `{"event":"apply","write":1,"leader":2}`, "leader 2 of 2"},
		{"nobody", top + `{"event":"done","leader":-2}`, "leader -2"},
		{"others' writes", top + commit + `{"event":"done","kind":"update","first":1,"writes":2}`, "only 1 are committed"},
		{"no number", top + `{"event":"fault","fault":{"factor":"2"}}`, "is no number"},
		{"unknown reason", top + `{"event":"transfer","why":"whim"}`, `unknown name "whim"`},
		{"copied from nobody", top + `{"event":"transfer","from":-2}`, "leader -2"},
		{"nothing probed", top + `{"event":"probe","at":1,"legs":[]}`, "no write was probed"},
		{"no fault", top + `{"event":"fault","at":1}`, "no fault"},
		{"unknown type", top + commit + `{"event":"apply","write":1,"type":"insert"}`, `unknown name "insert"`},
		{"unknown verb", top + `{"event":"commit","op":{"verb":"multiply"}}`, `unknown name "multiply"`},
		{"unknown collection", top + `{"event":"read","shows":{"bag":[1]}}`, `no such value: "bag"; one holds others as a list, a set or a map`},
		{"a value that is none", top + `{"event":"read","shows":nil}`, "'i' where 'u' should stand"},
		{"a broken string", top + `{"event":"read","shows":"\x"}`, "no string"},
		{"a string without end", top + `{"event":"read","shows":"a\`, "the line ends within a string"},
		{"too deep", top + `{"event":"read","shows":` + strings.Repeat(`{"list":[`, 200), "more than 100 deep"},
		{"no initial value", strings.Replace(top, `"rows"`, `"initial":true,"rows"`, 1), "no integer"},
		{"a link of one", top + `{"event":"fault","fault":{"links":[[0]]}}`, "not 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := history.Replay(strings.NewReader(c.record), model.Blind{})
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, "history: line ")
		})
	}
}

func TestSpaceAndOrderOfFieldsAreFree(t *testing.T) {
	var seen history.Memory
	record := top + "  { \"event\" :\t\"end\" , \"at\" : 9 }\r\n"
	require.NoError(t, history.Replay(strings.NewReader(record), &seen))
	require.Equal(t, []history.Event{history.End{At: 9}}, seen.Events)
}

func TestALineWithoutEndDoesNotFillTheMemory(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(top), repeat('x'))
	err := history.Replay(endless, model.Blind{})
	require.ErrorContains(t, err, "line 2 is longer than")
}

func TestADiskThatFailsIsReportedOnceAndKept(t *testing.T) {
	full := errors.New("the disk is full")
	recorder := history.NewRecorder(&failing{room: 1 << 17, err: full}, header)
	w := &model.Write{ID: 1}
	for range 10_000 {
		recorder.Commit(&model.Commit{Write: w})
	}
	require.ErrorIs(t, recorder.Err(), full)
	require.ErrorIs(t, recorder.Close(), full)
}

func TestADiskThatFailsAtTheLastByteIsReportedByClose(t *testing.T) {
	full := errors.New("the disk is full")
	recorder := history.NewRecorder(&failing{err: full}, header)
	recorder.End(9)
	require.NoError(t, recorder.Err())
	require.ErrorIs(t, recorder.Close(), full)
}

func FuzzReplay(f *testing.F) {
	f.Add([]byte(top + commit + end))
	f.Add([]byte(top + `{"event":"fault","fault":{"kind":"cut","links":[[0,1]],"groups":[[0],[]],"leaders":[1]}}` + "\n" + end))
	f.Add([]byte(top + commit + `{"event":"apply","write":1,"leader":1,"met":[0,1],"verdict":"took"}` + "\n" + end))
	f.Add([]byte(top + `{"event":"fault","fault":{"kind":"slow","shape":"bridge","factor":1.5e3,"disk_lost":true,"step":-1}}` + "\n" + end))
	f.Add([]byte(top + commit + `{"event":"transfer","leader":1,"from":0,"why":"restore","rows":[{"row":0,"added":[1],"distinct":1}]}` + "\n" +
		`{"event":"probe","write":1,"legs":[{"leader":1,"read":2}]}` + "\n" + `{"event":"answer","read":1,"leader":1}` + "\n" + end))
	f.Add([]byte(top + strings.Replace(commit, `"distinct"`, `"op":{"verb":"put","field":"a","value":"\u00e9"},"beside":[0],"shows":{"map":{"b":{"set":[2,1,2]},"a":null}},"distinct"`, 1) +
		`{"event":"apply","write":1,"verdict":"stopped","reported":true,"type":"unique","shows":{"list":[-1,"x"]}}` + "\n" + end))
	f.Fuzz(func(t *testing.T, record []byte) {
		var first, second history.Memory
		reader, err := history.Open(bytes.NewReader(record))
		if err != nil || reader.Replay(&first) != nil {
			return
		}
		var file bytes.Buffer
		recorder := history.NewRecorder(&file, reader.Header())
		first.Replay(recorder)
		require.NoError(t, recorder.Close())
		require.NoError(t, history.Replay(&file, &second))
		require.Equal(t, first.Events, second.Events)
	})
}

// repeat reads as one byte for ever.
type repeat byte

func (r repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// failing takes so many bytes and then fails.
type failing struct {
	room int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, f.err
	}
	return len(p), nil
}
