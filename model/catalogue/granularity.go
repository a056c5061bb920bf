package catalogue

var granularityEntries = entriesOf("granularity", "conflicts.granularity",
	Entry{
		Name:  "row",
		Short: "rows conflict as wholes",
		Long: "Two leaders that write different columns of one row are in conflict, and who loses, loses his column. The rows " +
			"of a transaction (workload.transaction) are applied together and settled one by one, so that it may win in " +
			"one row and lose in the next. That a transaction is settled as a whole, as by NDB$EPOCH_TRANS or " +
			"Informix's scope transaction, is not in this version.",
		Source: "EDB Postgres Distributed 5.6, Conflicts; MySQL 8.4 Reference Manual, NDB Cluster Replication Conflict Resolution",
	},
	Entry{
		Name:  "column",
		Short: "each column is settled by itself, and has an author and a timestamp of its own",
		Long: "Updates of different columns do not touch each other. Two inserts of one row may end as a mixture that no " +
			"client wrote. A delete of the row against an update of a column is about the whole row, and the strategy " +
			"decides as by row; only under last-write-wins and its variants do the columns stay that are later than " +
			"the delete. Cassandra, ScyllaDB, Aerospike's bin convergence; column groups in GoldenGate.",
		Source: "ScyllaDB, docs/dev/timestamp-conflict-resolution.md; EDB Postgres Distributed 5.6, Column-level conflict detection",
	},
)

var deletesEntries = entriesOf("deletes", "conflicts.deletes",
	Entry{
		Name:  "keep",
		Short: "a tombstone, for ever",
		Long: "A change that comes however late meets the delete and is judged by the strategy. The tombstones are never " +
			"collected, which costs room: CouchDB has purging for that, done by hand.",
		Source: "Demers et al. 1987, §2 death certificates; Apache CouchDB documentation, Clustered Purge",
	},
	Entry{
		Name:  "tombstones",
		Short: "a tombstone for so long, by the holder's clock",
		Long: "A change that is older than a tombstone which has been collected finds no row and makes one: the row comes back " +
			"(resurrections). So replication, and repair, must be faster than that. Cassandra's gc_grace_seconds, " +
			"10 days; SymmetricDS, SQL Server merge and Riak have theirs.",
		Source: "Demers et al. 1987, §2 death certificates; Apache Cassandra documentation, Tombstones",
	},
	Entry{
		Name:  "none",
		Short: "nothing: the row is missing, as if it had never been",
		Long: "An update that meets a deleted row cannot be told from one that came before its insert. It is skipped " +
			"(PostgreSQL 18's update_missing), stops the applier (MySQL's error 1032), or makes the row anew, as " +
			"conflicts.resolve says for update-missing.",
		Source: "PostgreSQL 18 documentation, §29.7 Conflicts",
	},
)
