package scenarios

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
	"github.com/mlrsim/mlrsim/sim"
)

// attachments are the files that a scenario may name: those of a file system, or
// if that is nil, of the computer, relative to a directory.
type attachments struct {
	files fs.FS
	dir   string
}

// path is what a file is called in errors.
func (a attachments) path(name string) string {
	if a.files != nil || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.dir, name)
}

// open opens a file. Only regular ones are: a device may have no end, and a pipe
// could not be read again for the lines that errors show.
func (a attachments) open(name string) (io.ReadCloser, error) {
	if a.files != nil {
		return a.files.Open(name)
	}
	path := a.path(name)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errIrregular
	}
	return os.Open(path)
}

var errIrregular = errors.New("this is not a file of data")

const (
	maxAttachment = 32 << 20 // bytes of a table of regions or of samples
	fileProblems  = 10       // so many problems of one file are told
)

// attached opens a file that the key at path names, or reports why not.
func (b *builder) attached(path, name string) io.ReadCloser {
	file, err := b.files.open(name)
	var reason *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b.fail(path, "paths are relative to the scenario file", "there is no file %s", b.files.path(name))
	case errors.As(err, &reason):
		b.fail(path, "", "%s: %v", name, reason.Err)
	case err != nil:
		b.fail(path, "", "%s: %v", name, err)
	default:
		return b.keep(path, name, file)
	}
	return nil
}

// attachment reads a whole file that the key at path names.
func (b *builder) attachment(path, name string) *document.Source {
	file := b.attached(path, name)
	if file == nil {
		return nil
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxAttachment+1))
	switch {
	case err != nil:
		b.fail(path, "", "%s: %v", name, err)
	case len(text) > maxAttachment:
		b.fail(path, "", "%s is larger than %s", name, quantity.Size(maxAttachment))
	default:
		return &document.Source{Name: b.files.path(name), Text: string(text)}
	}
	return nil
}

// inFile reports a problem of another file than the scenario.
func (b *builder) inFile(source *document.Source, path string, line, column int, message string) {
	b.mark(path)
	b.problems = append(b.problems, document.Problem{
		Position: document.Position{Source: source, Line: max(line, 1), Column: max(column, 1)},
		Message:  message,
	})
}

var located = regexp.MustCompile(`:(\d+):(\d+): `)

// regions builds the matrix of one-way delays between the leaders.
func (b *builder) regions(path string, l latency) network.Latency {
	table := b.regionTable(path+".regions", l.Regions)
	if l.Plain != nil || l.lawKeys.given() {
		b.fail(path, "either regions, perhaps with jitter and floor, or a distribution", "regions and a distribution contradict each other")
	}
	if table == nil {
		return network.Latency{}
	}
	var names []string
	for _, m := range b.members {
		b.region(m.path, m.leader, table)
		names = append(names, m.Region)
	}
	matrix, err := table.OneWay(names)
	if err != nil {
		return network.Latency{} // each unknown region has been reported
	}
	if l.Floor != nil {
		raise(matrix, time.Duration(*l.Floor))
	}
	return network.Latency{Matrix: matrix, Jitter: float64(*l.Jitter)}
}

// given reports whether there is a law beside a floor.
func (k lawKeys) given() bool {
	return k.Constant != nil || k.Exponential != nil || k.Lognormal != nil || k.Uniform != nil || k.Normal != nil ||
		k.Gamma != nil || k.Weibull != nil || k.Pareto != nil || k.Mixture != nil || k.Empirical != ""
}

func raise(matrix [][]time.Duration, floor time.Duration) {
	for i := range matrix {
		for j := range matrix[i] {
			if i != j {
				matrix[i][j] += floor
			}
		}
	}
}

// region reports a leader whose region is not in the table.
func (b *builder) region(path string, l leader, table *network.Regions) {
	if _, ok := table.Index(l.Region); ok || !b.ok(path) {
		return
	}
	suggestion := nearest.Suggest(l.Region, table.Names)
	if !b.given(path + ".region") {
		b.fail(path, "give the leader a region; "+suggestion, "%s is no region of %s", l.Name, table.Name)
		return
	}
	b.fail(path+".region", suggestion, "there is no region %q in %s", l.Region, table.Name)
}

// regionTable finds a built-in table, or else reads a file.
func (b *builder) regionTable(path, name string) *network.Regions {
	if table, err := network.LookupRegions(name); err == nil {
		return table
	}
	if !strings.ContainsAny(name, "./\\") {
		var known []string
		for _, table := range network.RegionSets() {
			known = append(known, table.Name)
		}
		b.fail(path, nearest.Suggest(name, known)+", or a CSV file by its path", "there is no table of regions %q", name)
		return nil
	}
	source := b.attachment(path, name)
	if source == nil {
		return nil
	}
	table, err := network.ReadRegions(strings.NewReader(source.Text), name)
	for _, err := range split(err) {
		text, line, column := strings.TrimPrefix(err.Error(), name), 1, 1
		if place := located.FindStringSubmatch(text); place != nil && strings.HasPrefix(text, place[0]) {
			line, _ = strconv.Atoi(place[1])
			column, _ = strconv.Atoi(place[2])
			text = strings.TrimPrefix(text, place[0])
		}
		b.inFile(source, path, line, column, strings.TrimPrefix(text, ": "))
	}
	return table
}

// sampleHeader is a first line such as latency_ms, after which lines are numbers.
var sampleHeader = regexp.MustCompile(`^[A-Za-z_ ]*_(ns|us|ms|s)$`)

// empirical reads a file of samples, one a line: durations with units, or numbers
// below a header that names the unit. Empty lines and those that begin with # are
// left out.
func (b *builder) empirical(path, name string) *sim.Law {
	source := b.attachment(path, name)
	if source == nil {
		return nil
	}
	var samples []time.Duration
	unit, first, wrong := "", true, 0
	lines := bufio.NewScanner(strings.NewReader(source.Text))
	lines.Buffer(nil, maxAttachment+1)
	for number := 1; lines.Scan() && wrong < fileProblems; number++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if header := sampleHeader.FindStringSubmatch(line); first && header != nil {
			unit, first = header[1], false
			continue
		}
		first = false
		d, err := sample(line, unit)
		if err != nil {
			b.inFile(source, path, number, 1, err.Error())
			wrong++
		}
		samples = append(samples, d)
	}
	if len(samples) == 0 {
		b.inFile(source, path, 1, 1, "there is no sample in the file")
	}
	if !b.ok(path) {
		return nil
	}
	return sim.Empirical(samples)
}

func sample(line, unit string) (time.Duration, error) {
	var s quantity.Span
	if _, err := strconv.ParseFloat(line, 64); err == nil && unit == "" {
		return 0, fmt.Errorf("%s: which unit? %sms, or a first line such as latency_ms", line, line)
	}
	err := s.UnmarshalText([]byte(line + unit))
	return time.Duration(s), err
}
