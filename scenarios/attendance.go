package scenarios

import (
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// stay is when a leader is there.
type stay struct {
	from, until time.Duration
	leaves      int // number of the fault; -1 if it stays
}

// attendance checks that whoever is struck, or asked by a script, is there, and that
// somebody always is.
func (b *builder) attendance(faults []model.Fault) {
	if !slices.ContainsFunc(b.file.Faults, fault.changesMembers) || !b.ok("faults", "leaders") {
		return
	}
	stays := b.stays(faults)
	for i, f := range faults {
		path := indexed("faults", i)
		switch of := b.file.Faults[i]; {
		case of.Crash != nil:
			b.present(path+".crash", *of.Crash, f, stays)
		case of.Pause != nil:
			b.present(path+".pause", *of.Pause, f, stays)
		case of.Clock != nil:
			b.present(path+".clock.leader", leaderNames{One: &of.Clock.Leader}, f, stays)
		case of.Leave != nil:
			b.leave(path+".leave", f, stays)
		}
	}
	for i, step := range b.file.Script {
		leader, ok := b.index[step.Leader]
		if ok && time.Duration(step.At) < stays[leader].from {
			b.fail(indexed("script", b.steps[i])+".leader", "", "%s joins at %s only", step.Leader, quantity.Span(stays[leader].from))
		}
	}
}

// stays tells when each leader is there, and reports who leaves twice.
func (b *builder) stays(faults []model.Fault) []stay {
	stays := make([]stay, len(b.members))
	for i := range stays {
		stays[i] = stay{until: time.Duration(maxSpan), leaves: -1}
	}
	for i, f := range faults {
		if f.Kind != model.Join && f.Kind != model.Leave {
			continue
		}
		s := &stays[f.Leaders[0]]
		switch {
		case f.Kind == model.Join:
			s.from = f.At
		case s.leaves >= 0:
			b.fail(indexed("faults", i)+".leave", "", "%s leaves twice; first in %s.leave", b.members[f.Leaders[0]].Name, indexed("faults", s.leaves))
		default:
			s.until, s.leaves = f.At, i
		}
	}
	return stays
}

// present reports leaders that a fault strikes before they have joined or after they
// have left.
func (b *builder) present(path string, names leaderNames, f model.Fault, stays []stay) {
	for j, leader := range f.Leaders {
		at := path
		if names.One == nil {
			at = indexed(path, j)
		}
		switch s, name := stays[leader], b.members[leader].Name; {
		case f.At < s.from:
			b.fail(at, "", "%s joins at %s only", name, quantity.Span(s.from))
		case f.At >= s.until:
			b.fail(at, "", "%s has left at %s", name, quantity.Span(s.until))
		}
	}
}

// leave checks that the leader has come, and that others stay. Of those who leave
// together the last in the file is the last.
func (b *builder) leave(path string, f model.Fault, stays []stay) {
	leader, others := f.Leaders[0], 0
	for i, s := range stays {
		if i != leader && s.from <= f.At && (f.At < s.until || f.At == s.until && s.leaves > stays[leader].leaves) {
			others++
		}
	}
	name, single := b.members[leader].Name, b.file.Replication.Mode.Single
	switch {
	case f.At <= stays[leader].from && b.members[leader].joins:
		b.fail(path, "", "%s joins at %s only", name, quantity.Span(stays[leader].from))
	case others == 0:
		b.fail(path, "", "%s is the last; nobody would be left", name)
	case single != nil && single.Leader == name && single.Failover.Time == nil:
		b.fail(path, "replication.mode: {single-leader: {failover: 10s}}", "%s leads, and without failover nobody would after it", name)
	}
}
