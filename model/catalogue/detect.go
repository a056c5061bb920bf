package catalogue

var detectEntries = entriesOf("detect", "conflicts.detect",
	Entry{
		Name:  "none",
		Short: "conflicts are not looked for: the strategy is asked each time, nothing is reported",
		Long: "Cassandra and DynamoDB compare timestamps at every write, whether the writes were concurrent or not, and " +
			"tell nobody. MySQL's replication applies what comes. What gets lost shows in lost_updates alone.",
		Source: "Apache Cassandra documentation, Dynamo: versioned data and tunable consistency; MySQL 8.4 Reference Manual, ch. 19 Replication",
	},
	Entry{
		Name:  "before-image",
		Short: "the row held is not the one that the change replaced at its origin",
		Long: "A change carries what its origin held before, and the receiver compares. Where rows hold values it is these " +
			"that are compared, so that a value which came back looks as if nothing had happened. A change that " +
			"comes before its cause is taken for a conflict. Oracle's replication, GoldenGate, SymmetricDS; SQL Server " +
			"peer-to-peer and NDB compare the version of the row instead.",
		Source: "Oracle7 Server Distributed Systems, vol. II, ch. 6; Oracle GoldenGate, Conflict Detection and Resolution: COMPARECOLS",
	},
	Entry{
		Name:  "origin",
		Short: "the version held was written by another leader than the change",
		Long: "It costs nothing but a note of the origin with each row, and says little: a row that another leader wrote " +
			"long ago, and that everybody has seen, is reported at its next update (false_conflicts); a change that " +
			"meets a row of its own leader never is. PostgreSQL 18, EDB Postgres Distributed, pgactive, Spock.",
		Source: "PostgreSQL 18 documentation, §29.7 Conflicts; EDB Postgres Distributed 5.6, Conflicts: row_origin",
	},
	Entry{
		Name:  "timestamp",
		Short: "the version held is stamped later than the change",
		Long: "Who comes too late by the clocks is reported, so of two concurrent writes the one that loses, where it meets " +
			"the winner. What is overwritten on arrival is not, and wrong clocks make conflicts of writes that " +
			"saw each other.",
		Source: "the write rule of Thomas 1979; Couchbase Server 7.6 documentation, XDCR Conflict Resolution",
	},
	Entry{
		Name:  "version-vector",
		Short: "neither version saw the other",
		Long: "Exactly the concurrent writes, whatever the clocks say: each version carries how many writes of each leader " +
			"it has seen, row by row. Dynamo, Riak, CouchDB (by its tree of revisions), SQL Server merge.",
		Source: "Parker et al. 1983, Detection of Mutual Inconsistency in Distributed Systems",
	},
	Entry{
		Name:  "timestamp-before-image",
		Short: "of an update: the version held is not stamped earlier; of a delete: it is not the one that was deleted",
		Long: "NDB$MAX compares the value that arrives with the one that is there, and asks nothing of what the update replaced: " +
			"an update whose clock is behind is refused even by leaders that have just what it changed. A delete brings no new " +
			"value, so it must find the old one, as under NDB$OLD. Columns that are settled one by one are compared by timestamp.",
		Source: "MySQL 9.5 Reference Manual, §25.7.12: NDB$MAX; MySQL Server source, ndb_conflict.cc: row_conflict_fn_max",
	},
)
