package strategy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRulesAreFoundByTheirNames(t *testing.T) {
	for i, name := range Names() {
		rule, ok := Lookup(name)
		require.True(t, ok)
		require.Equal(t, All()[i].Name, rule.Name)
	}
	_, ok := Lookup("last-write-win")
	require.False(t, ok)
}

func TestRulesTellTheirStory(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range All() {
		require.False(t, seen[rule.Name])
		seen[rule.Name] = true
		require.NotNil(t, rule.Strategy, rule.Name)
		require.NotEqual(t, DetectDefault, rule.Detect, "%s: a rule names its own detection", rule.Name)
		require.False(t, strings.HasSuffix(rule.Short, "."), "%s: a phrase", rule.Name)
		require.NotContains(t, rule.Short, "\n")
		require.True(t, strings.HasSuffix(rule.Long, "."), "%s: sentences", rule.Name)
		require.NotEmpty(t, rule.Source, rule.Name)
	}
}

func TestTheTableCannotBeChanged(t *testing.T) {
	All()[0] = Rule{}
	require.NotEmpty(t, All()[0].Name)
}
