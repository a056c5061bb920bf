package bruteforce

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

// possible is what of a sketch can have happened, as far as leaders come and go and
// quorums answer.
func possible(run Run, sketch []history.Event) (rest []history.Event) {
	p := presence{in: newStates(run).in, answered: set[reply]{}, probed: set[model.WriteID]{}}
	for _, event := range sketch {
		if !p.allows(event) {
			continue
		}
		if r, ok := event.(*model.ReadSeen); ok && r.Read > 0 {
			heard := *r
			heard.Heard = p.heard(r)
			event = &heard
		}
		rest = append(rest, event)
	}
	return rest
}

// presence is which leaders are there, and who has been answered.
type presence struct {
	in       []bool
	answered set[reply]
	probed   set[model.WriteID]
}

// reply is to a read, about a row, from a leader.
type reply struct {
	read   uint64
	row    uint32
	leader int
}

// heard are the leaders whose answers a read can have heard.
func (p *presence) heard(r *model.ReadSeen) (leaders []int) {
	for _, leader := range r.Heard {
		if p.answered.has(reply{r.Read, r.Row, leader}) {
			leaders = append(leaders, leader)
		}
	}
	return leaders
}

func (p *presence) allows(event history.Event) bool {
	switch e := event.(type) {
	case *model.Commit:
		return p.in[e.Write.Origin]
	case *model.Apply:
		return p.in[e.Leader]
	case *model.Answer:
		if p.in[e.Leader] {
			p.answered.add(reply{e.Read, e.Row, e.Leader})
		}
		return p.in[e.Leader]
	case *model.ReadSeen:
		return p.in[e.Leader] && (e.Read == 0 || len(p.heard(e)) > 0)
	case *model.Probe:
		again := p.probed.has(e.Write)
		p.probed.add(e.Write)
		return !again && !slices.ContainsFunc(e.Legs, func(leg model.ProbeLeg) bool { return !p.in[leg.Leader] })
	case *model.Transfer:
		return p.allowsTransfer(e)
	}
	return true
}

// allowsTransfer: those who are there copy from others who are, or begin with
// nothing; only others can join; somebody stays.
func (p *presence) allowsTransfer(x *model.Transfer) bool {
	copies := x.From != model.Nobody
	if joins := x.Why == model.ByJoin; p.in[x.Leader] == joins || copies && (x.From == x.Leader || !p.in[x.From]) {
		return false
	}
	if x.Why == model.ByLeave && (copies || !p.othersThan(x.Leader)) {
		return false
	}
	p.in[x.Leader] = x.Why != model.ByLeave
	return true
}

func (p *presence) othersThan(leader int) bool {
	others := slices.Clone(p.in)
	others[leader] = false
	return slices.Contains(others, true)
}
