package history

import (
	"fmt"
	"strconv"
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
	line = appendTerms(line, f)
	return append(line, '}')
}

// appendTerms appends what only some kinds of faults have.
func appendTerms(line []byte, f *model.Fault) []byte {
	if f.Shape != model.NoShape {
		line = fmt.Appendf(line, `,"shape":%q`, f.Shape.String())
	}
	if f.DiskLost {
		line = append(line, `,"disk_lost":true`...)
	}
	line = appendFraction(line, "factor", f.Factor)
	line = appendFraction(line, "share", f.Share)
	line = appendInteger(line, "period", int64(f.Period))
	line = appendInteger(line, "step", int64(f.Step))
	line = appendInteger(line, "drift", f.Drift)
	return appendInteger(line, "every", int64(f.Every))
}

func appendInteger(line []byte, name string, n int64) []byte {
	if n == 0 {
		return line
	}
	return fmt.Appendf(line, `,%q:%d`, name, n)
}

func appendFraction(line []byte, name string, n float64) []byte {
	if n == 0 {
		return line
	}
	return strconv.AppendFloat(fmt.Appendf(line, `,%q:`, name), n, 'g', -1, 64)
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
			p.term(f)
		}
	}
	return f
}

func (p *player) term(f *model.Fault) {
	switch string(p.name) {
	case "shape":
		f.Shape = named(&p.scanner, shapes)
	case "disk_lost":
		f.DiskLost = p.flag()
	case "factor":
		f.Factor = p.fraction()
	case "share":
		f.Share = p.fraction()
	case "period":
		f.Period = number[time.Duration](&p.scanner)
	case "step":
		f.Step = number[time.Duration](&p.scanner)
	case "drift":
		f.Drift = number[int64](&p.scanner)
	case "every":
		f.Every = number[time.Duration](&p.scanner)
	default:
		p.unknownField()
	}
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
