package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func at(ms ...int64) []sim.Time {
	var times []sim.Time
	for _, m := range ms {
		times = append(times, sim.Time(m)*millisecond)
	}
	return times
}

func TestClockRunsStraightWhereFlightsFillTheTime(t *testing.T) {
	require.Len(t, newClock(at(0, 5, 80, 85), 80*millisecond, 0, 400), 1)
	require.Len(t, newClock(at(0, 20, 40, 60, 100), 40*millisecond, 0, 400), 1)
}

func TestClockBreaksALongPauseBetweenClusters(t *testing.T) {
	instants := at(10_000, 10_020, 10_060, 10_100, 30_000, 30_040, 30_080)
	c := newClock(instants, 40*millisecond, 0, 400)
	require.Len(t, c, 2)
	require.Equal(t, 4, c[0].instants)
	require.Greater(t, c[0].x1-c[0].x0, vg.Length(120))
	require.Greater(t, c[1].x1-c[1].x0, vg.Length(120))
}

func TestClockNeverRunsBackwards(t *testing.T) {
	c := newClock(at(0, 1, 2, 9_000, 9_001, 9_500, 60_000, 60_050), 50*millisecond, 10, 410)
	last := vg.Length(10)
	for ms := int64(-100); ms < 70_000; ms += 7 {
		x := c.at(sim.Time(ms) * millisecond)
		require.GreaterOrEqual(t, x, last)
		require.LessOrEqual(t, x, vg.Length(410.001))
		last = x
	}
	for _, part := range c {
		require.NotEmpty(t, part.ticks())
	}
}

func TestLinesThroughABoxAreFound(t *testing.T) {
	box := rectangle(10, 10, 20, 20)
	through := [][2]vg.Point{{{X: 0, Y: 0}, {X: 30, Y: 30}}, {{X: 15, Y: 0}, {X: 15, Y: 30}}, {{X: 12, Y: 12}, {X: 13, Y: 14}}}
	past := [][2]vg.Point{{{X: 0, Y: 0}, {X: 9, Y: 9}}, {{X: 25, Y: 0}, {X: 25, Y: 30}}, {{X: 0, Y: 15}, {X: 15, Y: 40}}}
	for i := range through {
		require.True(t, crosses(box, through[i][0], through[i][1]), "line %d", i)
		require.False(t, crosses(box, past[i][0], past[i][1]), "line %d", i)
	}
}

func sceneOf(run *results.Run) *scene {
	s, reason := newScene(run)
	if reason != "" {
		panic(reason)
	}
	return s
}

func TestWordsNeverOverlap(t *testing.T) {
	for name, run := range map[string]*results.Run{"cart": cartStory(), "three": partitionStory(3), "twelve": partitionStory(12), "hot": hotStory()} {
		s := sceneOf(run)
		taken := s.marksTaken()
		for _, l := range s.labels() {
			box, ok := s.place(l, taken)
			if ok {
				for _, other := range taken {
					require.False(t, meet(box, other), name)
				}
				taken = append(taken, box)
			}
		}
	}
}

func TestHeldMessagesAreTheOnesThatWaitedForTheHeal(t *testing.T) {
	for _, f := range sceneOf(partitionStory(3)).flights {
		crosses := f.From == 0 || f.To == 0
		require.Equal(t, crosses && f.Sent < 30*second, f.held, "write %d from %d to %d", f.Write, f.From, f.To)
	}
}

func TestManyLeadersShowThoseConcerned(t *testing.T) {
	run := cartStory()
	for range 1000 {
		run.Leaders = append(run.Leaders, "idle")
	}
	s := sceneOf(run)
	require.Equal(t, []int{0, 1, 2}, s.lanes)
	require.Contains(t, s.caption(), "1,000 leaders not shown.")
}

func TestOfManyLeadersThoseAreShownToWhichAChangeComesFirst(t *testing.T) {
	run := cartStory()
	for i := range 100 {
		run.Leaders = append(run.Leaders, "told")
		sent := sim.Time(30+100-i) * millisecond
		run.Story.Messages = append(run.Story.Messages, results.StoryMessage{Write: 2, From: 2, To: 3 + i, Sent: sent, Arrived: sent + 9*second})
	}
	s := sceneOf(run)
	require.Equal(t, []int{0, 1, 2, 96, 97, 98, 99, 100, 101, 102}, s.lanes)
	require.Less(t, s.clock.last().to, 2*second, "what comes to leaders that are not shown takes no room")
}

