package results

import "slices"

// Why figures are undefined when nothing was there to measure.
const (
	noWrites     = "no write was acknowledged"
	noReads      = "no read was answered"
	noDeliveries = "no change was applied at another leader"
	noFull       = "no change was applied at every leader"
	noStale      = "no read was stale"
	noOperations = "no operation was attempted"
	noRows       = "there were no rows"
	noAgreement  = "the leaders never came to agree for good"
	noPromise    = "clients of such rows are promised nothing that could be counted"
	noStock      = "nothing is sold but from an inventory"
	noProbes     = "no write of a quorum was acknowledged"
)

// table is the one home of what mlrsim reports. Three relations between two writes
// of one row are kept apart in it: one had been *delivered* at the other's origin,
// one *saw* the other, one *overwrote* the other; see the glossary.
var table = slices.Concat(
	loadMetrics, conflictMetrics, lossMetrics, convergenceMetrics,
	visibilityMetrics, anomalyMetrics, serviceMetrics, costMetrics,
)

// Glossary explains the notions that definitions use, one a line: the word, and
// what it means.
func Glossary() [][2]string {
	return [][2]string{
		{"write", "An acknowledged operation that changes one row; its origin is the leader that committed it. In metrics of conflicts a committed write counts even if its client never got an answer, for others did meet it. Writes are counted from the end of the warm-up on by when they were committed, pairs of writes by the later of the two, reads and operations by when their client began them."},
		{"delivered", "Write a had been delivered to write b if a itself had reached b's origin, and been dealt with there in whatever way (applied, merged or dropped), when b was committed. A leader whose replica has been replaced by a copy of another's (it joined, lost its disk, or was rolled back) has been delivered what that had dealt with, and nothing else. A write of a quorum has been delivered to its coordinator at once, though reads find it there only when the coordinator's own replica has got it."},
		{"everywhere", "At every leader that keeps a replica of the row and is a member. In mode quorum rows may have fewer replicas than there are leaders; leaders that have left or not yet joined are no members."},
		{"unseen", "Two writes of one row are an unseen pair if neither had been delivered to the other."},
		{"saw", "Write b saw write a (a happened before b) if a had been delivered to b, or some write that saw a had been. Version vectors kept for each row compute this."},
		{"concurrent", "Two writes of one row are concurrent, and in conflict, if neither saw the other. Every concurrent pair is unseen; an unseen pair is not concurrent where one knew the other through a third write."},
		{"insert", "A write that was asked for as an insert, or of a row that was not there at its origin. All other writes that delete nothing are updates."},
		{"overwrote", "Write b overwrote write a if a was a current version of the row at b's origin when b was committed there (with siblings: every version that b's context covered)."},
		{"erased", "A write is erased when a leader's replica is replaced, because its disk was lost or it is rolled back, and after that no leader knows of the write: neither it nor a write that saw it is at any. Until it comes to one again, from where it was still under way, it forms no pair with a write that is committed, and no read is stale for want of it. Pairs formed before stay, it is a lost update if it was acknowledged, and the session that wrote or had read it misses it all the same. A leader that leaves erases nothing: what it has sent arrives."},
		{"survives", "A write survives if it is current, alone, beside others or merged with others into one value, at some member at the end of the run, or if a chain of overwriting leads from a write that does back to it."},
		{"oracle, database", "The oracle watches the whole simulation and knows all of the above. The database knows what its detector sees. Metrics are the oracle's unless they say otherwise."},
	}
}

var loadMetrics = []Metric{
	{
		Name: "writes", Kind: Count, Unit: "writes", Group: Load, Short: "writes",
		Definition: "Acknowledged operations that change one row, committed after the warm-up. An operation on several rows counts once for each.",
	},
	{
		Name: "reads", Kind: Count, Unit: "reads", Group: Load, Short: "reads",
		Definition: "Answered reads of one row that began after the warm-up. A scan counts once for each row it returns.",
	},
	{
		Name: "indeterminate_writes", Kind: Count, Unit: "writes", Group: Load, Short: "committed, not answered",
		Definition: "Writes that a leader committed and whose client never got an answer: a crash, or peers that should have confirmed and could not, came in between. They spread as all writes do, but no client may rely on them, so that they cannot be lost.",
	},
}

