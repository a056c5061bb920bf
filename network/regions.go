package network

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Regions is a table of measured round trips between places.
type Regions struct {
	Name    string // what a scenario calls the table
	Source  string // who measured what, and when
	License string
	Note    string // what to know before leaning on it

	Names  []string          // canonical: lower case, without spaces ("eastus")
	Titles []string          // as the source writes them ("East US")
	RTT    [][]time.Duration // [from][to], asymmetric where the source is; at least 0
}

// AzureAttribution is what must stand beside results that use the table "azure".
const AzureAttribution = "Azure documentation, azure-network-latency (Microsoft): P95 round trips over the 30 days to 30 July 2026, CC BY 4.0, ten regions chosen"

//go:embed data/azure-p95-rtt-ms-2026-07.csv
var azureCSV []byte

//go:embed data/ec2-mean-rtt-ms-vldb2014.csv
var ec2CSV []byte

// shipped reads the embedded tables, once.
var shipped = sync.OnceValue(func() []*Regions {
	azure := mustRead("azure", azureCSV)
	azure.Source = AzureAttribution
	azure.License = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
	azure.Note = "a 95th percentile, not a mean, and slightly asymmetric; 0 within a region"
	ec2 := mustRead("ec2", ec2CSV)
	ec2.Source = "Bailis, Davidson, Fekete, Ghodsi, Hellerstein, Stoica, Highly Available Transactions, PVLDB 7(3), VLDB 2014, Table 1: mean round trips between EC2 regions"
	ec2.License = "figures cited from the paper"
	ec2.Note = "means, symmetric, and measured before 2014; 0 within a region"
	return []*Regions{azure, ec2}
})

func mustRead(name string, csv []byte) *Regions {
	r, err := ReadRegions(bytes.NewReader(csv), name)
	if err != nil {
		panic("network: " + err.Error())
	}
	return r
}

// RegionSets returns the tables that come with the program. They are shared: do not
// change them.
func RegionSets() []*Regions { return shipped() }

// LookupRegions returns the table of that name, or an error that lists those there
// are.
func LookupRegions(name string) (*Regions, error) {
	var known []string
	for _, r := range shipped() {
		if r.Name == name {
			return r, nil
		}
		known = append(known, r.Name)
	}
	return nil, fmt.Errorf("no table of regions %q; there are %s, or a CSV file by its path", name, strings.Join(known, ", "))
}

// Canonical writes a region's name in lower case and without spaces.
func Canonical(region string) string {
	return strings.ToLower(strings.Join(strings.Fields(region), ""))
}

// Index returns the number of a region, however it is written ("East US", "eastus").
func (r *Regions) Index(region string) (int, bool) {
	name := Canonical(region)
	for i, known := range r.Names {
		if known == name {
			return i, true
		}
	}
	return 0, false
}

// OneWay returns the one-way delays between the given regions, one for each node of
// a network, as Latency.Matrix wants them: half the round trip from the first to the
// second. A region may come more than once; the delay within it is half of what the
// table says for it, and 0 from a node to itself. The error names a region that the
// table does not have, and those it has.
func (r *Regions) OneWay(names []string) ([][]time.Duration, error) {
	index := make([]int, len(names))
	for i, name := range names {
		found, ok := r.Index(name)
		if !ok {
			return nil, fmt.Errorf("no region %q in %s; there are %s", name, r.Name, strings.Join(r.Names, ", "))
		}
		index[i] = found
	}
	matrix := make([][]time.Duration, len(names))
	for i, from := range index {
		matrix[i] = make([]time.Duration, len(names))
		for j, to := range index {
			if i != j {
				matrix[i][j] = r.RTT[from][to] / 2
			}
		}
	}
	return matrix, nil
}