func TestStrangeStoriesAreDrawnOrLeftOut(t *testing.T) {
	for name, change := range map[string]func(*results.Run){
		"one instant":      func(r *results.Run) { r.Story.Writes = r.Story.Writes[:1]; r.Story.Messages, r.Story.Reads = nil, nil },
		"empty":            func(r *results.Run) { *r.Story = results.Story{} },
		"nothing in time":  func(r *results.Run) { r.Story.From, r.Story.To = 5*second, 6*second },
		"no such leader":   func(r *results.Run) { r.Story.Writes[0].Leader = 99; r.Story.Messages[0].To = -1 },
		"no leaders":       func(r *results.Run) { r.Leaders = nil },
		"unknown write":    func(r *results.Run) { r.Story.Messages[0].Write = 77; r.Story.Conflicts[0].B = 78 },
		"same write twice": func(r *results.Run) { r.Story.Conflicts[0].B = 1 },
		"no latency":       func(r *results.Run) { r.Story.Messages[0].Arrived = r.Story.Messages[0].Sent },
		"fault for ever":   func(r *results.Run) { r.Faults = []results.Interval{{Kind: "pause", To: sim.Never, Leaders: []int{1}}} },
		"fault of nothing": func(r *results.Run) { r.Faults = []results.Interval{{Kind: "?", To: second}} },
		"from before":      func(r *results.Run) { r.Story.From = 30 * millisecond },
		"till after":       func(r *results.Run) { r.Story.To = 60 * millisecond },
	} {
		t.Run(name, func(t *testing.T) {
			run := cartStory()
			change(run)
			drawn(t, run)
		})
	}
}

// TestRandomStoriesAreDrawn draws stories of all shapes; requireSound looks at them.
func TestRandomStoriesAreDrawn(t *testing.T) {
	luck := noise(3)
	for range 150 {
		leaders := 1 + int(luck.below(14))
		story := &results.Story{Row: "r", To: sim.Time(1 + luck.below(int64(40*second)))}
		for id := range uint64(luck.below(30)) {
			w := results.StoryWrite{ID: id, Name: "w", Leader: int(luck.below(int64(leaders))), At: sim.Time(luck.below(int64(story.To)))}
			story.Writes = append(story.Writes, w)
			for to := range leaders {
				m := results.StoryMessage{Write: id, From: w.Leader, To: to, Sent: w.At, Arrived: w.At + sim.Time(luck.below(int64(2*second))), Verdict: "took"}
				if luck.below(9) == 0 {
					m.Arrived = sim.Never
				}
				story.Messages = append(story.Messages, m)
			}
			story.Conflicts = append(story.Conflicts, results.StoryConflict{A: id, B: uint64(luck.below(30))})
		}
		cut := results.Interval{Kind: "cut", Label: "cut", From: sim.Time(luck.below(int64(story.To))), Links: [][2]int{{0, leaders - 1}}}
		cut.To = cut.From + sim.Time(luck.below(int64(20*second)))
		drawn(t, storyRun(leaders, story, cut))
	}
}

func TestLabelsWithoutRoomAreCountedAndExplained(t *testing.T) {
	few := sceneOf(cartStory())
	require.False(t, few.missesLabels())
	require.NotContains(t, few.caption(), "no room")
	for _, row := range few.legendRows() {
		require.NotContains(t, namesOf(row), "n labels more, without room")
	}

	run := cartStory()
	for i := range 60 {
		run.Story.Reads = append(run.Story.Reads, results.StoryRead{Leader: 0, At: run.Story.From + sim.Time(i)*millisecond, Value: "a long value"})
	}
	many := sceneOf(run)
	require.Positive(t, many.missed[0])
	require.Equal(t, len(many.labels()), len(many.placed)+many.missed[0]+many.missed[1]+many.missed[2])
	require.Contains(t, many.caption(), "no room")
	rows := many.legendRows()
	require.Contains(t, namesOf(rows[len(rows)-1]), "n labels more, without room")
}

func namesOf(signs []sign) (names []string) {
	for _, g := range signs {
		names = append(names, g.name)
	}
	return names
}

// Two arcs that meet in a commit have one label.
func TestOfArcsThatMeetOneIsLabelled(t *testing.T) {
	s := &scene{}
	at := func(x, y vg.Length) vg.Point { return vg.Point{X: x, Y: y} }
	s.arcs = []arc{{at(0, 0), at(5, 5), at(0, 9)}, {at(0, 0), at(5, 5), at(3, 9)}, {at(3, 9), at(5, 5), at(9, 9)}}
	require.Len(t, s.arcLabels(), 2)
	require.Equal(t, s.arcs[2], *s.arcLabels()[1].arc)
}
