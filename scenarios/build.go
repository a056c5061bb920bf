package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// builder turns a decoded file into a model.Config and checks what depends on more
// than one key. It says nothing about a key of which the decoder has complained, or
// that depends on one.
type builder struct {
	file      *file
	root      *document.Node
	files     attachments
	problems  []document.Problem
	exact     map[string]bool // paths with a problem
	bad       map[string]bool // paths with a problem at or beneath them
	members   []member        // all leaders
	index     map[string]int  // leaders by name
	laws      map[string]tabulated
	suggested map[string]string // what was said for a name that is no leader's
	nameless  bool              // a leader has no name, or none that is right
	sound     bool              // the network has passed its check
	entries   []int             // the file's numbers of the links, of which an entry may give two
	readings  []reading         // files that have been read
	steps     []int             // the file's numbers of the steps of the script, which are sorted
	ruled     *strategy.Rule    // what resolves conflicts; nil: something is wrong with it
}

func newBuilder(f *file, root *document.Node, files attachments, problems []document.Problem) *builder {
	b := &builder{
		file: f, root: root, files: files, problems: problems, members: f.members(),
		exact: map[string]bool{}, bad: map[string]bool{}, index: map[string]int{}, laws: map[string]tabulated{}, suggested: map[string]string{},
	}
	for _, p := range problems {
		b.mark(p.Path)
	}
	return b
}

// mark notes that a path, and so everything above it, has a problem.
func (b *builder) mark(path string) {
	b.exact[path] = true
	for path != "" && !b.bad[path] {
		b.bad[path] = true
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// unreadable reports whether the decoder has complained of what stands where the key
// would be: a word, which has no keys, or a misspelt one, beside it.
func (b *builder) unreadable(path string) bool {
	n := b.root.Nearest(path)
	if n.Kind != document.Map || n == b.root || n.Path() == path {
		return b.exact[n.Path()]
	}
	return slices.ContainsFunc(n.Keys, func(key document.Key) bool { return b.exact[n.KeyPath(key.Name)] })
}

// ok reports whether nothing is wrong at or beneath the paths.
func (b *builder) ok(paths ...string) bool {
	for _, path := range paths {
		if b.bad[path] {
			return false
		}
	}
	return true
}

// fail reports a problem of a key, at its value or at what stands in its place,
// unless there is one there already.
func (b *builder) fail(path, suggestion, format string, args ...any) {
	if !b.ok(path) || b.unreadable(path) || b.full() {
		return
	}
	b.mark(path)
	b.problems = append(b.problems, document.Problem{
		Position: b.root.Nearest(path).Position, Path: path,
		Message: fmt.Sprintf(format, args...), Suggestion: suggestion,
	})
}

// full reports whether there are more problems than anybody reads. What is slow,
// such as finding the nearest name, is not done then.
func (b *builder) full() bool { return len(b.problems) > maxReported }

// failKey reports that a key should not be there: it points at the key.
func (b *builder) failKey(parent, key, suggestion, format string, args ...any) {
	node := b.root
	if parent != "" {
		node = b.root.Nearest(parent)
	}
	path := join(parent, key)
	b.mark(path)
	b.problems = append(b.problems, document.Problem{
		Position: node.KeyAt(key), Path: path,
		Message: fmt.Sprintf(format, args...), Suggestion: suggestion,
	})
}

func join(parent, key string) string {
	if parent == "" {
		return key
	}
	return parent + "." + key
}

// given reports whether the document has the key.
func (b *builder) given(path string) bool { return b.root.Find(path) != nil }

// config builds everything. It is of use only if no problem was found.
func (b *builder) config() model.Config {
	f := b.file
	c := model.Config{
		Name:     f.Name,
		Seed:     f.Seed,
		Warmup:   time.Duration(f.Warmup),
		Duration: time.Duration(f.Duration),
		Settle:   time.Duration(f.Settle),
	}
	b.head()
	c.Leaders = b.leaders()
	c.Network = b.network()
	c.Replication = b.replication()
	c.Conflicts = b.conflicts()
	b.certification()
	c.Workload = b.workload()
	c.Script = b.script()
	b.suits(&c)
	c.Faults = b.faults(c.Network)
	b.contrastNames()
	b.sweep()
	b.fits(&c)
	return c
}

const (
	maxName = 100
	maxSpan = quantity.Span(600_000 * time.Hour) // 68 years: no sum of a few times overflows
)

func (b *builder) head() {
	f := b.file
	switch {
	case f.Name == "":
		b.fail("name", "letters, digits and '-'", "the name is empty")
	case !isName(f.Name):
		b.fail("name", "letters, digits and '-', at most 100", "%q cannot name a results folder", f.Name)
	}
	if f.Duration == 0 {
		b.fail("duration", "such as 60s", "the run has no length")
	}
	b.short("warmup", f.Warmup)
	b.short("duration", f.Duration)
	b.short("settle", f.Settle)
	if b.ok("duration") && f.Warmup >= f.Duration {
		b.fail("warmup", "a warmup is shorter than duration, which includes it", "%s leaves nothing of the run (%s)", b.written("warmup", f.Warmup), b.written("duration", f.Duration))
	}
}

func (b *builder) short(key string, s quantity.Span) {
	if s > maxSpan {
		b.fail(key, "", "%s is longer than a run can be (%s)", b.written(key, s), maxSpan)
	}
}

func isName(name string) bool {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') {
			return false
		}
	}
	return len(name) <= maxName && name != "" && name[0] != '-'
}

// leader finds a leader by name. ok is false if there is none, which is reported
// unless the leaders themselves are in doubt.
func (b *builder) leader(path, name string) (i int, ok bool) {
	if i, ok = b.index[name]; !ok && !b.full() && b.known() {
		b.fail(path, b.suggestLeader(name), "there is no leader %q", name)
	}
	return i, ok
}

// known reports whether the names of all leaders are.
func (b *builder) known() bool { return !b.nameless && !b.exact["leaders"] }

// suggestLeader remembers what it has said: the same slip comes again and again.
func (b *builder) suggestLeader(name string) string {
	text, said := b.suggested[name]
	if !said {
		text = nearest.Suggest(name, b.leaderNames())
		b.suggested[name] = text
	}
	return text
}

func (b *builder) leaderNames() []string {
	var names []string
	for _, l := range b.members {
		names = append(names, l.Name)
	}
	return names
}

// within reports a time that is past the end of the load.
func (b *builder) within(path string, at quantity.Span) {
	if end := b.file.Duration; b.ok("duration") && at > end {
		b.fail(path, "a time before that, or a longer duration", "%s is past the end of the run (%s)", b.written(path, at), b.written("duration", end))
	}
}

// written returns a duration as the file has it.
func (b *builder) written(path string, s quantity.Span) string {
	if node := b.root.Find(path); node != nil && node.Kind.Scalar() {
		return node.Text
	}
	return s.String()
}

// positive reports a span that is zero where that makes no sense.
func (b *builder) positive(path string, s quantity.Span, suggestion string) {
	if s <= 0 {
		b.fail(path, suggestion, "%s is no time at all", b.written(path, s))
	}
}

// between reports a number out of its range.
func (b *builder) between(path string, n, low, high float64) {
	if n < low || n > high {
		b.fail(path, "", "%s is out of range; it is between %s and %s", plainNumber(n), plainNumber(low), plainNumber(high))
	}
}

// plainNumber prints whole numbers without an exponent.
func plainNumber(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
