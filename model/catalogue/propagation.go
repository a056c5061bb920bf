package catalogue

import "slices"

const propagation = "propagation"

var propagationEntries = slices.Concat(
	modeEntries, whenEntries, wayEntries, loopEntries, answerEntries, minorityEntries, repairEntries,
)

var modeEntries = entriesOf(propagation, "replication.mode",
	Entry{
		Name:   "multi-leader",
		Short:  "every leader commits on its own, and sends the others what it did",
		Long:   "Update anywhere, lazily: no client waits for another continent, and writes that meet are in conflict.",
		Source: "Gray, Helland, O'Neil, Shasha 1996, The Dangers of Replication: lazy group replication",
	},
	Entry{
		Name:  "single-leader",
		Short: "one leader commits, the others follow and serve reads",
		Long: "No conflicts, except where a leader that was taken for lost goes on: what it had not shipped by then is rolled " +
			"back. See failover and fenced in the scenario file.",
		Source: "Gray et al. 1996: lazy master replication",
	},
	Entry{
		Name:  "quorum",
		Short: "each row has n replicas, of which w must acknowledge a write and r answer a read",
		Long: "With r + w > n a read meets the last write at one replica at least. Read repair, hinted handoff and " +
			"stand-ins (sloppy) are keys of the mode; legs are the delays of WARS.",
		Source: "Gifford 1979, Weighted Voting for Replicated Data; DeCandia et al. 2007, Dynamo, §4.5; Bailis et al. 2012, PBS",
	},
)

var whenEntries = slices.Concat(
	entriesOf(propagation, "replication.ship",
		Entry{
			Name:   "immediately",
			Short:  "a change leaves its leader when it is committed",
			Long:   "Streams of a log, as in MySQL, PostgreSQL and most others. The delay is the network's.",
			Source: "MySQL 8.4 Reference Manual, §19.2 Replication Implementation",
		},
		Entry{
			Name:   "every",
			Short:  "changes leave in batches, all leaders on one beat",
			Long:   "Jobs that push and pull, merge agents on a schedule. The window in which writes collide is as long as the beat.",
			Source: "SymmetricDS User Guide, Jobs",
		},
	),
	entriesOf(propagation, "replication.fan_out",
		Entry{
			Name:   "parallel",
			Short:  "to all peers at once",
			Long:   "Each peer has a stream of its own, and a slow one holds up nobody.",
			Source: "MySQL 8.4 Reference Manual, §19.2: a dump thread for each replica",
		},
		Entry{
			Name:   "serial",
			Short:  "to one peer after another, so long for each row and peer",
			Long:   "A transaction grows longer with every replica, and the number of conflicts with the cube of them.",
			Source: "Gray et al. 1996, §4",
		},
	),
	entriesOf(propagation, "replication.order",
		Entry{
			Name:   "arrival",
			Short:  "changes are applied as they come",
			Long:   "Streams keep the order of each leader, and nothing keeps that of several: an update may come before its insert.",
			Source: "Oracle7 Server Distributed Systems, vol. II, ch. 6: ordering conflicts",
		},
		Entry{
			Name:  "causal",
			Short: "a change waits until all that it depends on has been applied",
			Long: "By a vector over all leaders, so what is lost for good blocks what came after it. Effects never show before " +
				"their causes; concurrent writes are in conflict all the same.",
			Source: "Birman, Schiper, Stephenson 1991, Lightweight Causal and Atomic Group Multicast",
		},
	),
)

var wayEntries = slices.Concat(
	entriesOf(propagation, "replication.propagation",
		Entry{
			Name:   "direct",
			Short:  "each change is sent once, along the links of the topology",
			Long:   "What a link loses for good, or a leader did not forward, is not brought again.",
			Source: "Demers et al. 1987, §1.2 direct mail",
		},
		Entry{
			Name:   "gossip",
			Short:  "leaders tell random neighbours what is news to them, until they lose interest",
			Long:   "Rumor mongering: push, pull or both; interest ends by a counter or a coin, and a few may never hear of it (the residue).",
			Source: "Demers et al. 1987, Epidemic Algorithms, §1.4",
		},
	),
	entriesOf(propagation, "replication.forward",
		Entry{
			Name:   "auto",
			Short:  "leaders pass changes on where some are not joined to each other",
			Long:   "What a ring, a star or a chain needs, and a full mesh does not: MySQL's log_replica_updates.",
			Source: "MySQL 8.4 Reference Manual, §19.1.6: log_replica_updates",
		},
		Entry{
			Name:   "always",
			Short:  "leaders pass on what they get, everywhere",
			Long:   "Each change comes along every way and is dropped but once; links that fail have a way round. CouchDB and XDCR.",
			Source: "Apache CouchDB documentation, Introduction to Replication",
		},
		Entry{
			Name:   "never",
			Short:  "changes travel one link",
			Long:   "Only what was written locally is sent, so every pair must be joined: PostgreSQL's origin = none.",
			Source: "PostgreSQL 18 documentation, CREATE SUBSCRIPTION: origin",
		},
	),
)

