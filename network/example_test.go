package network_test

import (
	"fmt"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Two messages on a FIFO link, of which the second is on its way when the link is
// cut. Its event comes when it would have arrived, and is stale.
func Example() {
	queue := sim.NewQueue()
	net, err := network.New(network.Config{
		Nodes:   []string{"paris", "tokyo"},
		Latency: network.Latency{Law: sim.Constant(100 * time.Millisecond)},
	}, 1, queue)
	if err != nil {
		fmt.Println(err)
		return
	}
	toTokyo := net.LinkOf(0, 1)
	net.MayBeCut(toTokyo)

	const first, second, cut, heal = 1, 2, 3, 4
	at := func(ms int64) sim.Time { return sim.Time(0).Add(time.Duration(ms) * time.Millisecond) }
	net.Send(at(0), toTokyo, network.Message{Key: first, Draw: first})
	net.Send(at(30), toTokyo, network.Message{Key: second, Draw: second})
	queue.Push(at(110), cut)
	queue.Push(at(500), heal)

	for e, ok := queue.Pop(); ok; e, ok = queue.Pop() {
		switch e.Key {
		case cut:
			net.Cut(e.At, toTokyo)
			fmt.Println(e.At, "cut")
		case heal:
			net.Heal(e.At, toTokyo)
			fmt.Println(e.At, "healed")
		default:
			fmt.Println(e.At, "message", e.Key, net.Arrive(e.At, toTokyo, e.Key))
		}
	}
	// Output:
	// 100ms message 1 delivered
	// 110ms cut
	// 130ms message 2 superseded
	// 500ms healed
	// 600ms message 2 delivered
}

// The delays between the regions of a scenario's leaders.
func ExampleRegions_OneWay() {
	azure, err := network.LookupRegions("azure")
	if err != nil {
		fmt.Println(err)
		return
	}
	delays, err := azure.OneWay([]string{"eastus", "uksouth"})
	fmt.Println(delays, err)
	// Output: [[0s 40ms] [40ms 0s]] <nil>
}
