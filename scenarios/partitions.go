package scenarios

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// maxStrikes is how many times a fault may strike again.
const maxStrikes = 100_000

// check of a partition that is a map.
func (p *partition) check(d *decoder, n *document.Node) {
	if p.Period != nil && p.Shape != "" && p.Shape != flapping {
		d.failAt(n.KeyAt("period"), n.KeyPath("period"), "", "period goes with %s; %s stays as it is", flapping, p.Shape)
	}
}

func (b *builder) partition(path string, p partition, m *model.Fault) {
	if name := p.Word + string(p.Shape); name != "" {
		m.Shape = b.shape(path, partitionShape(name))
	} else {
		m.Groups = b.groups(path, p.Groups)
	}
	if p.Period != nil {
		length := b.file.Duration - quantity.Span(m.At)
		if m.For > 0 {
			length = min(length, quantity.Span(m.For))
		}
		m.Period = b.period(path+".period", *p.Period, length)
	}
}

// fewest leaders that a shape divides.
var fewest = map[partitionShape]int{"majorities-ring": 3, "bridge": 3}

// shape finds a shape by name, and checks that there is somebody to divide.
func (b *builder) shape(path string, name partitionShape) model.Shape {
	if least := max(2, fewest[name]); len(b.members) < least && b.known() {
		b.fail(path, "", "%s needs %d leaders; there are %d", name, least, len(b.members))
	}
	return model.Shape(index(name) + 1)
}

// period is checked against the time that a line has to flap.
func (b *builder) period(path string, every, length quantity.Span) time.Duration {
	b.positive(path, every, "such as 2s")
	if every > 0 && length/every > maxStrikes {
		b.fail(path, "", "at %s the line is cut more than %d times", every, maxStrikes)
	}
	return time.Duration(every)
}

// goesWith lists the keys of random faults that only some kinds have.
var goesWith = map[string][]randomKind{
	"shape": {"partition"}, "period": {"partition"}, "leaders": {"crash", "pause"}, "disk": {"crash"},
	"from": {"cut", "slow", "loss"}, "to": {"cut", "slow", "loss"}, "both_ways": {"cut", "slow", "loss"},
	"factor": {"slow"}, "share": {"loss"},
}

// check of random faults: no key is of another kind, and none that the kind needs is
// missing.
func (r *random) check(d *decoder, n *document.Node) {
	if r.Kind == "" || n.Kind != document.Map {
		return
	}
	for _, key := range n.Keys {
		kinds := goesWith[key.Name]
		if kinds == nil || slices.Contains(kinds, r.Kind) {
			continue
		}
		var names []string
		for _, kind := range kinds {
			names = append(names, string(kind))
		}
		d.failAt(key.Position, n.KeyPath(key.Name), "", "%s goes with %s, not with %s", key.Name, strings.Join(names, ", "), r.Kind)
	}
	for key, kind := range map[string]randomKind{"factor": "slow", "share": "loss"} {
		if r.Kind == kind && n.Get(key) == nil {
			d.failAt(n.Position, n.KeyPath(key), "", "this key is required for %s", kind)
		}
	}
	if r.Period != nil && r.Kind == "partition" && r.Shape != flapping {
		d.failAt(n.KeyAt("period"), n.KeyPath("period"), "shape: "+flapping, "period goes with %s", flapping)
	}
}

// random describes a process whose faults are drawn when the run is wired.
func (b *builder) random(path string, r random, m *model.Fault, w wiring) {
	m.Kind = model.FaultKind(slices.Index(faultKinds, string(r.Kind)))
	m.Every, m.For = time.Duration(r.Every), time.Duration(r.For)
	b.positive(path+".every", r.Every, "the mean time from one to the next, such as 30s")
	b.positive(path+".for", r.For, "the mean time that each lasts, such as 5s")
	if times := math.Ceil(float64(b.file.Duration) / float64(max(1, r.Every))); times > maxStrikes {
		b.fail(path+".every", "", "at %s there are more than %d faults", r.Every, maxStrikes)
	}
	switch r.Kind {
	case "partition":
		m.Shape = b.shape(path+".shape", r.Shape)
		if r.Period != nil {
			m.Period = b.period(path+".period", *r.Period, r.For)
		}
	case "crash", "pause":
		m.DiskLost = r.Disk == diskLost
		if r.Leaders != nil {
			m.Leaders = b.struck(path+".leaders", *r.Leaders)
		}
	case "cut":
		m.Links = b.line(path, r.line, w.links)
	case "slow":
		m.Links, m.Factor = b.line(path, r.line, anyLink), *or(r.Factor, 1)
		b.factor(path+".factor", m.Factor)
	case "loss":
		m.Links, m.Share = b.line(path, r.line, w.links), float64(*or(r.Share, 0))
		b.lossy(path+".share", m, w)
	}
}
