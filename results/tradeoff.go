package results

// tradeoff are the metrics by which designs are weighed: what clients get wrong, how
// often and how long they wait, and what it costs.
var tradeoff = []string{
	"conflict_rate", "lost_updates", "invariant_violations", "oversold", staleShare.Name, "read_your_writes",
	"availability", "write_latency.p50", "write_latency.p99", "read_latency.p50", "read_latency.p99",
	"visibility.p99", "t_visibility.p99", "messages_per_write", "converged",
}

// staleShare is stale_reads as a share, so that runs with more reads can be weighed
// against others.
var staleShare = Metric{
	Name: "stale_reads / reads", Kind: Ratio, Group: Anomalies, Short: "stale reads", Empty: "no read was answered",
	Definition: "The share of reads that were stale.",
}

// Weighing is one metric in a run and its contrasts.
type Weighing struct {
	Metric Metric
	Values []Value // the run's own first; undefined where one has none
}

// Tradeoff weighs a run against its contrasts: by those of the metrics that tell
// designs apart which at least one of them has.
func Tradeoff(run *Run) []Weighing {
	var all []Weighing
	for _, name := range tradeoff {
		w := Weighing{Values: []Value{weigh(run.Metrics, name)}}
		for _, c := range run.Contrasts {
			w.Values = append(w.Values, weigh(c.Metrics, name))
		}
		for _, v := range w.Values {
			if v.Defined() {
				w.Metric = v.Metric
			}
		}
		if w.Metric.Name != "" {
			all = append(all, w)
		}
	}
	return all
}

// Variants names what Tradeoff weighs: the run and its contrasts.
func Variants(run *Run) []string {
	names := []string{run.Scenario}
	for _, c := range run.Contrasts {
		names = append(names, c.Name)
	}
	return names
}

func weigh(s *Summary, name string) Value {
	if s == nil {
		return Value{}
	}
	if name == staleShare.Name {
		stale, _ := s.Get("stale_reads")
		reads, _ := s.Get("reads")
		v := Value{Metric: staleShare, Num: stale.Num}
		if stale.Defined() {
			v.Den = reads.Num
		}
		return v.explained()
	}
	v, _ := s.Get(name)
	return v
}
