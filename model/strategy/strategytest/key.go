package strategytest

import (
	"encoding/binary"

	"github.com/mlrsim/mlrsim/model/value"
)

// key encodes all of a state that its future depends on: states of one key are one.
func (w *world) key(b []byte, s *state) []byte {
	b = appendNumbers(b, uint64(len(s.writes)), uint64(s.stopped), uint64(s.loaded))
	for i := range s.writes {
		b = append(b, s.writes[i].code...)
	}
	for i := range s.leaders {
		b = w.appendLeader(b, &s.leaders[i])
	}
	for _, queue := range s.links {
		b = binary.AppendUvarint(b, uint64(len(queue)))
		for _, m := range queue {
			b = appendNumbers(b, uint64(m.write), uint64(m.path))
		}
	}
	return b
}

func (w *world) appendWrite(b []byte, r *write) []byte {
	flags := uint64(0)
	for i, set := range [...]bool{r.insert, r.makes, r.version.Delete, r.shadowed} {
		if set {
			flags |= 1 << i
		}
	}
	b = appendNumbers(b, uint64(r.version.Stamp.Origin), flags, uint64(r.seen), uint64(r.had), uint64(r.before))
	if w.valued {
		b = value.AppendText(value.AppendText(b, value.Key(r.value)), value.Key(r.base))
	}
	return b
}

func (w *world) appendLeader(b []byte, l *leader) []byte {
	b = appendNumbers(b, uint64(l.known), uint64(l.had), uint64(len(l.items)))
	for _, it := range l.items {
		b = binary.AppendUvarint(b, uint64(it.ids)<<1|uint64(min(1, len(it.made))))
		b = append(b, it.made...)
	}
	return b
}

func appendNumbers(b []byte, numbers ...uint64) []byte {
	for _, n := range numbers {
		b = binary.AppendUvarint(b, n)
	}
	return b
}