// What two writes of a row are to it.
var pairKinds = []kind{
	{"update_update", "two updates", "both update it"},
	{"insert_insert", "two inserts", "both insert it"},
	{"insert_update", "insert and update", "one inserts it and one updates it"},
	{"insert_delete", "insert and delete", "one inserts it and one deletes it"},
	{"update_delete", "update and delete", "one updates it and one deletes it"},
	{"delete_delete", "two deletes", "both delete it"},
}

// What a change does, and what it meets.
var conflictTypes = []kind{
	{"update_update", "update-update", "an update that met another version of its row"},
	{"insert_insert", "insert-insert", "an insert that met a row which was there"},
	{"insert_delete", "insert-delete", "an insert that met a row which had been deleted"},
	{"update_delete", "update-delete", "an update that met a row which had been deleted"},
	{"update_missing", "update-missing", "an update that met no row, and no memory of one"},
	{"delete_update", "delete-update", "a delete that met a version which it had not seen"},
	{"delete_delete", "delete-delete", "a delete that met a row which had been deleted"},
	{"delete_missing", "delete-missing", "a delete that met no row, and no memory of one"},
	{"unique", "unique key", "a change whose value must be unique, where another row had it"},
	{"unique_several", "unique keys, several", "a change in whose way several rows were: of its key, and of its unique value"},
}

