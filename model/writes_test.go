package model

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWritesKeepRecordsAsAMapWould(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWrites(3, 2, 3, false)
		kept := map[WriteID]*record{}
		var live []WriteID
		add := func() {
			rec := w.add()
			require.EqualValues(r, w.next-1, rec.ID)
			require.Zero(r, rec.outstanding)
			require.Equal(r, []uint64{0, 0}, w.set(dealt, rec.ID))
			rec.Row, rec.outstanding = uint32(rec.ID*7), 1
			w.note(dealt, rec.ID, int(rec.ID%128), true)
			w.note(had, rec.ID, int(rec.ID/128%128), true)
			w.deps(rec.ID)[2] = uint32(rec.ID)
			kept[rec.ID] = rec
			live = append(live, rec.ID)
		}
		r.Repeat(map[string]func(*rapid.T){
			"add": func(r *rapid.T) {
				for range rapid.IntRange(1, pageSize).Draw(r, "how many") {
					add()
				}
			},
			"release": func(r *rapid.T) {
				for range rapid.IntRange(0, len(live)).Draw(r, "how many") {
					i := int(live[len(live)/2]) % len(live)
					w.release(live[i])
					delete(kept, live[i])
					live = append(live[:i], live[i+1:]...)
				}
			},
			"": func(r *rapid.T) {
				for i := 0; i < len(live); i += 1 + len(live)/50 {
					id := live[i]
					require.Same(r, kept[id], w.get(id), "a record stays where it is")
					require.EqualValues(r, id*7, w.get(id).Row)
					require.True(r, w.is(dealt, id, int(id%128)))
					require.True(r, w.is(had, id, int(id/128%128)))
					require.Equal(r, []uint64{0, 0}, w.set(acked, id))
					require.EqualValues(r, id, w.deps(id)[2])
				}
			},
		})
		for _, id := range live {
			w.release(id)
		}
		held := 0
		for _, p := range w.pages {
			if p != nil {
				held++
			}
		}
		require.LessOrEqual(r, held, 1, "the page that is still being filled")
	})
}

// However many writes there have been, the pages are those of the few in flight.
func TestPagesAreUsedAgain(t *testing.T) {
	w := newWrites(0, 0, 0, false)
	for range 100 * pageSize {
		w.release(w.add().ID)
	}
	require.LessOrEqual(t, len(w.pages)+len(w.pool), 2)
}
