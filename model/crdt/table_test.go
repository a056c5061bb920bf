package crdt

import (
	"strings"
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
)

func TestTypesAreFoundByTheirNames(t *testing.T) {
	for i, name := range Names() {
		e, ok := Lookup(name)
		require.True(t, ok)
		require.Equal(t, All()[i].Name, e.Name)
	}
	_, ok := Lookup("or-sets")
	require.False(t, ok)
}

func TestTypesTellTheirStory(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range All() {
		require.False(t, seen[e.Name])
		seen[e.Name] = true
		require.NotNil(t, e.Type, e.Name)
		require.NotEmpty(t, e.Kinds, e.Name)
		require.False(t, strings.HasSuffix(e.Short, "."), "%s: a phrase", e.Name)
		require.True(t, strings.HasSuffix(e.Long, "."), "%s: sentences", e.Name)
		require.NotEmpty(t, e.Source, e.Name)
		for _, kind := range e.Kinds {
			require.Contains(t, verbs, kind, e.Name)
		}
	}
}

func TestTheTableCannotBeChanged(t *testing.T) {
	All()[0] = Entry{}
	require.NotEmpty(t, All()[0].Name)
}

func TestEveryKindHasAType(t *testing.T) {
	served := map[string]bool{}
	for _, e := range All() {
		for _, kind := range e.Kinds {
			served[kind] = true
		}
	}
	require.Len(t, served, len(verbs))
}

func TestWhatIsNotTheTypesIsRefused(t *testing.T) {
	for _, e := range All() {
		if _, all := e.Type.(value.Fitting); all {
			continue // it has the operations of whatever it is put over
		}
		for verb := value.Put; verb <= value.Delete; verb++ {
			op := value.Op{Verb: verb, Field: "f", Value: value.Text("v")}
			_, err := e.Type.Apply(nil, op, value.Author{})
			if err != nil {
				require.ErrorContains(t, err, verb.String()+" is no operation of a ", e.Name)
				continue
			}
			require.Contains(t, verbs[e.Kinds[0]], verb, e.Name)
		}
	}
}

// Nothing written is what an empty state shows, and not an error.
func TestNothingYetCanBeRead(t *testing.T) {
	for name, shown := range map[string]string{
		"g-counter": "0", "pn-counter": "0", "bounded-counter": "0", "lww-register": "-", "delete-wins-register": "-", "mv-register": "-",
		"g-set": "{}", "2p-set": "{}", "lww-set": "{}", "or-set": "{}", "or-set-remove-wins": "{}",
		"enable-wins-flag": "false", "disable-wins-flag": "false", "or-map": "{}", "or-cart": "{}",
		"rga": "[]", "rga-text": "", "fugue": "[]", "fugue-text": "",
	} {
		e, ok := Lookup(name)
		require.True(t, ok, name)
		require.Equal(t, shown, value.Show(e.Type.Read(nil)), name)
	}
}