var conflictMetrics = slices.Concat(
	byKind(Metric{
		Name: "conflict_pairs", Kind: Count, Unit: "pairs", Group: Conflicts, Short: "concurrent pairs",
		Definition: "Unordered pairs of writes of one row of which neither saw the other. Each pair counts once, however often its two versions meet, and whether or not the clients were answered.",
		Source:     "happens-before: Lamport 1978; mutual inconsistency: Parker et al. 1983",
	}, "Concurrent pairs of writes of one row of which ", pairKinds),
	[]Metric{
		{
			Name: "conflicting_writes", Kind: Count, Unit: "writes", Group: Conflicts, Short: "writes in conflict",
			Definition: "Writes with at least one concurrent write; one that was committed during the warm-up will do.",
		},
		{
			Name: "conflict_rate", Kind: Ratio, Group: Conflicts, Short: "conflict rate", Empty: noWrites,
			Definition: "The share of writes that have at least one concurrent write: conflicting_writes / (writes + indeterminate_writes).",
		},
		{
			Name: "conflicting_rows", Kind: Count, Unit: "rows", Group: Conflicts, Short: "rows with a conflict",
			Definition: "Rows with at least one concurrent pair.",
		},
		{
			Name: "unseen_pairs", Kind: Count, Unit: "pairs", Group: Conflicts, Short: "unseen pairs",
			Definition: "Unordered pairs of writes of one row of which neither had itself been delivered at the other's origin when that was committed. The closed forms for conflict rates speak of these. They are at least as many as the concurrent pairs, and more where one write knew another through a third.",
			Source:     "the collisions of lazy replication: Gray, Helland, O'Neil, Shasha 1996",
		},
		{
			Name: "unseen_writes", Kind: Count, Unit: "writes", Group: Conflicts, Short: "writes in an unseen pair",
			Definition: "Writes that belong to at least one unseen pair.",
		},
		{
			Name: "lww_losers", Kind: Count, Unit: "writes", Group: Conflicts, Short: "losers by timestamp",
			Definition: "Writes that are in an unseen pair with a write of larger timestamp (of equal stamps, the one whose origin comes later is the larger), whatever the strategy does about it: those that last-write-wins would drop.",
			Source:     "the write rule of Thomas 1979",
		},
	},
	[]Metric{
		{
			Name: "unique_pairs", Kind: Count, Unit: "pairs", Group: Conflicts, Short: "concurrent claims of a name",
			Definition: "Unordered pairs of writes of different rows of a workload of kind unique that claim the same name, where neither was known at the other's origin when that was committed: it, or a write that saw it, was not in the replica there. A write claims the name that its row has with it. These are conflicts, too, but not of one row: conflict_pairs, conflicting_writes, conflict_rate and conflicting_rows do not count them.",
			Source:     "uniqueness conflicts: Oracle8i Replication, Conflict resolution concepts; Bailis et al. 2014, Coordination avoidance in database systems",
		},
	},
	byKind(Metric{
		Name: "conflicts_detected", Kind: Count, Unit: "reports", Group: Conflicts, Short: "reported by the database",
		Definition: "Times that the database's own detector reported a conflict while a leader applied a change, summed over leaders. One pair may be reported at many leaders, or at none. An applier that stops reports one, and applies nothing.",
	}, "Reports of the database's detector that were about ", conflictTypes),
	[]Metric{
		{
			Name: "false_conflicts", Kind: Count, Unit: "reports", Group: Conflicts, Short: "of them, false",
			Definition: "Reports of the database's detector where nothing that the change met was concurrent with it: no version of its row, one of two saw the other, and no claim of its name by another row (unique_pairs).",
		},
		{
			Name: "missed_conflicts", Kind: Count, Unit: "meetings", Group: Conflicts, Short: "missed by the database",
			Definition: "Times that a change met a concurrent version of its row, or a concurrent claim of its name by another row, at a leader that dealt with it, and the database's detector reported nothing.",
		},
		{
			Name: "stopped_appliers", Kind: Count, Unit: "appliers", Group: Conflicts, Short: "appliers stopped",
			Definition: "Ways from one leader to another on which, at whatever time of the run, the receiver stopped: it met a change that the conflict rule takes for an error, and applies nothing of that sender from there on. What it has not applied has not been delivered.",
		},
		{
			Name: "unresolved_own_writes", Kind: Count, Unit: "writes", Group: Conflicts, Short: "own writes unresolved",
			Definition: "Leaders' own writes, at whatever time of the run, about which the conflict rule failed when it was asked whether they win over what the leader holds, as a script may. They were committed all the same, and replaced that.",
		},
	},
)

var lossMetrics = []Metric{
	{
		Name: "lost_updates", Kind: Count, Unit: "writes", Group: Losses, Short: "lost updates",
		Definition: "Acknowledged writes that do not survive: at the end of the run they are current at no leader, and no chain of overwriting leads from a current write back to them. A write is current, too, where it is one of several of which the leader has made one value. For counters, sets and lists these are the operations whose effect is in no leader's final state: what a write puts there is made of what its origin held, so that the effect of all that it overwrote is in it. A client was told that its write was safe, and nobody who replaced it had it before him.",
		Source:     "the lost update anomaly, Berenson et al. 1995, carried over to replicas",
	},
	{
		Name: "resurrections", Kind: Count, Unit: "deletes", Group: Losses, Short: "deleted rows that came back",
		Definition: "Deletes that were undone by a write that did not see them: at some leader a change that is no delete took the place of the tombstone, or was merged with it into a row, where that leader held nothing else. Each delete counts once, however many leaders undo it.",
	},
	{
		Name: "invariant_violations", Kind: Count, Unit: "violations", Group: Losses, Short: "broken invariants", Empty: noPromise,
		Definition: "By how much the run broke what the workload's kind promises to clients, over the whole run, at the leader where it is most; what was committed and never acknowledged may show or not. " +
			"counter: how far each row is, at the end, from what it held at first and all that was added (what was put there counts as the difference to what its leader showed), summed over rows. " +
			"set and cart: elements that are missing at the end though an acknowledged include of them saw all excludes until then and none followed, and elements that are there though acknowledged excludes saw all their includes; whichever of a concurrent include and exclude wins is right. " +
			"bank: the money that all accounts together hold too much or too little at the end, and the accounts that are overdrawn then. " +
			"inventory: the units that were oversold; how far each row is, at the end, from what it must be, as for counter; and how often, after the warm-up, what some leader showed of a row fell below 0, summed over leaders. " +
			"unique: acknowledged claims of a name for which there was an acknowledged earlier claim for another row, not given up by then; a write of a row gives up a claim that it saw if it deletes the row or renames it. " +
			"append: acknowledged elements that are missing in their list at the end, and elements that are in it more often than they were appended. " +
			"text: characters of acknowledged insertions that are missing at the end, unless as many of them were removed. Lists and texts that a client deleted or put as a whole are not judged, nor are registers, flags and maps.",
		Source: "invariants under weak consistency: Bailis et al. 2014, Coordination avoidance in database systems",
	},
	{
		Name: "oversold", Kind: Count, Unit: "units", Group: Losses, Short: "oversold", Empty: noStock,
		Definition: "For kind inventory, units that clients were told they have bought and that were not there, whatever leaders showed: by how much, at the worst moment of the whole run, the acknowledged sales that had been committed exceeded what there was at first and all that had been restocked, acknowledged or not; summed over rows. What is put in place of a number counts as sold or restocked by the difference to what its leader showed.",
		Source:     "numeric invariants: Balegas et al. 2015, Extending eventually consistent cloud databases for enforcing numeric invariants",
	},
}

