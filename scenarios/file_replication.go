package scenarios

import "github.com/mlrsim/mlrsim/scenarios/quantity"

// replication mirrors the section of that name, with modes and gossip below it.
type replication struct {
	Mode           mode           `json:"mode" jsonschema_description:"Who accepts writes: every leader, a single one (the others follow and serve reads), or quorums of replicas."`
	Ship           ship           `json:"ship" jsonschema_description:"When changes leave their leader."`
	FanOut         fanOut         `json:"fan_out" jsonschema_description:"To all peers at once, or one after another."`
	Propagation    propagation    `json:"propagation" jsonschema_description:"direct: to the neighbours. gossip: leaders tell random neighbours what they have learned."`
	Apply          apply          `json:"apply" jsonschema_description:"What applying a change costs the receiver."`
	Order          order          `json:"order" jsonschema_description:"causal holds a change until all that it depends on has been applied."`
	Forward        forward        `json:"forward" jsonschema_description:"Whether leaders pass on the changes of others; auto: where the topology is not complete."`
	LoopPrevention loopPrevention `json:"loop_prevention" jsonschema_description:"What keeps a forwarded change from circling."`
	Acknowledge    acknowledge    `json:"acknowledge" jsonschema_description:"When the client that wrote is answered."`
	MinorityReads  minorityReads  `json:"minority_reads,omitempty" jsonschema_description:"With certification: whether a leader without a majority serves reads, as of when it had one, or refuses them as it does writes. serve if left out; other strategies have no use for it."`
	AntiEntropy    antiEntropy    `json:"anti_entropy" jsonschema_description:"Leaders compare their rows with a random neighbour's, and exchange what differs."`
	Reroute        reroute        `json:"reroute" jsonschema_description:"The neighbours of a leader that is down are joined to each other, until it is back."`
}

type mode struct {
	Word   string        `json:"-" form:"word"`
	Single *singleLeader `json:"single-leader,omitempty" jsonschema_description:"One leader accepts writes; the others follow it."`
	Quorum *quorum       `json:"quorum,omitempty" jsonschema_description:"Each row has n replicas, of which some must answer each operation (Dynamo)."`
}

type singleLeader struct {
	Leader   string    `json:"leader,omitempty" jsonschema_description:"Who leads in the beginning; the first if left out."`
	Failover onlyAfter `json:"failover" jsonschema_description:"When no majority has reached the leader for so long, one of that majority comes to lead; never if left out."`
	Fenced   bool      `json:"fenced" jsonschema_description:"A leader that has reached no majority for so long accepts no more writes; true if left out."`
}

// onlyAfter is a time after which something happens, or never.
type onlyAfter struct {
	Word string         `json:"-" form:"word"`
	Time *quantity.Span `json:"-" form:"scalar"`
}

type quorum struct {
	N             *int  `json:"n,omitempty" jsonschema_description:"Replicas of each row; 3 if left out, or all of fewer leaders."`
	R             *int  `json:"r,omitempty" jsonschema_description:"Replicas that must answer a read; a majority if left out."`
	W             *int  `json:"w,omitempty" jsonschema_description:"Replicas that must acknowledge a write; a majority if left out."`
	ReadRepair    bool  `json:"read_repair" jsonschema_description:"A read sends what it found newest to the replicas that answered with less."`
	HintedHandoff bool  `json:"hinted_handoff" jsonschema_description:"A coordinator keeps a write for a replica that it cannot reach, and hands it over later."`
	Sloppy        bool  `json:"sloppy" jsonschema_description:"Leaders that are no replicas of the row stand in for those that cannot be reached, and hand over later."`
	Partial       bool  `json:"partial" jsonschema_description:"An operation asks just as many replicas, at random, as must answer; else all n."`
	Legs          *legs `json:"legs,omitempty" jsonschema_description:"The one-way delays of WARS (Bailis et al. 2012), each drawn for every replica, the coordinator's own too."`
}

type legs struct {
	Write    *law `json:"write,omitempty" jsonschema_description:"Of a write to a replica; network.latency if left out, as for each leg."`
	Ack      *law `json:"ack,omitempty" jsonschema_description:"Of its acknowledgement."`
	Read     *law `json:"read,omitempty" jsonschema_description:"Of a read to a replica."`
	Response *law `json:"response,omitempty" jsonschema_description:"Of its answer."`
}

type ship struct {
	Word  string         `json:"-" form:"word"`
	Every *quantity.Span `json:"every" jsonschema:"required" jsonschema_description:"In batches, all leaders on this beat."`
}

type fanOut struct {
	Word   string         `json:"-" form:"word"`
	Serial *quantity.Span `json:"serial" jsonschema:"required" jsonschema_description:"So long for each row and peer."`
}

type propagation struct {
	Word   string  `json:"-" form:"word"`
	Gossip *gossip `json:"gossip" jsonschema:"required" jsonschema_description:"Rumor mongering (Demers et al. 1987)."`
}

type gossip struct {
	Style  gossipStyle   `json:"style" jsonschema_description:"Who tells: the caller (push), whom it calls (pull), both; push if left out."`
	Every  quantity.Span `json:"every" jsonschema:"required" jsonschema_description:"Between a leader's contacts."`
	Rounds rounds        `json:"rounds" jsonschema_description:"All leaders' contacts together, in cycles, or at exponential gaps (poisson); together if left out."`
	Peers  int           `json:"peers" jsonschema_description:"Neighbours for each contact; 1 if left out."`
	Stop   stop          `json:"stop" jsonschema_description:"When a leader loses interest in a change; {counter: 3} if left out."`
}

type stop struct {
	Word    string `json:"-" form:"word"`
	Counter *int   `json:"counter,omitempty" jsonschema_description:"After so many contacts in vain in a row."`
	Coin    *int   `json:"coin,omitempty" jsonschema_description:"With the probability one in so many, at each contact in vain."`
}

type apply struct {
	Time    law `json:"time" jsonschema_description:"Service time of a change: constant or a distribution."`
	Workers int `json:"workers" jsonschema_description:"Changes that a leader serves at a time."`
}

type acknowledge struct {
	Word  string `json:"-" form:"word"`
	Peers *int   `json:"peers" jsonschema:"required" jsonschema_description:"So many other leaders must have received the change."`
}

type antiEntropy struct {
	Word  string         `json:"-" form:"word"`
	Every *quantity.Span `json:"every" jsonschema:"required" jsonschema_description:"Each leader so often."`
}

type reroute struct {
	Word  string         `json:"-" form:"word"`
	After *quantity.Span `json:"after" jsonschema:"required" jsonschema_description:"The leader has been down for so long."`
}
