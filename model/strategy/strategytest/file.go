package strategytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// counterexample makes of a history what a reader can use.
func (w *world) counterexample(v *Verdict, h *history) *Counterexample {
	steps := w.replay(h)
	c := &Counterexample{Name: fileName(w.rule.Name + "-" + v.Law), Steps: len(h.events), Story: w.story(h, steps), madeInGo: madeInGo(&w.rule, &w.options)}
	c.Scenario = w.scenario(c, v, steps)
	return c
}

// fileName is a name that a scenario can have.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
}

// scenario writes a history as a scenario file. Its script has the commits, and its
// delays are such that each change comes when it came in the history: a link whose
// changes all took the same time has that latency, and on others what took longer meets
// a link that is slow at that moment.
func (w *world) scenario(c *Counterexample, v *Verdict, steps []step) string {
	var b strings.Builder
	comment(&b, c.Story)
	fmt.Fprintf(&b, "name: %s\ndescription: %q\n", c.Name, brokenLaw(v))
	fmt.Fprintf(&b, "duration: %s\n", beat(steps)*time.Duration(1+len(steps[len(steps)-1].after.writes)))
	w.writeLeaders(&b, steps)
	slow := w.writeNetwork(&b, steps)
	if w.forwards {
		b.WriteString("replication: {forward: always, loop_prevention: path}\n")
	}
	b.WriteString(conflictsKey(&w.rule, w.detect, &w.options))
	switch {
	case w.options.Kind != model.RegisterKind:
		fmt.Fprintf(&b, "workload: {kind: %s, rate: 0/s}\n", w.options.Kind)
	case !model.RegisterKind.Suits(&w.rule):
		fmt.Fprintf(&b, "workload: {kind: %s, rate: 0/s}\n", w.rule.Kinds[0])
	}
	w.writeScript(&b, steps)
	b.WriteString(slow)
	w.writeExpectations(&b, steps[len(steps)-1].after)
	return b.String()
}

func comment(b *strings.Builder, text string) {
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight("# "+line, " \n") + "\n")
	}
}

// writeLeaders writes their number, or a list where they are not all alike.
func (w *world) writeLeaders(b *strings.Builder, steps []step) {
	o := &w.options
	if o.Priorities == nil && o.Skew == nil {
		fmt.Fprintf(b, "leaders: %d\n", o.Leaders)
		return
	}
	b.WriteString("leaders:\n")
	for i := range o.Leaders {
		fmt.Fprintf(b, "  - {name: %s", w.leader(i))
		if p := o.priority(i); p != 0 {
			fmt.Fprintf(b, ", priority: %d", p)
		}
		if s := o.skew(i); s != 0 {
			fmt.Fprintf(b, ", clock: {offset: %s}", beat(steps)*time.Duration(s)/gap)
		}
		b.WriteString("}\n")
	}
}

// flight is one message of a history.
type flight struct{ sent, took time.Duration }

// flights lists by link the messages of a history, in the order of sending. Those that
// wait behind an applier that has stopped come after all else.
func (w *world) flights(steps []step) [][]flight {
	n := w.options.Leaders
	links := make([][]flight, n*n)
	for _, st := range steps {
		if !st.event.deliver {
			continue
		}
		sent := steps[st.sent].when
		link := st.event.from*n + st.event.at
		links[link] = append(links[link], flight{sent, st.when - sent})
	}
	last := steps[len(steps)-1]
	for link, under := range last.left {
		for _, i := range under {
			links[link] = append(links[link], flight{steps[i].when, last.when + tick - steps[i].when})
		}
	}
	for _, link := range links {
		slices.SortFunc(link, func(a, b flight) int { return cmp.Compare(a.sent, b.sent) })
	}
	return links
}