var convergenceMetrics = []Metric{
	{
		Name: "converged", Kind: Truth, Group: Convergence, Short: "converged",
		Definition: "At the end of the run no row differs between any two leaders, and nothing is in flight.",
		Source:     "eventual consistency: Vogels 2009",
	},
	{
		Name: "diverged_keys", Kind: Count, Unit: "rows", Group: Convergence, Short: "rows that still differ",
		Definition: "Rows on which at least two of the leaders that keep a replica of them hold different states at the end of the run. Who has left does not count.",
	},
	{
		Name: "divergence.mean", Kind: Ratio, Group: Convergence, Short: "diverged rows, mean", Empty: noRows,
		Definition: "The share of all rows on which leaders differ, averaged over the time from the end of the warm-up to the end of the load.",
	},
	{
		Name: "convergence_time", Kind: Span, Unit: "s", Group: Convergence, Short: "time to converge", Empty: noAgreement,
		Definition: "From the last write, or the last heal of a fault if that was later, until all leaders agree on every row for good. Undefined if they never do.",
	},
}

var visibilityMetrics = slices.Concat(
	spans(Metric{
		Name: "visibility", Group: Visibility, Short: "visible elsewhere", Empty: noDeliveries,
		Definition: "How long after its commit a write came to another leader, was applied there or was in a copy of a replica that took the place of the leader's after its disk was lost or it was rolled back; one figure for each write and each leader that is not its origin. What a leader has from the copy with which it joined has no figure, for it was no member when that was committed; what comes again after it was lost has no second one.",
		Source:     "the window of inconsistency: Wada et al. 2011; Bailis et al. 2012",
	}),
	spans(Metric{
		Name: "full_visibility", Group: Visibility, Short: "visible everywhere", Empty: noFull,
		Definition: "How long after its commit a write was everywhere, at all replicas of its row; one figure for each write that got so far by coming to the last of them, applied or in a copy, though not the one with which a leader joins.",
	}),
	[]Metric{{
		Name: "undelivered_writes", Kind: Count, Unit: "writes", Group: Visibility, Short: "not everywhere",
		Definition: "Committed writes that at the end of the run have not been delivered everywhere: an applier has stopped before them, they are still under way, or nothing brings them any more, be it because a later write of the row came in their place. They have no figure in full_visibility, nor in visibility for the leaders that they have not come to.",
	}},
	spans(Metric{
		Name: "t_visibility", Group: Visibility, Short: "time until read", Empty: noProbes,
		Definition: "In mode quorum: how long after its acknowledgement, when W replicas had confirmed it, a write must be left alone until a read of a quorum finds it; one figure for each write. The read's ways to the first R replicas that would answer it are drawn; it finds the write if it comes to one of these no earlier than the write did. So of reads that begin a time t after the acknowledgement as large a share is consistent as there are figures of at most t. A write that comes to none of its replicas asked has no figure that is finite; one after which fewer than R replicas could be reached has none at all.",
		Source:     "t-visibility, ⟨k=1, t⟩-staleness under WARS: Bailis et al. 2012, sections 3.3 and 5.1",
	}),
	[]Metric{{
		Name: "consistent_at_zero", Kind: Ratio, Group: Visibility, Short: "read at once", Empty: noProbes,
		Definition: "In mode quorum: the share of writes that a read finds which begins as soon as the write is acknowledged: those whose t_visibility is 0. A write is left out if, as it was acknowledged, fewer than R replicas could be reached.",
		Source:     "Bailis et al. 2012",
	}},
)

