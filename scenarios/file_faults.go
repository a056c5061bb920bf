package scenarios

import "github.com/mlrsim/mlrsim/scenarios/quantity"

// fault is of one kind: one of the keys after For, but Disk, is given.
type fault struct {
	At        quantity.Span  `json:"at" jsonschema_description:"When it begins; required but for random, where it is 0s if left out."`
	For       *quantity.Span `json:"for,omitempty" jsonschema_description:"How long it lasts; to the end of the load if left out."`
	Partition *partition     `json:"partition,omitempty" jsonschema_description:"Groups between which all links are cut (leaders in none form one more), or the name of a shape that divides them."`
	Cut       *cut           `json:"cut,omitempty" jsonschema_description:"A link that is cut, one way."`
	Crash     *leaderNames   `json:"crash,omitempty" jsonschema_description:"Leaders that stop, and restart."`
	Disk      disk           `json:"disk,omitempty" jsonschema_description:"crash: what is left of the disk at the restart: all (kept, if left out), or nothing (lost), and then the leader copies a peer's."`
	Pause     *leaderNames   `json:"pause,omitempty" jsonschema_description:"Leaders at which nothing runs; what comes meanwhile waits."`
	Slow      *slow          `json:"slow,omitempty" jsonschema_description:"A link, or all, whose delays are so many times as long."`
	Loss      *loss          `json:"loss,omitempty" jsonschema_description:"A link, or all, that lose a share of what they carry, beside network.loss."`
	Clock     *clockFault    `json:"clock,omitempty" jsonschema_description:"A leader's clock that is set, or runs at another speed."`
	Join      *leader        `json:"join,omitempty" jsonschema_description:"A leader that is not there before: it copies the replica of the nearest, and counts from then on."`
	Leave     *string        `json:"leave,omitempty" jsonschema_description:"A leader that counts no more; what it has sent arrives."`
	Random    *random        `json:"random,omitempty" jsonschema_description:"Faults of one kind again and again, at random."`
}

type partition struct {
	Word   string         `json:"-" form:"word"`
	Groups [][]string     `json:"-" form:"list"`
	Shape  partitionShape `json:"shape" jsonschema:"required" jsonschema_description:"How the leaders are divided, after Jepsen."`
	Period *quantity.Span `json:"period,omitempty" jsonschema_description:"flapping: from cut to cut; a tenth of the fault's length if left out, at least 100ms."`
}

type cut struct {
	From     string `json:"from" jsonschema:"required"`
	To       string `json:"to" jsonschema:"required"`
	BothWays bool   `json:"both_ways,omitempty" jsonschema_description:"The link back is cut too."`
}

// line is a link, or all links if it is left out.
type line struct {
	From     string `json:"from,omitempty" jsonschema_description:"The link's ends; all links if both are left out."`
	To       string `json:"to,omitempty"`
	BothWays bool   `json:"both_ways,omitempty" jsonschema_description:"The link back too."`
}

type slow struct {
	line
	Factor float64 `json:"factor" jsonschema:"required" jsonschema_description:"Delays are so many times as long."`
}

type loss struct {
	line
	Share quantity.Share `json:"share" jsonschema:"required" jsonschema_description:"Of transmissions that are lost."`
}

type clockFault struct {
	Leader string             `json:"leader" jsonschema:"required" jsonschema_description:"Whose clock."`
	Step   *quantity.Duration `json:"step,omitempty" jsonschema_description:"Added to what it shows, undone after for; without for it is for good."`
	Drift  *quantity.Drift    `json:"drift,omitempty" jsonschema_description:"How much faster it runs while this lasts; what it has gained stays."`
}

type random struct {
	Kind    randomKind     `json:"kind" jsonschema:"required" jsonschema_description:"What goes wrong each time."`
	Every   quantity.Span  `json:"every" jsonschema:"required" jsonschema_description:"Mean of the exponential gaps between one and the next."`
	For     quantity.Span  `json:"for" jsonschema:"required" jsonschema_description:"Mean of their exponential lengths."`
	Shape   partitionShape `json:"shape,omitempty" jsonschema_description:"partition: how the leaders are divided; random-halves if left out."`
	Period  *quantity.Span `json:"period,omitempty" jsonschema_description:"flapping: from cut to cut; a tenth of for if left out, at least 100ms."`
	Leaders *leaderNames   `json:"leaders,omitempty" jsonschema_description:"crash, pause: those of whom one is struck each time; all if left out."`
	Disk    disk           `json:"disk,omitempty" jsonschema_description:"crash: what is left of the disk; kept if left out."`
	line
	Factor *float64        `json:"factor,omitempty" jsonschema_description:"slow: delays are so many times as long."`
	Share  *quantity.Share `json:"share,omitempty" jsonschema_description:"loss: of transmissions that are lost."`
}

// leaderNames is one name or a list of names.
type leaderNames struct {
	One  *string  `json:"-" form:"scalar"`
	List []string `json:"-" form:"list"`
}
