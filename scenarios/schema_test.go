package scenarios

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

func TestTheSchemaIsTheSameEachTime(t *testing.T) {
	first, err := Schema()
	require.NoError(t, err)
	second, err := Schema()
	require.NoError(t, err)
	assert.Equal(t, string(first), string(second))
	assert.Contains(t, string(first), `"$schema": "https://json-schema.org/draft/2020-12/schema"`)
}

func TestTheSchemaAcceptsWhatTheLoaderAccepts(t *testing.T) {
	s := newValidator(t)
	for _, pattern := range []string{"library/*.yaml", "testdata/valid/*.yaml", "testdata/effective.yaml"} {
		paths, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, paths)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Empty(t, s.check(string(text)), path)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := randomScenario(t)
		assert.Empty(t, s.check(text), text)
	})
}

func TestTheSchemaRefusesSlips(t *testing.T) {
	s := newValidator(t)
	for _, slip := range []string{
		"durration: 5s", "network: {latency: 40}", "network: {topology: wheel}", "conflicts: {strategy: lww}",
		"workload: {rate: 100}", "faults: [{at: 1}]", "faults: [{crash: tokyo}]", "network: {latency: {regions: azure, jiter: 5%}}",
		"script: [{at: 1s, leader: a, put: {}}]", "replication: {ship: {evry: 1s}}", "seed: x", "conflicts: {preset: postgres}", "conflicts: {resolve: {update: error}}",
		"faults: [{random: {every: 1s, for: 1s}}]", "faults: [{at: 1s, partition: thirds}]", "faults: [{at: 1s, slow: {from: a, to: b}}]",
		"replication: {mode: multileader}", "replication: {mode: {quorum: {n: three}}}", "replication: {propagation: {gossip: {}}}",
		"contrast: [{name: x}]", "contrast: [{set: {seed: 1}}]",
	} {
		assert.NotEmpty(t, s.check(shortest+slip), slip)
	}
	assert.NotEmpty(t, s.check("name: x\nleaders: 2\n"), "without duration")
}

func TestEveryKeyOfASectionIsExplainedOrNamesItsOneValue(t *testing.T) {
	s := newValidator(t)
	for _, section := range []string{"networkKeys", "replication", "conflicts", "workload"} {
		definition := s.root["$defs"].(map[string]any)[section].(map[string]any)
		for key, p := range definition["properties"].(map[string]any) {
			property := p.(map[string]any)
			enum, _ := property["enum"].([]any)
			assert.True(t, property["description"] != nil || len(enum) == 1, "%s.%s", section, key)
		}
	}
}

// validator checks documents against as much of JSON Schema as ours uses.
type validator struct{ root map[string]any }

func newValidator(t *testing.T) validator {
	text, err := Schema()
	require.NoError(t, err)
	var v validator
	require.NoError(t, json.Unmarshal(text, &v.root))
	return v
}

func (v validator) check(text string) []string {
	root, problems := document.Parse(&document.Source{Name: "x", Text: text})
	if len(problems) > 0 {
		return []string{problems[0].Message}
	}
	return v.node(root, v.root)
}

func (v validator) node(n *document.Node, schema map[string]any) []string {
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/$defs/")
		return v.node(n, v.root["$defs"].(map[string]any)[name].(map[string]any))
	}
	if forms, ok := schema["anyOf"].([]any); ok {
		var all []string
		for _, form := range forms {
			wrong := v.node(n, form.(map[string]any))
			if len(wrong) == 0 {
				return nil
			}
			all = append(all, wrong...)
		}
		return all
	}
	if n.Kind == document.Null {
		return nil // the loader reads a section of nothing as its defaults
	}
	if kind := schema["type"].(string); !isOfType(n, kind) {
		return []string{fmt.Sprintf("%s: %s is no %s", n.Path(), n.Text, kind)}
	}
	switch n.Kind {
	case document.Map:
		return v.keys(n, schema)
	case document.List:
		return v.items(n, schema)
	}
	return scalarProblems(n, schema)
}

func isOfType(n *document.Node, kind string) bool {
	switch kind {
	case "object":
		return n.Kind == document.Map
	case "array":
		return n.Kind == document.List
	case "integer":
		_, whole := wholeNumber(strings.ReplaceAll(n.Text, "_", ""))
		return n.Kind == document.Int || n.Kind == document.Float && whole
	case "number":
		return n.Kind == document.Int || n.Kind == document.Float
	case "boolean":
		return n.Kind == document.Bool
	}
	return n.Kind == document.String
}

func (v validator) keys(n *document.Node, schema map[string]any) []string {
	var wrong []string
	properties, _ := schema["properties"].(map[string]any)
	for i, key := range n.Keys {
		property, known := properties[key.Name].(map[string]any)
		if !known {
			if schema["additionalProperties"] == true {
				continue
			}
			if property, known = schema["additionalProperties"].(map[string]any); !known {
				wrong = append(wrong, "unknown key "+key.Name)
				continue
			}
		}
		wrong = append(wrong, v.node(n.Items[i], property)...)
	}
	required, _ := schema["required"].([]any)
	for _, key := range required {
		if n.Get(key.(string)) == nil {
			wrong = append(wrong, "missing key "+key.(string))
		}
	}
	if then, ok := schema["then"].(map[string]any); ok && v.holds(n, schema["if"].(map[string]any)) {
		wrong = append(wrong, v.keys(n, map[string]any{"properties": properties, "required": then["required"]})...)
	}
	if least, ok := schema["minProperties"].(float64); ok && len(n.Keys) < int(least) {
		wrong = append(wrong, "too few keys")
	}
	return wrong
}

// holds tells whether a condition does: that a key is not there.
func (v validator) holds(n *document.Node, condition map[string]any) bool {
	absent := condition["not"].(map[string]any)["required"].([]any)
	return n.Get(absent[0].(string)) == nil
}

func (v validator) items(n *document.Node, schema map[string]any) []string {
	var wrong []string
	if items, ok := schema["items"].(map[string]any); ok {
		for _, item := range n.Items {
			wrong = append(wrong, v.node(item, items)...)
		}
	}
	return wrong
}

func scalarProblems(n *document.Node, schema map[string]any) []string {
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, any(n.Text)) {
		return []string{n.Text + " is not among the names"}
	}
	if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(n.Text) {
		return []string{n.Text + " does not match " + pattern}
	}
	if most, ok := schema["maximum"].(float64); ok {
		if f, err := strconv.ParseFloat(n.Text, 64); err != nil || f > most {
			return []string{n.Text + " is too large"}
		}
	}
	return nil
}
