package model

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// plainRows is the obvious way to hold rows: a list of versions for each leader.
type plainRows struct {
	held     map[[2]int][]WriteID
	inFlight map[int]int
}

func (p *plainRows) distinct(row, leaders int) int {
	seen := map[string]bool{}
	for leader := range leaders {
		text := ""
		for _, id := range p.held[[2]int{row, leader}] {
			text += itoa(int(id)) + " "
		}
		seen[text] = true
	}
	return len(seen)
}

func TestRowsHoldWhatAPlainMapHolds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		leaders, count := rapid.IntRange(1, 5).Draw(r, "leaders"), rapid.IntRange(1, 4).Draw(r, "rows")
		rows := newRows(leaders, count)
		plain := plainRows{map[[2]int][]WriteID{}, map[int]int{}}
		row := func() int { return rapid.IntRange(0, count-1).Draw(r, "row") }
		r.Repeat(map[string]func(*rapid.T){
			"depart": func(*rapid.T) {
				at := row()
				rows.depart(uint32(at))
				plain.inFlight[at]++
			},
			"land": func(*rapid.T) {
				if at := row(); plain.inFlight[at] > 0 {
					rows.landed(uint32(at))
					plain.inFlight[at]--
				}
			},
			"put": func(r *rapid.T) {
				at, leader := row(), rapid.IntRange(0, leaders-1).Draw(r, "leader")
				if plain.inFlight[at] == 0 {
					return
				}
				ids := rapid.SampledFrom([][]WriteID{{1}, {2}, {3}, {1, 2}, {1, 3}, {2, 3}, {1, 2, 3}}).Draw(r, "versions")
				versions := make([]strategy.Version, len(ids))
				for i, id := range ids {
					versions[i] = strategy.Version{ID: uint64(id), Seq: uint32(id)}
				}
				rows.openRow(uint32(at)).putAll(leader, versions)
				plain.held[[2]int{at, leader}] = ids
			},
			"grow": func(*rapid.T) {
				rows.grow(1)
				count++
			},
			"": func(r *rapid.T) {
				for at := range count {
					for leader := range leaders {
						require.Equal(r, plain.held[[2]int{at, leader}], rows.held(uint32(at), leader).appendIDs(nil))
					}
					require.Equal(r, plain.distinct(at, leaders), rows.distinct(uint32(at)))
				}
				requireRoomFollowsDivergence(r, rows, plain)
			},
		})
	})
}

// requireRoomFollowsDivergence demands that as many rows are open as must be.
func requireRoomFollowsDivergence(t require.TestingT, rows *rows, plain plainRows) {
	open := 0
	for at := range rows.count() {
		ids := plain.held[[2]int{at, 0}]
		if plain.inFlight[at] > 0 || plain.distinct(at, rows.leaders) > 1 || len(ids) > 1 {
			open++
		}
	}
	require.Equal(t, open, len(rows.open)-len(rows.free))
}

// Every leader writes before it has heard of any other: as many states as leaders,
// more than a byte could number.
func TestRowHasAsManyStatesAsLeaders(t *testing.T) {
	const leaders = 1000
	rows := newRows(leaders, 1)
	for i := range leaders {
		rows.depart(0)
		rows.put(0, i, &strategy.Version{ID: uint64(i + 1)})
	}
	require.Equal(t, leaders, rows.distinct(0))
	for i := range leaders {
		rows.put(0, i, &strategy.Version{ID: leaders})
	}
	require.Equal(t, 1, rows.distinct(0))
	for range leaders {
		rows.landed(0)
	}
	require.Len(t, rows.free, 1)
	require.EqualValues(t, leaders, rows.held(0, 17).version.ID)
}
