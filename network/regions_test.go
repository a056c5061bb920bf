package network

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAzureIsAsMeasured(t *testing.T) {
	azure, err := LookupRegions("azure")
	require.NoError(t, err)
	assert.Len(t, azure.Names, 10)
	assert.Contains(t, azure.Source, "CC BY 4.0")
	from, _ := azure.Index("East US")
	to, _ := azure.Index("uksouth")
	assert.Equal(t, 80*ms, azure.RTT[from][to])
	assert.Equal(t, "UK South", azure.Titles[to])
	brazil, _ := azure.Index("brazilsouth")
	assert.Equal(t, []time.Duration{183 * ms, 184 * ms}, []time.Duration{azure.RTT[to][brazil], azure.RTT[brazil][to]}, "slightly asymmetric")
}

func TestEC2IsAsPublished(t *testing.T) {
	ec2, err := LookupRegions("ec2")
	require.NoError(t, err)
	require.Len(t, ec2.Names, 8)
	delays, err := ec2.OneWay([]string{"us-west-1", "us-west-2", "sa-east-1", "ap-southeast-1"})
	require.NoError(t, err)
	assert.Equal(t, 22500*us/2, delays[0][1])
	assert.Equal(t, 362800*us/2, delays[2][3])
	for i := range ec2.RTT {
		for j := range ec2.RTT {
			assert.Equal(t, ec2.RTT[i][j], ec2.RTT[j][i])
			assert.Equal(t, i == j, ec2.RTT[i][j] == 0)
		}
	}
}

func TestOneWayHalvesTheRoundTrip(t *testing.T) {
	r, err := ReadRegions(strings.NewReader("from,A b,c\na B,2,31\nC,30,0.5\n"), "mine")
	require.NoError(t, err)
	assert.Equal(t, []string{"ab", "c"}, r.Names)
	assert.Equal(t, []string{"A b", "c"}, r.Titles)
	delays, err := r.OneWay([]string{"c", "ab", "AB"})
	require.NoError(t, err)
	assert.Equal(t, [][]time.Duration{{0, 15 * ms, 15 * ms}, {15500 * us, 0, ms}, {15500 * us, ms, 0}}, delays)
	_, err = r.OneWay([]string{"c", "d"})
	assert.EqualError(t, err, `no region "d" in mine; there are ab, c`)
}

func TestAnUnknownTableListsThoseThereAre(t *testing.T) {
	_, err := LookupRegions("gcp")
	assert.EqualError(t, err, `no table of regions "gcp"; there are azure, ec2, or a CSV file by its path`)
}

func TestSpreadsheetsCanBeRead(t *testing.T) {
	r, err := ReadRegions(strings.NewReader("\ufeff\"from\",\"a\", b \r\n\"a\",0, 1.5\r\nb,2,0\r\n"), "mine")
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, r.Names)
	assert.Equal(t, 1500*us, r.RTT[0][1])
}

func TestATableOfRegionsIsToldItsErrorsByLineAndColumn(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"", "m.csv:1:1: no header; the first line is a cell of any content and the names of the regions"},
		{"x\n", "m.csv:1:1: no header; the first line is a cell of any content and the names of the regions"},
		{"x,a,b\na,0,1\n", "m.csv:2:1: 2 regions in the header, and 1 rows"},
		{"x,a,b\n", "m.csv:1:1: 2 regions in the header, and 0 rows"},
		{"x,a\na,0\nb,1\n", "m.csv:3:1: a row more than the 1 regions in the header"},
		{"x,a,b\na,0,1\nb,1\n", "m.csv:3:1: 1 round trips for 2 regions"},
		{"x,a,b\na,0,1\nb,1,2,3\n", "m.csv:3:1: 3 round trips for 2 regions"},
		{"x,a,b\na,0,\nb,1,0\n", `m.csv:2:5: no round trip to "b"`},
		{"x,a,b\na,0,-3\nb,1,0\n", "m.csv:2:5: a round trip of -3 ms is negative"},
		{"x,a,b\na,0,NaN\nb,1,0\n", `m.csv:2:5: "NaN" is not a number of milliseconds`},
		{"x,a,b\na,0,40ms\nb,1,0\n", `m.csv:2:5: "40ms" is not a number of milliseconds`},
		{"x,a,b\na,0,Inf\nb,1,0\n", "m.csv:2:5: a round trip of +Inf ms is too long; 3.6e+06 is the most"},
		{"x,a, \na,0,1\n,1,0\n", "m.csv:1:5: region 2 has no name"},
		{"x,a,A\na,0,1\na,1,0\n", `m.csv:1:5: regions 1 and 2 are both named "a"`},
		{"x,a,b\nb,0,1\na,1,0\n", "m.csv:2:1: row 1 is \"b\", and the header has \"a\" there; rows come in its order\nm.csv:3:1: row 2 is \"a\", and the header has \"b\" there; rows come in its order"},
		{"x,a,b\na,0,\"1\nb,1,0\n", `m.csv:3:7: extraneous or missing " in quoted-field`},
		{"x" + strings.Repeat(",a", 1001), "m.csv:1:1: 1001 regions are too many; 1000 is the most"},
	} {
		r, err := ReadRegions(strings.NewReader(c.file), "m.csv")
		assert.EqualError(t, err, c.want)
		assert.Nil(t, r)
	}
}

func TestOnlySoManyErrorsAreTold(t *testing.T) {
	file := "x" + strings.Repeat(",", 500)
	_, err := ReadRegions(strings.NewReader(file), "m.csv")
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	assert.Len(t, lines, maxProblems+1)
	assert.Equal(t, "m.csv: too many errors", lines[maxProblems])
}

// endless is a file that does not end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '1'
	}
	return len(p), nil
}

func TestAHugeFileIsNotReadToItsEnd(t *testing.T) {
	_, err := ReadRegions(endless{}, "m.csv")
	assert.EqualError(t, err, "m.csv: the file is larger than 16 MiB")
	_, err = ReadRegions(io.MultiReader(strings.NewReader("x,a\na,0"), failing{}), "m.csv")
	assert.EqualError(t, err, "m.csv: the disk is on fire")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("the disk is on fire") }

func FuzzReadRegions(f *testing.F) {
	f.Add("x,a,b\na,0,1\nb,1,0\n")
	f.Add("x,a,\"b\"\na,0,1e3\nb,-1,\n")
	f.Add(string(ec2CSV))
	f.Fuzz(func(t *testing.T, file string) {
		r, err := ReadRegions(strings.NewReader(file), "fuzz")
		if err != nil {
			return
		}
		_, err = r.OneWay(r.Names)
		require.NoError(t, err)
		require.Len(t, r.Titles, len(r.RTT))
	})
}
