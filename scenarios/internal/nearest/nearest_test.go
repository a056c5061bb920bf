package nearest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSlipsOfTheKeyboardFindTheirWord(t *testing.T) {
	known := []string{"network", "workload", "replication", "last-write-wins", "{zipf: …}"}
	for slip, want := range map[string]string{
		"netwrok": "network", "Workload": "workload", "replicaton": "replication", "last_write_wins": "last-write-wins",
		"last-writer-wins": "last-write-wins", "zipfian": "{zipf: …}",
	} {
		got, ok := Name(slip, known)
		assert.True(t, ok, slip)
		assert.Equal(t, want, got, slip)
	}
}

func TestOtherWordsFindNothing(t *testing.T) {
	for _, other := range []string{"", "x", "banana", "conflicts"} {
		_, ok := Name(other, []string{"network", "workload"})
		assert.False(t, ok, other)
	}
}

func TestSuggestionsListWhatThereIs(t *testing.T) {
	assert.Equal(t, "did you mean ring? there are ring, star", Suggest("rign", []string{"ring", "star"}))
	assert.Equal(t, "there is register", Suggest("bank", []string{"register"}))
	assert.Empty(t, Suggest("x", nil))
	var many []string
	for range 24 {
		many = append(many, "leader")
	}
	assert.Contains(t, Suggest("x", many), "leader and 4 more")
}

func TestASwapOfNeighboursIsOneEdit(t *testing.T) {
	assert.Equal(t, 1, distance([]rune("ab"), []rune("ba")))
	assert.Equal(t, 3, distance([]rune("kitten"), []rune("sitting")))
	assert.Equal(t, 4, distance(nil, []rune("star")))
}