var loopEntries = entriesOf(propagation, "replication.loop_prevention",
	Entry{
		Name:   "version-vector",
		Short:  "a leader drops a change that it has had before",
		Long:   "By how far it has got with each origin, as sets of executed GTIDs do. Right in every topology, and with members that go.",
		Source: "MySQL 8.4 Reference Manual, §19.1.3 GTIDs; Bayou: Petersen et al. 1997, Flexible Update Propagation",
	},
	Entry{
		Name:  "origin",
		Short: "a leader drops its own changes when they come back",
		Long: "By a server id in the log. In a ring the changes of a leader that has left are nobody's own, and circle " +
			"for ever: the orphan event.",
		Source: "MySQL 8.4 Reference Manual, replicate-same-server-id; MySQL bugs 25998 and 27808",
	},
	Entry{
		Name:   "path",
		Short:  "a change carries the leaders that it has passed, and is not sent there",
		Long:   "Riak's real-time replication between clusters. It does not circle, but comes along every way round.",
		Source: "Riak KV documentation, Multi-Datacenter Replication: cascading realtime writes",
	},
	Entry{
		Name:   "none",
		Short:  "nothing: changes may circle for ever",
		Long:   "To see what the others are for. Kafka's MirrorMaker 2 names no topic after its cluster under IdentityReplicationPolicy, and cannot tell.",
		Source: "Apache Kafka, KIP-382: MirrorMaker 2.0; IdentityReplicationPolicy",
	},
)

var answerEntries = entriesOf(propagation, "replication.acknowledge",
	Entry{
		Name:   "local",
		Short:  "the client is answered when its own leader has committed",
		Long:   "Nobody else is waited for. If the leader is lost for good, so is what it had not shipped.",
		Source: "Gray et al. 1996: lazy replication",
	},
	Entry{
		Name:   "peers",
		Short:  "when so many other leaders have received the change",
		Long:   "Semi-synchronous: the write has a second home, though it may not be visible there. It prevents no conflict.",
		Source: "MySQL 8.4 Reference Manual, §19.4.10 Semisynchronous Replication",
	},
	Entry{
		Name:   "all",
		Short:  "when every other leader has applied it",
		Long:   "A write that is acknowledged is visible everywhere. Writes that wait at the same time are in conflict all the same.",
		Source: "PostgreSQL 18 documentation, synchronous_commit: remote_apply",
	},
)

var minorityEntries = entriesOf(propagation, "replication.minority_reads",
	Entry{
		Name:   "serve",
		Short:  "under certification, a leader without a majority answers reads, older by the second",
		Long:   "MySQL Group Replication; Galera with wsrep_dirty_reads.",
		Source: "MySQL Reference Manual, Group Replication: network partitioning",
	},
	Entry{
		Name:   "refuse",
		Short:  "it refuses them too: nobody reads what others may have overwritten",
		Long:   "Galera, whose nodes outside the primary component serve nothing. It costs availability. Other strategies have no majority to lose.",
		Source: "MariaDB documentation, wsrep_dirty_reads",
	},
)

var repairEntries = slices.Concat(
	entriesOf(propagation, "replication.anti_entropy",
		Entry{
			Name:   "never",
			Short:  "rows are never compared",
			Long:   "What has gone wrong stays, until somebody writes the row again.",
			Source: "Demers et al. 1987, §1.2",
		},
		Entry{
			Name:  "every",
			Short: "leaders compare their rows with a random neighbour's, so often, and exchange what differs",
			Long: "By a tree of hashes, so that rows which agree cost little. What is exchanged meets detection and strategy " +
				"as any change does.",
			Source: "Demers et al. 1987, §1.3; DeCandia et al. 2007, Dynamo, §4.7",
		},
	),
	entriesOf(propagation, "replication.reroute",
		Entry{
			Name:   "never",
			Short:  "the topology stays as it is when a leader is down",
			Long:   "A ring with one leader down is a chain that ends there.",
			Source: "MySQL 8.4 Reference Manual, §19.4",
		},
		Entry{
			Name:   "after",
			Short:  "neighbours of a leader that has been down for so long are joined, until it is back",
			Long:   "What somebody does who closes a ring by hand. The changes of the leader that is out may be orphans then.",
			Source: "MySQL 8.4 Reference Manual, CHANGE REPLICATION SOURCE TO: IGNORE_SERVER_IDS",
		},
	),
)
