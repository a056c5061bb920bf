package scenarios

import "github.com/mlrsim/mlrsim/model"

// Contrast is the same experiment with some values changed, to be run beside it.
type Contrast struct {
	Name   string
	Config model.Config
}
