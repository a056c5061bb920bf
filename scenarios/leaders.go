package scenarios

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// MaxLeaders is the largest number of leaders of a scenario.
const MaxLeaders = 4096

const maxPriority = 1 << 30

// complete turns all forms of leaders into a list. Where regions matter, a leader's
// region is its name unless it has one.
func (s *leaderSet) complete(regions bool) {
	if s.Count != nil && *s.Count <= MaxLeaders {
		for i := range *s.Count {
			s.List = append(s.List, leader{Name: fmt.Sprintf("n%d", i+1), Load: 1})
		}
		s.Count = nil
	}
	for i := range s.List {
		s.List[i].complete(regions)
	}
}

func (l *leader) complete(regions bool) {
	if l.Plain != nil {
		l.Name, l.Plain = *l.Plain, nil
	}
	if l.Region == "" && regions {
		l.Region = l.Name
	}
}

// member is a leader of the run: one of the beginning, or one that a fault joins.
type member struct {
	leader
	path  string // of its entry
	joins bool
}

// members are all leaders, by their number in model.Config.
func (f *file) members() []member {
	var list []member
	for i, l := range f.Leaders.List {
		list = append(list, member{l, indexed("leaders", i), false})
	}
	for i, fault := range f.Faults {
		if fault.Join != nil {
			list = append(list, member{*fault.Join, indexed("faults", i) + ".join", true})
		}
	}
	return list
}

func (b *builder) leaders() []model.LeaderConfig {
	s := b.file.Leaders
	if count := s.Count; count != nil && (*count < 1 || *count > MaxLeaders) {
		b.fail("leaders", "", "%d leaders; there are between 1 and %d", *count, MaxLeaders)
	} else if s.List != nil && len(s.List) == 0 || s.List == nil && b.given("leaders") && b.ok("leaders") {
		b.fail("leaders", "a number, or a list of at least one", "there is no leader")
	}
	if all := len(b.members); all > MaxLeaders {
		b.fail("leaders", "", "%d leaders are too many; %d is the most", all, MaxLeaders)
	}
	var list []model.LeaderConfig
	for i, m := range b.members {
		b.name(m.path, i, m.leader)
		c := b.leaderConfig(m.path, m.leader)
		c.Joins = m.joins
		list = append(list, c)
	}
	return list
}

// name checks a leader's name and enters it in the index.
func (b *builder) name(path string, i int, l leader) {
	entry := path
	if b.given(path + ".name") {
		path += ".name"
	}
	first, twice := b.index[l.Name]
	switch {
	case b.exact[entry] || b.exact[entry+".name"]:
		b.nameless = true
	case twice:
		b.fail(path, "a name of its own", "the name %s is taken by %s", l.Name, b.members[first].path)
	case l.Name == "" || len(l.Name) > maxName || strings.ContainsFunc(l.Name, unnameable):
		b.fail(path, "at most 100 letters, digits and the like", "%q is no name for a leader", l.Name)
		b.nameless = true
	default:
		b.index[l.Name] = i
	}
}

// unnameable characters would not survive a CSV file, a path or a terminal.
func unnameable(r rune) bool {
	return !unicode.IsPrint(r) || strings.ContainsRune("\"'\\,/|:", r)
}

func (b *builder) leaderConfig(path string, l leader) model.LeaderConfig {
	b.between(path+".load", l.Load, 0, 1e6)
	b.between(path+".priority", float64(l.Priority), -maxPriority, maxPriority)
	b.clock(path+".clock", l.Clock)
	return model.LeaderConfig{
		Name: l.Name, Region: l.Region, Priority: int(l.Priority), Load: l.Load,
		Clock: model.ClockConfig{
			Offset: time.Duration(l.Clock.Offset), Drift: int64(l.Clock.Drift),
			Jitter: time.Duration(l.Clock.Jitter), Resolution: time.Duration(l.Clock.Resolution),
		},
	}
}

func (b *builder) clock(path string, c clock) {
	const most = quantity.Duration(maxSpan)
	if c.Offset > most || c.Offset < -most {
		b.fail(path+".offset", "", "%s is more than a clock can be wrong (%s)", c.Offset, most)
	}
	if c.Jitter > maxSpan {
		b.fail(path+".jitter", "", "%s is more than a clock can be wrong (%s)", c.Jitter, most)
	}
	if c.Resolution > maxSpan {
		b.fail(path+".resolution", "", "%s is coarser than a clock can be (%s)", c.Resolution, most)
	}
}
