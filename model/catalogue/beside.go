package catalogue

import "github.com/mlrsim/mlrsim/model/strategy"

var clockEntries = entriesOf("clock", "conflicts.clock",
	Entry{
		Name:   "physical",
		Short:  "the leader's clock, as wrong as it is",
		Long:   "A leader whose clock is behind loses against versions that its clients had read; one that is ahead wins for as long.",
		Source: "Johnson and Thomas 1975, RFC 677",
	},
	Entry{
		Name:   "lamport",
		Short:  "a counter, ahead of all that the leader has applied",
		Long:   "A write that saw another is always the later. What is concurrent is ordered by how busy the leaders were.",
		Source: "Lamport 1978, Time, Clocks, and the Ordering of Events in a Distributed System",
	},
	Entry{
		Name:   "hybrid",
		Short:  "the clock, but never behind what the leader has applied",
		Long:   "Near to true time, and in order of cause and effect. CockroachDB, YugabyteDB, Couchbase, MongoDB.",
		Source: "Kulkarni et al. 2014, Logical Physical Clocks, figure 5",
	},
	Entry{
		Name:   "revisions",
		Short:  "a counter for each row: one more than the versions that the write replaces",
		Long:   "The row that was updated most often is the latest, whenever that was. Of equally many updates the clock decides.",
		Source: "Couchbase Server 7.6 documentation, XDCR Conflict Resolution: sequence number",
	},
)

var ownWritesEntries = entriesOf("own_writes", "conflicts.own_writes",
	Entry{
		Name:  "strategy",
		Short: "as the strategy says: a write that it would not let win is shadowed at once",
		Long: "Stores that settle every write by timestamp treat their own no better: acknowledged, and visible nowhere. It keeps leaders alike. " +
			"Own writes meet what their leader holds where detection is none or by timestamp: by version vectors and the like they are no conflict.",
		Source: "Apache Cassandra documentation, Dynamo: versioned data and tunable consistency",
	},
	Entry{
		Name:  "overwrite",
		Short: "it replaces what the leader holds, whatever the strategy would say",
		Long: "SQL databases that replicate rows look at arriving changes only. Under last-write-wins, with a clock behind, the " +
			"others refuse what this leader holds, and they differ for good.",
		Source: "PostgreSQL 18 documentation, §29.7 Conflicts: of the apply worker",
	},
	Entry{
		Name:   "abort",
		Short:  "nothing is written, and the client gets an error: it comes too late",
		Long:   "Counted as `aborted`. No acknowledged write is lost that way; the client may read and try again.",
		Source: "Aerospike documentation, XDR: conflict-resolve-writes, fail_client_lost_conflict",
	},
)

var ownInsertsEntries = entriesOf("own_inserts", "conflicts.own_inserts",
	Entry{
		Name:   "upsert",
		Short:  "it is a write like any other, and replaces the row",
		Long:   "Stores of keys and values do not ask whether a key is there before they write. Others call such a write an upsert.",
		Source: "Apache Cassandra documentation, INSERT: without IF NOT EXISTS it is an upsert",
	},
	Entry{
		Name:   "refuse",
		Short:  "nothing is written, and the client is told that the key is there",
		Long:   "Counted as `refused`. SQL databases: the duplicate key is the client's error, and no other leader hears of it. What another leader inserts meanwhile is still a conflict.",
		Source: "MySQL 8.4 Server Error Message Reference, ER_DUP_ENTRY (1062); SQLSTATE 23505 of PostgreSQL",
	},
)

// typeEntries are the types of conflict, for conflicts.resolve and metrics.
var typeEntries = func() []Entry {
	entries := []Entry{
		strategy.UpdateUpdate: {
			Short: "an update meets another version of the row",
			Long:  "What most think of as a conflict: two clients changed a row, and neither had seen the other's change.",
		},
		strategy.InsertInsert: {
			Short: "an insert meets a row that is there",
			Long:  "Two leaders gave away the same key. MySQL and PostgreSQL stop; auto-increment with offsets (workload.ids) prevents it.",
		},
		strategy.InsertDelete: {
			Short: "an insert meets a row that was deleted",
			Long:  "The key was used before, and its tombstone is there. Most systems let the row live again.",
		},
		strategy.UpdateDelete: {
			Short: "an update meets a row that was deleted",
			Long:  "Somebody still worked with what another removed. Where a tombstone is left it can be told from update-missing.",
		},
		strategy.UpdateMissing: {
			Short: "an update meets no row, and no memory of one",
			Long:  "Its insert has not come yet, or the row is gone without a trace. To name a strategy makes this a conflict: overwrite inserts the row.",
		},
		strategy.DeleteUpdate: {
			Short: "a delete meets a version that it did not see",
			Long:  "The row was changed elsewhere while it was removed here. Who applies it throws that change away.",
		},
		strategy.DeleteDelete: {
			Short: "a delete meets a row that was deleted",
			Long:  "Both want the same. Harmless, but counted, and MySQL stops with error 1032 all the same.",
		},
		strategy.DeleteMissing: {
			Short: "a delete meets no row, and no memory of one",
			Long:  "The row is gone already, or its insert is yet to come, and will stay. To name a strategy makes this a conflict.",
		},
		strategy.Unique: {
			Short: "another row has the value that must be unique",
			Long:  "Two clients took one name at two leaders. Neither row is wrong by itself. What the strategy would do to a change of the row in the way, it does to the change that comes: keep it out, stop, let both stay, or let it take the place of the other, which is then gone at this leader, and nobody told.",
		},
		strategy.UniqueSeveral: {
			Short: "several rows are in the way: of the key, and of the unique value",
			Long:  "The change meets one row by its key and another by its unique value, or several rows by that. The strategy is asked about each of the other rows; they give way only if all would.",
		},
	}
	for t := range entries {
		entries[t].Name = strategy.Type(t).String()
		entries[t].Source = "PostgreSQL 18 documentation, §29.7 Conflicts; pgactive documentation, Conflict types; Oracle7 Server Distributed Systems, vol. II, ch. 6"
	}
	return entriesOf("type", "conflicts.resolve", entries...)
}()
