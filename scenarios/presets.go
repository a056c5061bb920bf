package scenarios

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// Preset is a real system as a point on the five axes: values of a scenario's keys, and
// the words in which the system speaks of conflicts. Each is a file in presets/.
type Preset struct {
	Name        string      `json:"name" jsonschema:"required"`
	System      string      `json:"system" jsonschema:"required"`
	Version     string      `json:"version" jsonschema:"required"` // whose documentation it is modelled from
	Summary     string      `json:"summary" jsonschema:"required"`
	Sources     []Reference `json:"sources" jsonschema:"required"`
	Axes        axesOf      `json:"axes" jsonschema:"required"`
	Words       byType      `json:"words"`    // what it calls the types of conflict that it reports
	Outcomes    outcomes    `json:"outcomes"` // and what becomes of them
	Cases       []Case      `json:"cases"`    // where it speaks otherwise, by what was decided
	Logs        string      `json:"logs"`     // where it tells
	Modelled    []string    `json:"modelled" jsonschema:"required"`
	NotModelled []string    `json:"not_modelled" jsonschema:"required"`
	Knobs       []Knob      `json:"knobs"`

	axes *document.Node
}

// Reference is something that was read.
type Reference struct {
	Title string `json:"title" jsonschema:"required"`
	URL   string `json:"url"`
}

// Knob is a setting of the system, and the keys of a scenario that correspond.
type Knob struct {
	Name    string   `json:"name" jsonschema:"required"`
	Meaning string   `json:"meaning" jsonschema:"required"`
	Set     settings `json:"set"`
}

// axesOf is checked when the preset is read; what is decoded for a scenario is the
// document itself.
type axesOf struct {
	Conflicts   conflicts   `json:"conflicts"`
	Replication replication `json:"replication"`
}

// byType is a text for each type of conflict; "" where there is none.
type byType struct {
	UpdateUpdate  string `json:"update-update,omitempty"`
	InsertInsert  string `json:"insert-insert,omitempty"`
	InsertDelete  string `json:"insert-delete,omitempty"`
	UpdateDelete  string `json:"update-delete,omitempty"`
	UpdateMissing string `json:"update-missing,omitempty"`
	DeleteUpdate  string `json:"delete-update,omitempty"`
	DeleteDelete  string `json:"delete-delete,omitempty"`
	DeleteMissing string `json:"delete-missing,omitempty"`
	Unique        string `json:"unique,omitempty"`
	UniqueSeveral string `json:"unique-several,omitempty"`
}

// list is in the order of the types.
func (b byType) list() [strategy.Types]string {
	return [strategy.Types]string{
		b.UpdateUpdate, b.InsertInsert, b.InsertDelete, b.UpdateDelete, b.UpdateMissing,
		b.DeleteUpdate, b.DeleteDelete, b.DeleteMissing, b.Unique, b.UniqueSeveral,
	}
}

type outcomes struct {
	Keep  string `json:"keep,omitempty"`
	Take  string `json:"take,omitempty"`
	Both  string `json:"both,omitempty"`
	Merge string `json:"merge,omitempty"`
	Stop  string `json:"stop,omitempty"`
}

// Case is what a system says of conflicts of some types, if they are decided so.
type Case struct {
	Types    []conflictType `json:"types" jsonschema:"required"`
	Decision decision       `json:"decision" jsonschema:"required"`
	Word     string         `json:"word,omitempty"`    // "": the type's
	Outcome  string         `json:"outcome,omitempty"` // "": the decision's
}

// Names lists the types of conflict.
func (c *Case) Names() []string {
	var names []string
	for _, t := range c.Types {
		names = append(names, string(t))
	}
	return names
}

// of is the case of a type of conflict that is decided so; a zero one if there is none.
func (p *Preset) of(t strategy.Type, d string) (none Case) {
	for _, c := range p.Cases {
		if string(c.Decision) == d && slices.Contains(c.Types, conflictType(t.String())) {
			return c
		}
	}
	return none
}

// Word is what the system calls a type of conflict that is decided so; "" if it reports
// none such. Decisions are those of results.Report.
func (p *Preset) Word(t strategy.Type, decision string) string {
	return cmp.Or(p.of(t, decision).Word, p.Words.list()[t])
}

// AllWords is what the system calls a type of conflict, whatever is decided: the word,
// or those of its decisions with these in brackets; "" if it reports none such.
func (p *Preset) AllWords(t strategy.Type) string {
	words := []string{}
	if usual := p.Words.list()[t]; usual != "" {
		words = append(words, usual)
	}
	for d := range strategy.Stop + 1 {
		if word := p.of(t, d.String()).Word; word != "" {
			words = append(words, word+" ("+d.String()+")")
		}
	}
	return strings.Join(words, ", ")
}

// Strategy names what settles conflicts of a type.
func (p *Preset) Strategy(t strategy.Type) string {
	if r := p.Axes.Conflicts.Resolve; r != nil && r.list()[t] != "" {
		return string(r.list()[t])
	}
	return string(p.Axes.Conflicts.Strategy)
}

