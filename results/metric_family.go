package results

// A family is a distribution reported as a mean, some quantiles and a maximum. The
// p-th quantile is the smallest value that at least that share of the figures does
// not exceed.
var quantiles = []struct{ suffix, short, means string }{
	{"p50", "median", "Half of the figures are at most this. "},
	{"p90", "90%", "90% of the figures are at most this. "},
	{"p99", "99%", "99% of the figures are at most this. "},
	{"p999", "99.9%", "99.9% of the figures are at most this. "},
	{"max", "most", "The largest figure. "},
}

// Quantiles gives the shares of the figures by which families are summarised, with
// the suffix of each, without mean and maximum.
func Quantiles() (suffixes []string, shares []float64) {
	return []string{"p50", "p90", "p99", "p999"}, []float64{.5, .9, .99, .999}
}

// spans makes the metrics of a family of durations.
func spans(of Metric) []Metric {
	of.Unit = "s"
	return members(of, Span, Span)
}

// counts makes the metrics of a family of whole numbers.
func counts(of Metric) []Metric { return members(of, Mean, Count) }

func members(of Metric, mean, rest Kind) []Metric {
	all := []Metric{member(of, mean, "mean", "mean", "The mean. ")}
	for _, q := range quantiles {
		all = append(all, member(of, rest, q.suffix, q.short, q.means))
	}
	return all
}

func member(of Metric, kind Kind, suffix, short, means string) Metric {
	of.Name += "." + suffix
	of.Kind = kind
	of.Short += ", " + short
	of.Definition = means + of.Definition
	return of
}

// kind is a sort of thing that a metric counts, with its name in metrics and in tables.
type kind struct{ name, short, means string }

// byKind makes a metric and, after it, one for each kind of what it counts. The
// definitions of these say which kind, after the first words of a sentence.
func byKind(of Metric, which string, kinds []kind) []Metric {
	all := []Metric{of}
	for _, k := range kinds {
		m := of
		m.Name += "." + k.name
		m.Short = k.short
		m.Definition = which + k.means + "."
		all = append(all, m)
	}
	return all
}
