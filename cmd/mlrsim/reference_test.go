package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/scenarios"
)

// schema is what of a JSON Schema the reference of the scenario file tells.
type schema struct {
	Ref         string   `json:"$ref"`
	Type        string   `json:"type"`
	Description string   `json:"description"`
	Enum        []string `json:"enum"`
	Examples    []any    `json:"examples"`
	Default     any      `json:"default"`
	Required    []string `json:"required"`
	AnyOf       []schema `json:"anyOf"`
	Items       *schema  `json:"items"`
	Properties  keyed    `json:"properties"`

	Definitions map[string]schema `json:"$defs"`
}

// keyed are properties in their order.
type keyed struct {
	names []string
	of    map[string]schema
}

func (k *keyed) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return err
		}
		k.names = append(k.names, name.(string))
	}
	return json.Unmarshal(text, &k.of)
}

// object is the schema's form as a map of keys, nil if it has none.
func (s *schema) object() *schema {
	if len(s.Properties.names) > 0 {
		return s
	}
	for i := range s.AnyOf {
		if o := s.AnyOf[i].object(); o != nil {
			return o
		}
	}
	return nil
}

// reference writes the tables of the scenario file.
type reference struct {
	root schema
	told map[string]bool // definitions that have a table of their own
}

// table lists the keys of a definition ("" for the whole file) as Markdown.
func (r *reference) table(definition string) string {
	s := r.root
	if definition != "" {
		s = r.root.Definitions[definition]
	}
	o := s.object()
	var b strings.Builder
	b.WriteString("| key | value | default | |\n|---|---|---|---|\n")
	for _, name := range o.Properties.names {
		p := o.Properties.of[name]
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, cell(r.forms(&p)), cell(standard(&p, slices.Contains(o.Required, name))), p.Description)
	}
	return b.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// standard says what a key is if left out.
func standard(p *schema, required bool) string {
	switch {
	case required:
		return "required"
	case p.Default == nil:
		return ""
	}
	text, err := json.Marshal(p.Default)
	if err != nil {
		panic(err)
	}
	return "`" + strings.NewReplacer(`"`, "", ":", ": ", ",", ", ").Replace(string(text)) + "`"
}

// mostWords is how many words a table lists; of more, the description says where they are.
const mostWords = 20

// forms says what a value may look like.
func (r *reference) forms(s *schema) string {
	switch {
	case s.Ref != "":
		name := strings.TrimPrefix(s.Ref, "#/$defs/")
		definition := r.root.Definitions[name]
		if r.told[name] && len(definition.AnyOf) == 0 {
			return "`{…}`"
		}
		return r.forms(&definition)
	case len(s.Examples) > 0:
		return fmt.Sprintf("`%v`", s.Examples[0])
	case len(s.AnyOf) > 0:
		var all []string
		for i := range s.AnyOf {
			all = append(all, r.forms(&s.AnyOf[i]))
		}
		return strings.Join(slices.Compact(all), ", ")
	case len(s.Enum) > mostWords:
		return "a name"
	case len(s.Enum) > 0:
		return "`" + strings.Join(s.Enum, "`, `") + "`"
	case s.Items != nil:
		return "list of " + r.forms(s.Items)
	case len(s.Properties.names) > 3:
		return "`{…}`"
	case len(s.Properties.names) > 0:
		var keys []string
		for _, name := range s.Properties.names {
			p := s.Properties.of[name]
			keys = append(keys, name+": "+inBraces(r.forms(&p)))
		}
		return "`{" + strings.Join(keys, ", ") + "}`"
	case s.Type == "object":
		return "`{key: value}`"
	}
	return map[string]string{"string": "text", "integer": "whole number", "number": "number", "boolean": "`true`, `false`"}[s.Type]
}

// inBraces is what a value looks like as part of another: several forms are told where
// the keys are.
func inBraces(forms string) string {
	if form := strings.Trim(forms, "`"); !strings.Contains(form, "`") {
		return form
	}
	return "…"
}

var generated = regexp.MustCompile(`(?s)<!-- keys: ?([A-Za-z ]*)-->\n(.*?)<!-- end -->`)

// TestTheReferenceOfTheScenarioFileIsWhatTheProgramReads writes the tables of
// docs/scenario-file.md and the defaults at its end with -update.
func TestTheReferenceOfTheScenarioFileIsWhatTheProgramReads(t *testing.T) {
	text, err := scenarios.Schema()
	require.NoError(t, err)
	r := reference{told: map[string]bool{}}
	require.NoError(t, json.Unmarshal(text, &r.root))
	path := filepath.Join(docs, "docs", "scenario-file.md")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, match := range generated.FindAllStringSubmatch(string(page), -1) {
		for _, name := range strings.Fields(match[1]) {
			r.told[name] = true
		}
	}
	fresh := generated.ReplaceAllStringFunc(string(page), func(block string) string {
		names := strings.TrimSpace(generated.FindStringSubmatch(block)[1])
		tables := "\n"
		for _, name := range strings.Split(names, " ") {
			if len(strings.Fields(names)) > 1 {
				tables += "`" + titleOf(name) + "`\n\n"
			}
			tables += r.table(name) + "\n"
		}
		return "<!-- keys: " + strings.TrimSpace(names+" ") + " -->\n" + tables + "<!-- end -->"
	})
	fresh = withDefaults(t, fresh)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(fresh), 0o644))
		page = []byte(fresh)
	}
	assert.True(t, fresh == string(page), "docs/scenario-file.md is out of date: go test ./cmd/mlrsim -update")
	for _, name := range slices.Sorted(maps.Keys(r.root.Definitions)) {
		definition := r.root.Definitions[name]
		if o := definition.object(); o != nil && len(o.Properties.names) > 3 && !r.told[name] && name != "law" {
			t.Errorf("docs/scenario-file.md has no table of %s", name)
		}
	}
}

// titleOf is the key in whose place the keys of a definition stand.
func titleOf(definition string) string {
	switch definition {
	case "singleLeader":
		return "single-leader"
	case "clockFault":
		return "clock"
	}
	return strings.TrimSuffix(definition, "Keys")
}

// withDefaults puts what `mlrsim show` prints of the shortest file at the end.
func withDefaults(t *testing.T, page string) string {
	const command = "$ mlrsim show two-leaders.yaml\n"
	head, _, found := strings.Cut(page, command)
	require.True(t, found)
	s, err := scenarios.Read(strings.NewReader("name: two-leaders\nduration: 60s\nleaders: 2\nnetwork: {latency: 50ms}\n"), "", scenarios.Options{})
	require.NoError(t, err)
	return head + command + string(s.Effective()) + "```\n"
}
