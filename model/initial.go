package model

import "github.com/mlrsim/mlrsim/model/value"

// Initial is what a client reads of a row that is there from the beginning, until it is
// written: nil if rows hold no values, or such a row has none yet.
func (c *Cluster) Initial() value.Value {
	if !c.contents.on || c.contents.loaded == nil {
		return nil
	}
	return c.contents.data.Read(c.contents.loaded)
}