// writeNetwork writes the latencies, and returns the faults of links that are not
// always equally fast.
func (w *world) writeNetwork(b *strings.Builder, steps []step) string {
	var own, slow strings.Builder
	for link, flights := range w.flights(steps) {
		from, to := w.leader(link/w.options.Leaders), w.leader(link%w.options.Leaders)
		if delay, ok := common(flights); ok {
			if delay != tick {
				fmt.Fprintf(&own, "    - {from: %s, to: %s, latency: %s}\n", from, to, delay)
			}
			continue
		}
		for _, f := range flights {
			if f.took != tick {
				fmt.Fprintf(&slow, "  - {at: %s, for: 1ms, slow: {from: %s, to: %s, factor: %d}}\n", f.sent, from, to, f.took/tick)
			}
		}
	}
	fmt.Fprintf(b, "network:\n  latency: %s\n", tick)
	if w.options.Datagram {
		b.WriteString("  ordering: datagram\n")
	}
	section(b, "  links", own.String())
	var faults strings.Builder
	section(&faults, "faults", slow.String())
	return faults.String()
}

// common is the delay of all flights, if they have the same.
func common(flights []flight) (time.Duration, bool) {
	if len(flights) == 0 {
		return tick, true
	}
	for _, f := range flights {
		if f.took != flights[0].took {
			return 0, false
		}
	}
	return flights[0].took, true
}

func section(b *strings.Builder, name, lines string) {
	if lines != "" {
		fmt.Fprintf(b, "%s:\n%s", name, lines)
	}
}

// ownWrites is how a leader's own writes are settled.
func ownWrites(rule *strategy.Rule, o *Options) string {
	switch {
	case o.Abort:
		return "abort"
	case rule.Local:
		return "strategy"
	default:
		return "overwrite"
	}
}

// conflictsKey is that key of the file. How conflicts are detected stands there unless
// everybody knows it of the rule. A rule that Go made has no name there: who replays the
// file hands it in.
func conflictsKey(rule *strategy.Rule, detect strategy.Detect, o *Options) string {
	if o.Conflicts != "" {
		return "conflicts: " + o.Conflicts + "\n"
	}
	known, ok := catalogue.Lookup(rule.Name)
	var keys []string
	switch {
	case o.Script != "":
		keys = append(keys, fmt.Sprintf("strategy: script, script: %q", o.Script))
	case ok:
		keys = append(keys, "strategy: "+rule.Name)
	}
	if _, columns := rule.Data.(value.RowType); columns {
		keys = append(keys, "granularity: column")
	}
	if !ok || known.Detect != detect {
		keys = append(keys, "detect: "+detectors[detect])
	}
	if unusual := ok && known.Local != rule.Local || o.Script != "" && !rule.Local; unusual || o.Abort {
		keys = append(keys, "own_writes: "+ownWrites(rule, o))
	}
	return "conflicts: {" + strings.Join(keys, ", ") + "}\n"
}

// madeInGo tells whether scenario files cannot name the rule.
func madeInGo(rule *strategy.Rule, o *Options) bool {
	_, known := catalogue.Lookup(rule.Name)
	return !known && o.Script == "" && o.Conflicts == ""
}

// brokenLaw describes the scenario.
func brokenLaw(v *Verdict) string { return "A history that breaks the law: " + v.Says + "." }

func (w *world) writeScript(b *strings.Builder, steps []step) {
	b.WriteString("script:\n")
	for _, st := range steps {
		if !st.event.deliver {
			r := st.after.write(st.outcome.write)
			fmt.Fprintf(b, "  - {at: %s, leader: %s, %s}\n", st.when, w.leader(st.event.at), r.scripted())
		}
	}
}

// writeExpectations claims what was seen in the end.
func (w *world) writeExpectations(b *strings.Builder, end *state) {
	b.WriteString("expect:\n")
	stopped := end.stopped.size()
	if w.agree(end) && stopped == 0 {
		b.WriteString("  - converged\n")
	} else {
		b.WriteString("  - not converged\n")
	}
	if stopped > 0 {
		fmt.Fprintf(b, "  - stopped_appliers == %d\n", stopped)
	}
	for i := range end.leaders {
		fmt.Fprintf(b, "  - %s\n", claim(w.leader(i), w.shown(end, i)))
	}
}

// claim is what a leader is expected to show, in quotes where YAML wants them.
func claim(leader string, values []string) string {
	text := fmt.Sprintf("value(%q, \"x\") == %s", leader, expected(values))
	if strings.Contains(text, ": ") || strings.Contains(text, " #") {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return text
}

func expected(values []string) string {
	switch len(values) {
	case 0:
		return "absent"
	case 1:
		return fmt.Sprintf("%q", values[0])
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
