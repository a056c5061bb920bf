package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/scenarios"
)

// notWays are keys that say nothing of how conflicts are dealt with, but how long or
// in which file, or stand for others.
var notWays = []string{"conflicts.preset", "conflicts.script", "replication.apply"}

// TestEveryValueOfTheAxesIsExplained holds that what a scenario can say under conflicts
// and replication is what `mlrsim strategies` explains.
func TestEveryValueOfTheAxesIsExplained(t *testing.T) {
	text, err := scenarios.Schema()
	require.NoError(t, err)
	r := reference{}
	require.NoError(t, json.Unmarshal(text, &r.root))
	explained := map[string]bool{}
	for _, w := range ways() {
		explained[w.Key+"="+w.Name] = true
	}
	sayable := map[string]bool{}
	for _, section := range []string{"conflicts", "replication"} {
		definition := r.root.Definitions[section]
		keys := definition.object().Properties
		for _, name := range keys.names {
			key, s := section+"."+name, keys.of[name]
			if slices.Contains(notWays, key) {
				continue
			}
			for _, value := range r.values(&s) {
				sayable[key+"="+value] = true
				assert.Contains(t, explained, key+"="+value, "an entry in package catalogue")
			}
		}
	}
	for way := range explained {
		assert.Contains(t, sayable, way, "no scenario can say that")
	}
}

// values are the words that a value can be, and the keys of what it can be else.
func (r *reference) values(s *schema) []string {
	if s.Ref != "" {
		definition := r.root.Definitions[strings.TrimPrefix(s.Ref, "#/$defs/")]
		return r.values(&definition)
	}
	values := append(slices.Clone(s.Enum), s.Properties.names...)
	for i := range s.AnyOf {
		values = append(values, r.values(&s.AnyOf[i])...)
	}
	return values
}

func TestEveryWayHasItsStoryAndItsSource(t *testing.T) {
	for _, w := range ways() {
		assert.NotEmpty(t, w.Long, w.Name)
		assert.True(t, w.Source != "" || w.Name == "script", "%s=%s: who says so?", w.Key, w.Name)
		assert.False(t, strings.HasSuffix(w.Short, "."), "%s: a phrase", w.Name)
		assert.Contains(t, catalogue.Axes(), axisOf(w.Axis))
	}
}

func axisOf(name string) catalogue.Axis {
	for _, a := range catalogue.Axes() {
		if a.Name == name {
			return a
		}
	}
	return catalogue.Axis{}
}
