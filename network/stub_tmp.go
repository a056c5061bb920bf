package network

import "github.com/mlrsim/mlrsim/sim"

func (n *Network) AddLoss(now sim.Time, l Link, share float64)    {}
func (n *Network) RemoveLoss(now sim.Time, l Link, share float64) {}