var anomalyMetrics = slices.Concat(
	[]Metric{{
		Name: "stale_reads", Kind: Count, Unit: "reads", Group: Anomalies, Short: "stale reads",
		Definition: "Reads that missed a write of their row which some leader had committed before the read began: neither it nor a write that saw it had been delivered where the read was served. A read of a quorum misses what none of the replicas whose answers it heard knew of when it answered, and for it a write is committed when W replicas have confirmed it: never, if that does not come about while its client waits.",
		Source:     "Bailis et al. 2012",
	}},
	spans(Metric{
		Name: "staleness", Group: Anomalies, Short: "staleness", Empty: noStale,
		Definition: "How old a stale read's answer was: from the commit of the oldest write that it missed (for a read of a quorum: from when W replicas had confirmed it) until the leader answered; one figure for each stale read.",
		Source:     "t-staleness: Bailis et al. 2012",
	}),
	counts(Metric{
		Name: "staleness_versions", Unit: "versions", Group: Anomalies, Short: "versions behind", Empty: noStale,
		Definition: "How many writes of the row, committed before the read began (for a read of a quorum: confirmed by W replicas), a stale read missed; one figure for each stale read.",
		Source:     "k-staleness: Bailis et al. 2012",
	}),
	sessionMetrics,
)

// terry is where the session guarantees come from.
const terry = "session guarantees: Terry et al. 1994"

var sessionMetrics = []Metric{
	{
		Name: "read_your_writes", Kind: Count, Unit: "violations", Group: Anomalies, Short: "own write not read",
		Definition: "Reads that missed an earlier write of the same session to the same row: neither it nor a write that saw it had been delivered where the read was served. Earlier than a read of a quorum is what its session had been told is done before the first answer that it heard; and of writes that are certified before their own leader applies them what it had been told is done before the read.",
		Source:     terry,
	},
	{
		Name: "monotonic_reads", Kind: Count, Unit: "violations", Group: Anomalies, Short: "reads that went back",
		Definition: "Reads that missed what an earlier read of the same session, of the same row, had already reflected: writes that had been delivered where that was served, or seen by one that had. Earlier than a read of a quorum is a read that was over before the first answer that it heard.",
		Source:     terry,
	},
	{
		Name: "writes_follow_reads", Kind: Count, Unit: "violations", Group: Anomalies, Short: "writes before what was read",
		Definition: "Changes that a leader applied before a write that their session had read earlier, of whatever row; one for each change and leader.",
		Source:     terry,
	},
	{
		Name: "monotonic_writes", Kind: Count, Unit: "violations", Group: Anomalies, Short: "own writes out of order",
		Definition: "Changes that a leader applied before an earlier write of their session, to whatever row; one for each change and leader.",
		Source:     terry,
	},
	{
		Name: "causal_violations", Kind: Count, Unit: "changes", Group: Anomalies, Short: "applied before a cause",
		Definition: "Changes that a leader applied before one that they depend on, of whatever row that it keeps a replica of: a write depends on all that had been delivered at its origin when it was committed, on the earlier writes of its origin, and on what those depend on. One for each change and leader, the first time that it comes there.",
		Source:     "Ahamad et al. 1995; Lloyd et al. 2011",
	},
}

