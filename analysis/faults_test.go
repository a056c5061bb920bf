package analysis

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

var cities = []string{"virginia", "london", "tokyo"}

func TestFaultsAreToldInWords(t *testing.T) {
	for want, f := range map[string]model.Fault{
		"partition virginia | london, tokyo":  {Kind: model.Partition, Groups: [][]int{{0}}},
		"flapping virginia | london, tokyo":   {Kind: model.Partition, Groups: [][]int{{2, 1}, {0}}, Shape: model.Flapping},
		"partition tokyo | london | virginia": {Kind: model.Partition, Groups: [][]int{{2}, {1}, {0}}},
		"partition bridge over london":        {Kind: model.Partition, Links: [][2]int{{0, 2}, {2, 0}}, Shape: model.Bridge},
		"partition majorities-ring, each hears another majority": {
			Kind: model.Partition, Links: [][2]int{{0, 2}}, Shape: model.MajoritiesRing,
		},
		"cut virginia → tokyo":        {Kind: model.Cut, Links: [][2]int{{0, 2}}},
		"crash tokyo":                 {Kind: model.Crash, Leaders: []int{2}},
		"crash tokyo, disk lost":      {Kind: model.Crash, Leaders: []int{2}, DiskLost: true},
		"pause london, tokyo":         {Kind: model.Pause, Leaders: []int{1, 2}},
		"slow virginia ↔ tokyo ×10":   {Kind: model.Slow, Links: [][2]int{{0, 2}, {2, 0}}, Factor: 10},
		"slow all links ×1.5":         {Kind: model.Slow, Factor: 1.5},
		"loss virginia → tokyo 12.5%": {Kind: model.Loss, Links: [][2]int{{0, 2}}, Share: .125},
		"clock tokyo −3 s":            {Kind: model.Clock, Leaders: []int{2}, Step: -3 * time.Second},
		"clock tokyo +20 ms, −50 ppm": {Kind: model.Clock, Leaders: []int{2}, Step: 20 * time.Millisecond, Drift: -50_000},
		"clock tokyo +100,000 ppm":    {Kind: model.Clock, Leaders: []int{2}, Drift: 100_000_000},
		"clock tokyo +0.001 ppm":      {Kind: model.Clock, Leaders: []int{2}, Drift: 1},
		"join tokyo":                  {Kind: model.Join, Leaders: []int{2}},
		"leave london":                {Kind: model.Leave, Leaders: []int{1}},
	} {
		require.Equal(t, want, faultLabel(cities, &f))
	}
}

func TestAFaultOfManyLeadersIsToldInOneLine(t *testing.T) {
	names := make([]string, 100)
	for i := range names {
		names[i] = "n"
	}
	f := &model.Fault{Kind: model.Partition, Groups: [][]int{{0}, {1, 2}}}
	require.Equal(t, "partition n | n, n | n, n, n, n, 93 more", faultLabel(names, f))
}

func TestWhatHappensAndStaysIsAnInstant(t *testing.T) {
	config := model.Config{Duration: time.Minute}
	for _, name := range cities {
		config.Leaders = append(config.Leaders, model.LeaderConfig{Name: name})
	}
	at := 10 * time.Second
	instants := map[bool][]model.Fault{
		true: {
			{Kind: model.Join, Leaders: []int{2}},
			{Kind: model.Leave, Leaders: []int{2}},
			{Kind: model.Clock, Leaders: []int{2}, Step: time.Second},
		},
		false: {
			{Kind: model.Clock, Leaders: []int{2}, Step: time.Second, For: time.Second},
			{Kind: model.Clock, Leaders: []int{2}, Drift: 1000},
			{Kind: model.Crash, Leaders: []int{2}},
			{Kind: model.Slow, Factor: 2, For: time.Second},
		},
	}
	for want, faults := range instants {
		for _, f := range faults {
			f.At = at
			spans := intervals(config, []model.Fault{f})
			require.Equal(t, want, spans[0].Instant(), spans[0].Label)
			require.Equal(t, sim.Time(at), spans[0].From)
		}
	}
	late := model.Fault{Kind: model.Crash, Leaders: []int{2}, At: time.Hour}
	require.Empty(t, intervals(config, []model.Fault{late}), "it does not begin")
}

func TestNamedPartitionsCutTheirLinks(t *testing.T) {
	ring := &model.Fault{Kind: model.Partition, Shape: model.MajoritiesRing, Links: [][2]int{{0, 2}, {2, 0}}}
	require.Equal(t, ring.Links, linksOf(3, ring))
	groups := &model.Fault{Kind: model.Partition, Groups: [][]int{{0}}}
	require.ElementsMatch(t, [][2]int{{0, 1}, {0, 2}, {1, 0}, {2, 0}}, linksOf(3, groups))
}

func TestOfLeadersThatLeftNoFinalStateIsKept(t *testing.T) {
	faults := []model.Fault{{Kind: model.Leave, Leaders: []int{1}, At: time.Second}, {Kind: model.Leave, Leaders: []int{2}, At: time.Hour}}
	require.Equal(t, map[int]bool{1: true}, goneBy(faults, time.Minute))
}
