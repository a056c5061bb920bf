package history_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

func TestRecordingAnEventAllocatesNothing(t *testing.T) {
	recorder := history.NewRecorder(io.Discard, header)
	apply := typicalApply()
	recorder.Apply(apply)
	if n := testing.AllocsPerRun(1000, func() { recorder.Apply(apply) }); n != 0 {
		t.Errorf("%v allocations an event", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	recorder := history.NewRecorder(io.Discard, header)
	apply := typicalApply()
	b.ReportAllocs()
	for b.Loop() {
		recorder.Apply(apply)
	}
}

func BenchmarkReplay(b *testing.B) {
	var file bytes.Buffer
	recorder := history.NewRecorder(&file, header)
	apply := typicalApply()
	recorder.Commit(&model.Commit{Write: apply.Write})
	for range b.N {
		recorder.Apply(apply)
	}
	recorder.End(1)
	if err := recorder.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := history.Replay(&file, model.Blind{}); err != nil {
		b.Fatal(err)
	}
}

func typicalApply() *model.Apply {
	return &model.Apply{
		At: 123456789012, Write: &model.Write{ID: 1}, Leader: 2, Verdict: model.Took,
		Met: []model.WriteID{1}, Removed: []model.WriteID{1}, Distinct: 2,
	}
}
