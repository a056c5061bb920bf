package plot

import (
	"fmt"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// storyRun is a run of leaders with a story and nothing else.
func storyRun(leaders int, story *results.Story, faults ...results.Interval) *results.Run {
	run := partitionedRun(leaders)
	run.Series, run.Visibility, run.WriteLatency = results.Series{}, nil, nil
	run.Story, run.Faults = story, faults
	return run
}

// cartStory: two customers edit a cart on two continents within 15 ms. Both
// edits travel, one wins everywhere, one is lost.
func cartStory() *results.Run {
	story := &results.Story{Row: "cart", From: 0, To: 150 * millisecond}
	story.Writes = []results.StoryWrite{
		{ID: 1, Name: "milk", Leader: 0, At: 5 * millisecond, Session: "alice", Lost: true},
		{ID: 2, Name: "eggs", Leader: 2, At: 20 * millisecond, Session: "bob"},
	}
	story.Messages = []results.StoryMessage{
		{Write: 1, From: 0, To: 1, Sent: 5 * millisecond, Arrived: 43 * millisecond, Verdict: "took"},
		{Write: 1, From: 0, To: 2, Sent: 5 * millisecond, Arrived: 87 * millisecond, Verdict: "kept", Reported: true},
		{Write: 2, From: 2, To: 1, Sent: 20 * millisecond, Arrived: 125 * millisecond, Verdict: "took"},
		{Write: 2, From: 2, To: 0, Sent: 20 * millisecond, Arrived: 102 * millisecond, Verdict: "took", Reported: true},
	}
	story.Reads = []results.StoryRead{
		{Leader: 1, At: 60 * millisecond, Value: "milk", Stale: true},
		{Leader: 1, At: 140 * millisecond, Value: "eggs"},
	}
	story.Conflicts = []results.StoryConflict{{A: 1, B: 2}}
	return storyRun(3, story)
}

// partitionStory: writes on both sides of a partition of twenty seconds, whose
// changes are held and arrive after the heal.
func partitionStory(leaders int) *results.Run {
	cut := results.Interval{Kind: "partition", Label: "partition virginia | the others", From: 10 * second, To: 30 * second}
	for i := 1; i < leaders; i++ {
		cut.Links = append(cut.Links, [2]int{0, i}, [2]int{i, 0})
	}
	story := &results.Story{Row: "row 57", From: 9 * second, To: 31 * second}
	writes := []results.StoryWrite{
		{ID: 10, Name: "london#41", Leader: 1, At: 9*second + 950*millisecond},
		{ID: 11, Name: "virginia#57", Leader: 0, At: 10*second + 60*millisecond, Lost: true},
		{ID: 12, Name: "tokyo#60", Leader: 2, At: 10*second + 130*millisecond},
		{ID: 13, Name: "virginia#71", Leader: 0, At: 29*second + 940*millisecond, Lost: true},
		{ID: 14, Name: "london#99", Leader: 1, At: 30*second + 160*millisecond},
	}
	story.Writes = writes
	for _, w := range writes {
		for to := range leaders {
			if to != w.Leader {
				story.Messages = append(story.Messages, crossing(w, to, cut))
			}
		}
	}
	story.Conflicts = []results.StoryConflict{{A: 11, B: 12}, {A: 12, B: 13}}
	return storyRun(leaders, story, cut)
}

// crossing is a change that takes some 40 to 90 ms, and waits for the end of a cut.
func crossing(w results.StoryWrite, to int, cut results.Interval) results.StoryMessage {
	delay := sim.Time(38+23*((w.Leader+to)%3)+4*to) * millisecond
	m := results.StoryMessage{Write: w.ID, From: w.Leader, To: to, Sent: w.At, Arrived: w.At + delay, Verdict: "took"}
	for _, l := range cut.Links {
		if l == [2]int{w.Leader, to} && m.Arrived > cut.From && m.Sent < cut.To {
			m.Arrived = cut.To + delay + sim.Time(w.ID)*millisecond
			m.Reported = w.Leader == 0
			if w.Lost {
				m.Verdict = "kept"
			}
		}
	}
	return m
}

// hotStory: twelve leaders write one row some forty times in 30 s.
func hotStory() *results.Run {
	story := &results.Story{Row: "hot", From: 0, To: 30 * second}
	luck := noise(7)
	for i := range 40 {
		w := results.StoryWrite{ID: uint64(i + 1), Leader: int(luck.below(12)), At: sim.Time(luck.below(int64(30 * second))), Lost: i%9 == 0}
		w.Name = fmt.Sprintf("n%d#%d", w.Leader, i)
		story.Writes = append(story.Writes, w)
		for to := range 12 {
			if to != w.Leader {
				story.Messages = append(story.Messages, crossing(w, to, results.Interval{}))
			}
		}
	}
	story.Conflicts = []results.StoryConflict{{A: 1, B: 2}, {A: 10, B: 12}, {A: 19, B: 20}}
	return storyRun(12, story)
}

// siblingStory: a star whose hub forwards, a crash, siblings, a change that never
// arrives and one that comes twice.
func siblingStory() *results.Run {
	crash := results.Interval{Kind: "crash", Label: "crash tokyo", From: 60 * millisecond, To: 140 * millisecond, Leaders: []int{2}}
	story := &results.Story{Row: "title", From: 0, To: 250 * millisecond}
	story.Writes = []results.StoryWrite{
		{ID: 1, Name: "B", Leader: 0, At: 10 * millisecond},
		{ID: 2, Name: "C", Leader: 1, At: 25 * millisecond, Delete: true},
		{ID: 3, Name: "D", Leader: 3, At: 200 * millisecond},
	}
	story.Messages = []results.StoryMessage{
		{Write: 1, From: 0, To: 1, Sent: 10 * millisecond, Arrived: 50 * millisecond, Verdict: "joined", Reported: true},
		{Write: 1, From: 1, To: 2, Sent: 50 * millisecond, Arrived: 150 * millisecond, Verdict: "took"},
		{Write: 1, From: 1, To: 3, Sent: 50 * millisecond, Arrived: 90 * millisecond, Verdict: "joined"},
		{Write: 2, From: 1, To: 0, Sent: 25 * millisecond, Arrived: 70 * millisecond, Verdict: "joined", Reported: true},
		{Write: 2, From: 1, To: 3, Sent: 25 * millisecond, Arrived: 55 * millisecond, Verdict: "took"},
		{Write: 2, From: 1, To: 2, Sent: 25 * millisecond, Arrived: sim.Never},
		{Write: 2, From: 3, To: 0, Sent: 55 * millisecond, Arrived: 120 * millisecond, Verdict: "again"},
		{Write: 3, From: 3, To: 1, Sent: 200 * millisecond, Arrived: 290 * millisecond, Verdict: "took"},
	}
	story.Conflicts = []results.StoryConflict{{A: 1, B: 2}}
	return storyRun(4, story, crash)
}

// memberStory: of four leaders the third loses its disk and is restored, the fourth
// joins, a clock is set, and the second leaves.
func memberStory() *results.Run {
	at := func(ms int64) sim.Time { return sim.Time(ms) * millisecond }
	story := &results.Story{Row: "title", From: 0, To: at(420)}
	story.Writes = []results.StoryWrite{
		{ID: 1, Name: "B", Leader: 0, At: at(10)},
		{ID: 2, Name: "C", Leader: 2, At: at(70), Lost: true},
		{ID: 3, Name: "D", Leader: 3, At: at(300)},
		{ID: 4, Name: "E", Leader: 0, At: at(330)},
	}
	story.Messages = []results.StoryMessage{
		{Write: 1, From: 0, To: 1, Sent: at(10), Arrived: at(40), Verdict: "took"},
		{Write: 1, From: 0, To: 2, Sent: at(10), Arrived: at(60), Verdict: "took"},
		{Write: 2, From: 2, To: 0, Sent: at(70), Arrived: sim.Never},
		{Write: 2, From: 2, To: 1, Sent: at(70), Arrived: sim.Never},
		{Write: 3, From: 3, To: 0, Sent: at(300), Arrived: at(340), Verdict: "kept", Reported: true},
		{Write: 3, From: 3, To: 2, Sent: at(300), Arrived: at(345), Verdict: "took"},
		{Write: 4, From: 0, To: 3, Sent: at(330), Arrived: at(370), Verdict: "took"},
		{Write: 4, From: 0, To: 2, Sent: at(330), Arrived: at(380), Verdict: "took"},
	}
	story.Transfers = []results.StoryTransfer{
		{At: at(180), Why: "restore", From: 1, Leader: 2},
		{At: at(250), Why: "join", From: 0, Leader: 3},
		{At: at(290), Why: "leave", From: -1, Leader: 1},
	}
	story.Reads = []results.StoryRead{{Leader: 1, At: at(120), Value: "B"}}
	story.Conflicts = []results.StoryConflict{{A: 3, B: 4}}
	return storyRun(4, story,
		results.Interval{Kind: "crash", Label: "crash tokyo, disk lost", From: at(80), To: at(150), Leaders: []int{2}},
		results.Interval{Kind: "join", Label: "join sydney", From: at(210), To: at(210), Leaders: []int{3}},
		results.Interval{Kind: "leave", Label: "leave london", From: at(290), To: at(290), Leaders: []int{1}},
		results.Interval{Kind: "clock", Label: "clock virginia −3 s", From: at(320), To: at(320), Leaders: []int{0}},
	)
}

// rollbackStory: a leader that is cut off takes a write, another comes to lead, and
// the write is rolled back.
func rollbackStory() *results.Run {
	story := &results.Story{Row: "seat 4", From: 9 * second, To: 31 * second}
	cut := results.Interval{Kind: "partition", Label: "partition virginia | london, tokyo", From: 10 * second, To: 30 * second}
	cut.Links = [][2]int{{0, 1}, {1, 0}, {0, 2}, {2, 0}}
	story.Writes = []results.StoryWrite{
		{ID: 1, Name: "ada", Leader: 0, At: 9900 * millisecond},
		{ID: 2, Name: "bob", Leader: 0, At: 10100 * millisecond, Lost: true},
		{ID: 3, Name: "cy", Leader: 1, At: 20050 * millisecond},
	}
	for to := 1; to < 3; to++ {
		story.Messages = append(story.Messages,
			results.StoryMessage{Write: 1, From: 0, To: to, Sent: 9900 * millisecond, Arrived: 9940 * millisecond, Verdict: "took"},
			results.StoryMessage{Write: 2, From: 0, To: to, Sent: 10100 * millisecond, Arrived: sim.Never})
	}
	story.Messages = append(story.Messages, results.StoryMessage{Write: 3, From: 1, To: 2, Sent: 20050 * millisecond, Arrived: 20140 * millisecond, Verdict: "took"})
	story.Transfers = []results.StoryTransfer{
		{At: 30080 * millisecond, Why: "rollback", From: 1, Leader: 0},
		{At: 30300 * millisecond, Why: "rollback", From: -1, Leader: 2},
	}
	return storyRun(3, story, cut)
}
