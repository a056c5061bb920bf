package analysis

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// intervals are the spans of the faults that strike, as they are told and shaded.
func intervals(config model.Config, faults []model.Fault) []results.Interval {
	var spans []results.Interval
	for i := range faults {
		f := &faults[i]
		if f.At >= config.Duration {
			continue
		}
		spans = append(spans, results.Interval{
			Kind: f.Kind.String(), Label: faultLabel(leaderNames(config), f),
			From: sim.Time(f.At), To: sim.Time(endOf(f, config.Duration)),
			Leaders: f.Leaders, Links: linksOf(len(config.Leaders), f),
		})
	}
	return spans
}

// endOf is when a fault is over: at once if what it does stays, and with the load at
// the latest.
func endOf(f *model.Fault, load time.Duration) time.Duration {
	switch {
	case f.Kind == model.Join, f.Kind == model.Leave:
		return f.At
	case f.Kind == model.Clock && f.For == 0 && f.Drift == 0:
		return f.At
	case f.For > 0:
		return min(load, f.At+f.For)
	}
	return load
}

// goneBy tells by leader who has left by the end of the load.
func goneBy(faults []model.Fault, load time.Duration) map[int]bool {
	gone := map[int]bool{}
	for _, f := range faults {
		if f.Kind == model.Leave && f.At < load {
			for _, leader := range f.Leaders {
				gone[leader] = true
			}
		}
	}
	return gone
}

// faultLabel says what a fault does: "partition virginia | london, tokyo".
func faultLabel(names []string, f *model.Fault) string {
	switch f.Kind {
	case model.Partition:
		return partitionLabel(names, f)
	case model.Cut:
		return "cut " + linksLabel(names, f.Links)
	case model.Slow:
		return fmt.Sprintf("slow %s ×%s", linksLabel(names, f.Links), number(f.Factor))
	case model.Loss:
		return fmt.Sprintf("loss %s %s%%", linksLabel(names, f.Links), number(100*f.Share))
	case model.Clock:
		return "clock " + leadersLabel(names, f.Leaders) + " " + clockLabel(f)
	case model.Crash:
		if f.DiskLost {
			return "crash " + leadersLabel(names, f.Leaders) + ", disk lost"
		}
	}
	return f.Kind.String() + " " + leadersLabel(names, f.Leaders)
}

// partitionLabel names the groups, or says of a shape without groups who hears whom.
func partitionLabel(names []string, f *model.Fault) string {
	word := "partition"
	if f.Shape == model.Flapping {
		word = f.Shape.String()
	}
	switch f.Shape {
	case model.Bridge:
		return "partition bridge over " + leadersLabel(names, unstruck(len(names), f.Links))
	case model.MajoritiesRing:
		return "partition majorities-ring, each hears another majority"
	}
	parts := groupsOf(len(names), f)
	if f.Shape != model.NoShape {
		parts = slices.SortedFunc(slices.Values(parts), func(a, b []int) int { return slices.Min(a) - slices.Min(b) })
	}
	var groups []string
	for _, group := range parts {
		groups = append(groups, leadersLabel(names, slices.Sorted(slices.Values(group))))
	}
	return word + " " + strings.Join(abridged(groups), " | ")
}

// unstruck are the leaders at the end of no link.
func unstruck(leaders int, links [][2]int) []int {
	struck := make([]bool, leaders)
	for _, l := range links {
		struck[l[0]], struck[l[1]] = true, true
	}
	var rest []int
	for i := range struck {
		if !struck[i] {
			rest = append(rest, i)
		}
	}
	return rest
}

// clockLabel is what a clock gains: "−3 s", "+50 ppm".
func clockLabel(f *model.Fault) string {
	var parts []string
	if f.Step != 0 {
		parts = append(parts, signed(f.Step < 0, results.Duration(int64(f.Step.Abs()))))
	}
	if f.Drift != 0 {
		parts = append(parts, signed(f.Drift < 0, number(float64(max(f.Drift, -f.Drift))/1000)+" ppm"))
	}
	return strings.Join(parts, ", ")
}

func signed(negative bool, quantity string) string {
	if negative {
		return "−" + quantity
	}
	return "+" + quantity
}

// number prints a factor or share to as many digits as a person wants: four, or those
// before the point.
func number(v float64) string {
	if v >= 1000 {
		return results.Grouped(int64(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

func leadersLabel(names []string, leaders []int) string {
	var named []string
	for _, i := range leaders {
		named = append(named, names[i])
	}
	return strings.Join(abridged(named), ", ")
}

// linksLabel names links, those that go both ways once.
func linksLabel(names []string, links [][2]int) string {
	if len(links) == 0 {
		return "all links"
	}
	var named []string
	for i, l := range links {
		switch back := slices.Index(links, [2]int{l[1], l[0]}); {
		case back < 0:
			named = append(named, names[l[0]]+" → "+names[l[1]])
		case i < back:
			named = append(named, names[l[0]]+" ↔ "+names[l[1]])
		}
	}
	return strings.Join(abridged(named), ", ")
}

// abridged counts the last of many: "n1", "n2", "n3", "n4", "96 more".
func abridged(words []string) []string {
	const most = 6
	if len(words) <= most {
		return words
	}
	kept := most - 2
	return append(words[:kept:kept], fmt.Sprintf("%d more", len(words)-kept))
}

// groupsOf completes a partition's groups with the one of the leaders in none.
func groupsOf(leaders int, f *model.Fault) [][]int {
	in := make([]bool, leaders)
	for _, group := range f.Groups {
		for _, i := range group {
			in[i] = true
		}
	}
	var rest []int
	for i := range in {
		if !in[i] {
			rest = append(rest, i)
		}
	}
	if len(rest) == 0 {
		return f.Groups
	}
	return append(append([][]int(nil), f.Groups...), rest)
}

// linksOf are the links that a fault strikes by name, or by parting groups.
func linksOf(leaders int, f *model.Fault) [][2]int {
	if len(f.Groups) == 0 {
		return f.Links
	}
	var links [][2]int
	groups := groupsOf(leaders, f)
	for g, from := range groups {
		for h, to := range groups {
			if g == h {
				continue
			}
			for _, a := range from {
				for _, b := range to {
					links = append(links, [2]int{a, b})
				}
			}
		}
	}
	return links
}
