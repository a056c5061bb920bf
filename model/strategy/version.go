package strategy

import "github.com/mlrsim/mlrsim/model/value"

// Stamp is a timestamp that a leader's clock gave to a write.
type Stamp = value.Stamp

// Version is what a leader knows of one version of a row: what the row's header
// or a replication log record would carry, and nothing that only the oracle sees.
// The zero Version is what a row held before any write.
type Version struct {
	ID       uint64 // identity; of two versions of one origin the later has the larger
	Stamp    Stamp
	Seq      uint32 // the origin's count of its writes: with Stamp.Origin the version's dot
	Priority int16  // of the origin; the larger wins
	Delete   bool   // a tombstone
}