var serviceMetrics = slices.Concat(
	[]Metric{{
		Name: "availability", Kind: Ratio, Group: Service, Short: "availability", Empty: noOperations,
		Definition: "Operations acknowledged / operations attempted, of those that began after the warm-up. One that is refused, because it is not possible on what its leader holds, is acknowledged: its client was answered.",
	}, {
		Name: "refused", Kind: Count, Unit: "operations", Group: Service, Short: "refused",
		Definition: "Operations that began after the warm-up and were answered with no: they are not possible on what their leader held, such as a payment from an account with too little, a name that is taken or, with own_inserts: refuse, the insert of a row that is there; they wrote nothing. They are acknowledged but no writes, and their time is in no latency.",
	}, {
		Name: "aborted", Kind: Count, Unit: "operations", Group: Service, Short: "aborted",
		Definition: "Operations that began after the warm-up and whose clients got an error because others were first: by certification, for another write to one of their rows was ordered before them and their leader had not applied it when they executed; or, with own_writes: abort, because a version that their leader held would have won. Nothing of them was committed, and they are not acknowledged. What fails at a leader without a majority is not among them.",
		Source:     "abort rate: Pedone, Guerraoui and Schiper 2003; wsrep_local_cert_failures and wsrep_local_bf_aborts of Galera",
	}},
	spans(Metric{
		Name: "write_latency", Group: Service, Short: "write latency", Empty: noWrites,
		Definition: "How long a client waited for the answer to a write, its way to the leader and back and failovers included.",
	}),
	spans(Metric{
		Name: "read_latency", Group: Service, Short: "read latency", Empty: noReads,
		Definition: "How long a client waited for the answer to a read, its way to the leader and back and failovers included.",
	}),
)

var costMetrics = []Metric{
	{
		Name: "messages", Kind: Count, Unit: "messages", Group: Cost, Short: "messages",
		Definition: "Messages that leaders sent each other after the warm-up, acknowledgements included; a batch is one, and so is a message that the network loses and sends again.",
	},
	{
		Name: "bytes", Kind: Volume, Unit: "bytes", Group: Cost, Short: "bytes sent",
		Definition: "Bytes in these messages.",
	},
	{
		Name: "messages_per_write", Kind: Mean, Unit: "messages", Group: Cost, Short: "messages a write", Empty: noWrites,
		Definition: "messages / writes: what the topology costs.",
	},
	{
		Name: "metadata_bytes", Kind: Volume, Unit: "bytes", Group: Cost, Short: "of them, metadata",
		Definition: "Of the bytes sent, those that a change carries for the conflict rule and the order: its timestamp, and before-image, version and causal vectors and path where they are used.",
	},
	{
		Name: "siblings.mean", Kind: Mean, Unit: "versions", Group: Cost, Short: "versions of a row, mean", Empty: noRows,
		Definition: "Versions that a leader holds of a row, averaged over all replicas of rows at members and over the time from the end of the warm-up to the end of the load. A row as it began, or absent, counts as one version, and so does one value that was made of several writes.",
		Source:     "siblings: DeCandia et al. 2007, section 4.4; Preguiça et al. 2012",
	},
	{
		Name: "siblings.max", Kind: Count, Unit: "versions", Group: Cost, Short: "versions of a row, most",
		Definition: "The most versions of one row that one leader held at one time.",
	},
	{
		Name: "siblings.multiple", Kind: Ratio, Group: Cost, Short: "rows with siblings", Empty: noRows,
		Definition: "The share of row replicas (a row at a leader) that hold more than one version, averaged over the time from the end of the warm-up to the end of the load.",
	},
}
