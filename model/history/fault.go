package history

import (
	"fmt"
	"time"

	"github.com/mlrsim/mlrsim/model"
)

// An event carries its whole fault, so that a record can be judged without the
// configuration that it came from.

func appendFault(line []byte, f *model.Fault) []byte {
	line = fmt.Appendf(line, `{"kind":%q,"at":%d,"for":%d`, f.Kind.String(), f.At, f.For)
	if len(f.Groups) > 0 {
		line = append(line, `,"groups":`...)
		line = appendLists(line, f.Groups)
	}
	if len(f.Links) > 0 {
		line = append(line, `,"links":[`...)
		for i, link := range f.Links {
			if i > 0 {
				line = append(line, ',')
			}
			line = appendList(line, link[:])
		}
		line = append(line, ']')
	}
	if len(f.Leaders) > 0 {
		line = append(line, `,"leaders":`...)
		line = appendList(line, f.Leaders)
	}
	return append(line, '}')
}

func appendLists(line []byte, lists [][]int) []byte {
	line = append(line, '[')
	for i, list := range lists {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendList(line, list)
	}
	return append(line, ']')
}

func (p *player) fault() *model.Fault {
	f := &model.Fault{}
	for p.open('{'); p.field(); {
		switch string(p.name) {
		case "kind":
			f.Kind = named(&p.scanner, faultKinds)
		case "at":
			f.At = number[time.Duration](&p.scanner)
		case "for":
			f.For = number[time.Duration](&p.scanner)
		case "groups":
			f.Groups = p.groups()
		case "links":
			f.Links = p.links()
		case "leaders":
			f.Leaders = p.leaders(nil)
		default:
			p.unknownField()
		}
	}
	return f
}

func (p *player) groups() (groups [][]int) {
	for p.open('['); p.more(']'); {
		groups = append(groups, p.leaders([]int{}))
	}
	return groups
}

func (p *player) links() (links [][2]int) {
	for p.open('['); p.more(']'); {
		ends := p.leaders(nil)
		if len(ends) != 2 {
			p.failf("a link joins 2 leaders, not %d", len(ends))
			return links
		}
		links = append(links, [2]int(ends))
	}
	return links
}

func (p *player) leaders(list []int) []int {
	for p.open('['); p.more(']'); {
		list = append(list, p.leader())
	}
	return list
}
