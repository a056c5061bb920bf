package oracle

import (
	"fmt"

	"github.com/mlrsim/mlrsim/analysis/histogram"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// How many leaders a database may have for durations to be kept for each pair of
// them, and for each one; beyond, they are kept together.
const (
	mostForPairs  = 6
	mostForSingle = 12
)

// laws keeps how long changes took.
type laws struct {
	leaders int                   // that are told apart if they are few
	visible []histogram.Histogram // by pair, from × leaders + to; by destination; or one
	full    histogram.Histogram
}

func newLaws(config *Config) laws {
	leaders := config.Leaders
	if config.Bare {
		leaders = mostForSingle + 1 // too many to be told apart
	}
	l := laws{leaders: leaders}
	switch {
	case leaders <= mostForPairs:
		l.visible = make([]histogram.Histogram, leaders*leaders)
	case leaders <= mostForSingle:
		l.visible = make([]histogram.Histogram, leaders)
	default:
		l.visible = make([]histogram.Histogram, 1)
	}
	return l
}

// applied notes how long after its commit a change came to another leader.
func (l *laws) applied(from, to int, age int64) {
	switch {
	case l.leaders <= mostForPairs:
		l.visible[from*l.leaders+to].Record(age)
	case l.leaders <= mostForSingle:
		l.visible[to].Record(age)
	default:
		l.visible[0].Record(age)
	}
}

// service keeps what clients were told, and how soon.
type service struct {
	attempted, acknowledged int64
	refused                 int64                 // of the acknowledged
	aborted                 int64                 // refused because others were first
	committed, writes       int64                 // measured writes, and those of them that were acknowledged
	write, read             []histogram.Histogram // by the leader where the client lives; or one
}

// Done implements model.Observer.
func (o *Oracle) Done(d *model.Done) {
	if o.config.Bare {
		return
	}
	o.series.done(d)
	for i := range d.Writes {
		o.answer(uint64(d.First)+uint64(i), d.OK)
		if d.OK && o.promises != nil {
			o.promises.Answer(d.First + model.WriteID(i))
		}
	}
	if d.Writes > 0 {
		o.forget()
	}
	if d.Began < o.config.Warmup {
		return
	}
	s := &o.service
	s.attempted++
	s.aborted += count(d.Refused && !d.OK)
	if !d.OK {
		return
	}
	s.acknowledged++
	if d.Refused {
		s.refused++
		return
	}
	if d.Kind == model.Read || d.Kind == model.Scan {
		record(&s.read, o.config.Leaders, d)
	} else {
		record(&s.write, o.config.Leaders, d)
	}
}

// answer notes that the client of a write was told that it is done, or that it failed.
func (o *Oracle) answer(id uint64, ok bool) {
	if !o.ledger.holds(id) || !o.ledger.at(id).is(isPending) {
		return
	}
	e := o.ledger.at(id)
	e.set(isPending, false)
	e.set(isAcknowledged, ok)
	if ok && e.is(isMeasured) {
		o.service.writes++
	}
	o.survival.answer(o, e, ok)
}

func record(laws *[]histogram.Histogram, leaders int, d *model.Done) {
	if *laws == nil {
		n := 1
		if leaders <= mostForSingle {
			n = leaders
		}
		*laws = make([]histogram.Histogram, n)
	}
	home := 0
	if len(*laws) > 1 {
		home = max(d.Home, 0)
	}
	(*laws)[home].Record(int64(d.Ended - d.Began))
}

// together merges laws that were kept apart.
func together(laws []histogram.Histogram) *histogram.Histogram {
	all := &histogram.Histogram{}
	for i := range laws {
		all.Merge(&laws[i])
	}
	return all
}

// visibility draws up the laws of visibility, all together first.
func (o *Oracle) visibility() []results.Distribution {
	list := []results.Distribution{distribution("all", -1, -1, together(o.law.visible))}
	n := o.law.leaders
	switch {
	case n <= mostForPairs:
		for i := range o.law.visible {
			if from, to := i/n, i%n; from != to {
				label := fmt.Sprintf("%s → %s", o.name(from), o.name(to))
				list = append(list, distribution(label, from, to, &o.law.visible[i]))
			}
		}
	case n <= mostForSingle:
		for to := range o.law.visible {
			list = append(list, distribution("to "+o.name(to), -1, to, &o.law.visible[to]))
		}
	}
	return list
}

// latency draws up laws by the leader where clients live, all together first.
func (o *Oracle) latency(laws []histogram.Histogram) []results.Distribution {
	list := []results.Distribution{distribution("all", -1, -1, together(laws))}
	if len(laws) > 1 {
		for home := range laws {
			list = append(list, distribution(o.name(home), home, -1, &laws[home]))
		}
	}
	return list
}

func (o *Oracle) name(leader int) string {
	if leader < len(o.config.Names) {
		return o.config.Names[leader]
	}
	return fmt.Sprintf("n%d", leader+1)
}

// distribution thins a histogram out to some hundreds of points: steps of a 256th,
// and smaller ones towards the end, where the interesting few per mille are.
func distribution(label string, from, to int, h *histogram.Histogram) results.Distribution {
	d := results.Distribution{Label: label, From: from, To: to, Count: h.Count()}
	var sum, last int64
	h.Each(func(low, high, n int64) {
		if sum += n; last == 0 || sum-last >= max(1, min(d.Count/256, (d.Count-last)/16)) || sum == d.Count {
			d.Points = append(d.Points, results.Point{Value: min(high, h.Max()), Share: float64(sum) / float64(d.Count)})
			last = sum
		}
	})
	return d
}

// setSpans sets a family of metrics that measure time.
func setSpans(s *results.Summary, family string, h *histogram.Histogram) {
	if h.Count() > 0 {
		s.SetDuration(family+".mean", h.Mean())
	} else {
		s.SetUndefined(family+".mean", "")
	}
	setQuantiles(s, family, h, s.SetDuration)
}

// setCounts sets a family of metrics that count.
func setCounts(s *results.Summary, family string, h *histogram.Histogram) {
	high, low := h.Sum()
	s.SetRatio(quotientOf(family+".mean", area{high, low}, area{0, uint64(h.Count())}))
	setQuantiles(s, family, h, s.SetCount)
}

func quotientOf(name string, part, whole area) (string, int64, int64) {
	num, den := quotient(part, whole)
	return name, num, den
}

func setQuantiles(s *results.Summary, family string, h *histogram.Histogram, set func(name string, value int64)) {
	suffixes, shares := results.Quantiles()
	suffixes, shares = append(suffixes, "max"), append(shares, 1)
	for i, suffix := range suffixes {
		if h.Count() > 0 {
			set(family+"."+suffix, h.Quantile(shares[i]))
		} else {
			s.SetUndefined(family+"."+suffix, "")
		}
	}
}
