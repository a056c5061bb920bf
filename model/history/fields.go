package history

import (
	"strconv"

	"github.com/mlrsim/mlrsim/model"
)

// What the fields of several events are made of, read with the checks that an
// observer relies on.

func (p *player) leader() int {
	leader := number[int](&p.scanner)
	if leader < 0 || leader >= len(p.header.Leaders) {
		p.failf("leader %d of %d", leader, len(p.header.Leaders))
		return 0
	}
	return leader
}

// leaderOrNone reads who served an operation: -1 is nobody.
func (p *player) leaderOrNone() int {
	if p.peek() != '-' {
		return p.leader()
	}
	if none := number[int](&p.scanner); none != -1 {
		p.failf("leader %d", none)
	}
	return -1
}

// id reads the number of a write that has been committed, or 0.
func (p *player) id() model.WriteID {
	id := number[model.WriteID](&p.scanner)
	if id > p.writes.last {
		p.failf("write %d has not been committed", id)
		return 0
	}
	return id
}

func (p *player) ids(list []model.WriteID) []model.WriteID {
	for p.open('['); p.more(']'); {
		list = append(list, p.id())
	}
	return list
}

func (p *player) committed() *model.Write {
	id := p.id()
	if id == 0 {
		p.failf("write 0: writes are numbered from 1")
		return nil
	}
	return p.writes.of(id)
}

func (p *player) stamp() (s model.Stamp) {
	for p.open('{'); p.field(); {
		switch string(p.name) {
		case "time":
			s.L = number[int64](&p.scanner)
		case "count":
			s.C = number[uint32](&p.scanner)
		case "origin":
			s.Origin = uint16(p.leader())
		default:
			p.unknownField()
		}
	}
	return s
}

// arena holds the writes of a run in chunks, so that none moves.
type arena struct {
	chunks [][]model.Write
	last   model.WriteID
}

const chunk = 1024

// next makes room for the next write.
func (a *arena) next() *model.Write {
	at := int(a.last % chunk)
	if at == 0 {
		a.chunks = append(a.chunks, make([]model.Write, chunk))
	}
	a.last++
	return &a.chunks[len(a.chunks)-1][at]
}

func (a *arena) of(id model.WriteID) *model.Write {
	return &a.chunks[(id-1)/chunk][(id-1)%chunk]
}

func appendList[T ~int | ~uint64](line []byte, list []T) []byte {
	line = append(line, '[')
	for i, n := range list {
		if i > 0 {
			line = append(line, ',')
		}
		line = strconv.AppendUint(line, uint64(n), 10)
	}
	return append(line, ']')
}