// Outcome is what the system calls it when it decides so of a conflict. Where it has no
// name for that, it is ours.
func (p *Preset) Outcome(t strategy.Type, decision string) string {
	o := p.Outcomes
	return cmp.Or(p.of(t, decision).Outcome, map[string]string{
		"keep": cmp.Or(o.Keep, "dropped"), "take": cmp.Or(o.Take, "applied"), "both": cmp.Or(o.Both, "both kept"),
		"merge": cmp.Or(o.Merge, "merged"), "stop": cmp.Or(o.Stop, "stopped"),
	}[decision])
}

// Names tells whether the system reports conflicts of some type.
func (p *Preset) Names() bool { return p.Words != byType{} }

// Certifies tells that the system refuses writes before they can be in conflict.
func (p *Preset) Certifies() bool {
	rule, _ := strategy.Lookup(string(p.Axes.Conflicts.Strategy))
	return rule.Certify
}

// YAML is the sections of a scenario that the preset stands for.
func (p *Preset) YAML() string { return string(document.Write(p.axes)) }

// Conflicts is the conflicts section that the preset stands for, as YAML on one line,
// and Replication likewise.
func (p *Preset) Conflicts() string { return flowOf(p.axes.Get("conflicts")) }

// Replication is the replication section that the preset stands for.
func (p *Preset) Replication() string { return flowOf(p.axes.Get("replication")) }

func flowOf(n *document.Node) string {
	if n == nil {
		return "{}"
	}
	return document.Flow(n)
}

//go:embed presets/*.yaml
var presetFiles embed.FS

// Presets lists all real systems, by name.
func Presets() []Preset { return slices.Clone(presets()) }

var presets = sync.OnceValue(func() []Preset {
	entries, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	var all []Preset
	for _, entry := range entries {
		text, err := presetFiles.ReadFile(path.Join("presets", entry.Name()))
		if err != nil {
			panic("scenarios: " + err.Error())
		}
		p, err := readPreset(&document.Source{Name: entry.Name(), Text: string(text)})
		if err != nil {
			panic(fmt.Sprintf("scenarios: %v", err))
		}
		all = append(all, p)
	}
	return all
})

func readPreset(source *document.Source) (p Preset, err error) {
	root, problems := document.Parse(source)
	if root != nil && len(problems) == 0 {
		d := decoder{}
		d.structure(root, reflect.ValueOf(&p).Elem())
		p.axes, problems = root.Get("axes"), d.problems
	}
	if len(problems) > 0 {
		return p, inOrder(problems, source)
	}
	return p, nil
}

// LookupPreset finds a real system by its name.
func LookupPreset(name string) (Preset, bool) {
	for _, p := range presets() {
		if p.Name == name {
			return p, true
		}
	}
	return Preset{}, false
}

func presetNames() []string {
	var names []string
	for _, p := range presets() {
		names = append(names, p.Name)
	}
	return names
}

// preset puts the values of the real system that a file names under those of the file.
func (d *decoder) preset(f *file, root *document.Node) {
	conflicts := root.Get("conflicts")
	if conflicts == nil {
		return
	}
	name := conflicts.Get("preset")
	if name == nil {
		return
	}
	p, ok := LookupPreset(name.Text)
	if !ok { // which is reported where the name is decoded
		return
	}
	d.section(p.axes.Get("conflicts"), reflect.ValueOf(&f.Conflicts).Elem())
	d.section(p.axes.Get("replication"), reflect.ValueOf(&f.Replication).Elem())
}

// departures is what makes of the real system that a file names what the file has: of
// all conflicts, and of what the system says of replication.
func (f *file) departures(p *Preset) (set []string) {
	as, d := defaults(), decoder{}
	d.section(p.axes.Get("conflicts"), reflect.ValueOf(&as.Conflicts).Elem())
	d.section(p.axes.Get("replication"), reflect.ValueOf(&as.Replication).Elem())
	as.Conflicts.complete()
	as.Conflicts.Preset = f.Conflicts.Preset
	for _, s := range withTypes(differences(&as, f), encodeFile(&as), encodeFile(f)) {
		section, key, _ := strings.Cut(s.Path, ".")
		if section == "conflicts" || section == "replication" && p.axes.Get(section).Get(key) != nil {
			set = append(set, s.Path+"="+s.Value)
		}
	}
	return set
}

// withTypes tells differences of resolve by the types of conflict.
func withTypes(all settings, from, to *document.Node) settings {
	const path = "conflicts.resolve"
	before, after := from.Find(path), to.Find(path)
	at := slices.IndexFunc(all, func(s setting) bool { return s.Path == path })
	if at < 0 || before == nil || after == nil {
		return all
	}
	return slices.Replace(all, at, at+1, differ(path, before, after)...)
}

func (d *decoder) section(n *document.Node, v reflect.Value) {
	if n != nil {
		d.value(n, v)
	}
}
