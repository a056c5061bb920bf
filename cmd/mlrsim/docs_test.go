package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/mlrsim/mlrsim/scenarios"
)

// docs is the folder above README.md and docs/.
const docs = "../.."

// fence is a fenced block of a document.
type fence struct {
	language string
	line     int // of its first line
	text     string
}

// document is what of a document can be run.
type document struct {
	name   string
	fences []fence
	inline []string // `commands` in prose
}

func documents(t *testing.T) []document {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(docs, "docs", "*.md"))
	require.NoError(t, err)
	var all []document
	for _, path := range append(paths, filepath.Join(docs, "README.md")) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		all = append(all, documentOf(filepath.Base(path), string(text)))
	}
	return all
}

var commandInProse = regexp.MustCompile("`(mlrsim [^`]+)`")

func documentOf(name, text string) document {
	d := document{name: name}
	var open *fence
	for i, line := range strings.Split(text, "\n") {
		language, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case isFence && open == nil:
			open = &fence{language: language, line: i + 2}
		case isFence:
			d.fences = append(d.fences, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		default:
			for _, match := range commandInProse.FindAllStringSubmatch(line, -1) {
				d.inline = append(d.inline, match[1])
			}
		}
	}
	return d
}

// shell runs a line of sh in a folder, where mlrsim is this program, and returns
// what it printed and its exit code.
func shell(t *testing.T, folder, line string) (string, int) {
	t.Helper()
	line = strings.ReplaceAll(line, "go run ./cmd/mlrsim", "mlrsim")
	line = strings.ReplaceAll(line, "go get github.com/mlrsim/mlrsim@latest", thisVersion(t))
	command := exec.Command("sh", "-c", line)
	command.Dir = folder
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	out, err := command.CombinedOutput()
	exit := (*exec.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", line, err)
	}
	return string(out), command.ProcessState.ExitCode()
}

// thisVersion is a command that makes a module in another folder use this one, and
// everything that it needs, without asking the network.
func thisVersion(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(docs)
	require.NoError(t, err)
	const path = "github.com/mlrsim/mlrsim"
	return fmt.Sprintf("go mod edit -require %s@v0.0.0 -replace '%[1]s=%s' && cp '%[2]s/go.sum' .", path, root)
}

// notHere are commands that a test cannot run: they would run the tests again, need
// the network, or take minutes.
var notHere = regexp.MustCompile(`^(go (test|tool|install|build|generate|vet)|git|cd|bash \.ci|\./)\b|\.ci/|mlrsim validate( -o \S+)?$`)

// placeholder is a word that a reader is to replace.
var placeholder = regexp.MustCompile(`\b[A-Z]{3,}\b|…`)

// TestDocsRun runs every command of README.md and docs/*.md, in a folder for each
// document, and compares what a console shows with what is printed. In such a block a
// line … stands for any lines. A block whose first line is a comment with a file's name
// is that file, for the commands after it.
func TestDocsRun(t *testing.T) {
	for _, d := range documents(t) {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for _, f := range d.fences {
				f.keep(t, folder)
				switch f.language {
				case "sh", "console":
					f.run(t, d.name, folder)
				case "yaml":
					f.load(t, d.name, folder)
				case "yml":
					f.work(t, d.name, folder)
				}
			}
			for _, line := range d.inline {
				if placeholder.MatchString(line) || notHere.MatchString(line) {
					continue
				}
				out, code := shell(t, folder, line)
				assert.True(t, code == allWell || code == notAsClaimed && strings.Contains(line, "--"), "%s: `%s` exits with %d:\n%s", d.name, line, code, out)
			}
		})
	}
}

// run runs the commands of a block in order.
func (f *fence) run(t *testing.T, name, folder string) {
	for _, step := range f.steps() {
		if f.language == "sh" && notHere.MatchString(step.command) {
			continue
		}
		out, code := shell(t, folder, step.command)
		if !assert.Zero(t, code, "%s:%d: %s\n%s", name, f.line, step.command, out) || f.language == "sh" {
			continue
		}
		assert.Regexp(t, step.pattern(), out, "%s:%d: %s", name, f.line, step.command)
	}
}

// step is a command and what it is said to print.
type step struct{ command, printed string }

func (f *fence) steps() []step {
	var steps []step
	for line := range strings.Lines(f.text) {
		command, isCommand := strings.CutPrefix(line, "$ ")
		comment := regexp.MustCompile(`\s+# .*|\n`)
		switch {
		case f.language == "sh" && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#"):
			steps = append(steps, step{command: comment.ReplaceAllString(line, "")})
		case isCommand:
			steps = append(steps, step{command: strings.TrimSpace(command)})
		case len(steps) > 0:
			steps[len(steps)-1].printed += line
		}
	}
	return steps
}

func (s step) pattern() string {
	pattern := "^"
	for line := range strings.Lines(s.printed) {
		if strings.TrimSpace(line) == "…" {
			pattern += `(?s:.*)`
		} else {
			pattern += regexp.QuoteMeta(line)
		}
	}
	return pattern + "$"
}

var fileName = regexp.MustCompile(`^(?:#|//) ([\w-]+\.\w+)\n`)

// keep writes the file that the block is, if it is one.
func (f *fence) keep(t *testing.T, folder string) {
	if name := fileName.FindStringSubmatch(f.text); name != nil {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name[1]), []byte(f.text), 0o644))
	}
}

// work runs the commands of a workflow of GitHub's.
func (f *fence) work(t *testing.T, name, folder string) {
	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	require.NoError(t, yaml.Unmarshal([]byte(f.text), &workflow), "%s:%d", name, f.line)
	require.NotEmpty(t, workflow.Jobs, "%s:%d", name, f.line)
	for _, job := range workflow.Jobs {
		commands := &fence{language: "sh", line: f.line}
		for _, step := range job.Steps {
			commands.text += step.Run + "\n"
		}
		commands.run(t, name, folder)
	}
}

// load reads a scenario, or a part of one.
func (f *fence) load(t *testing.T, name, folder string) {
	text := f.text
	for key, line := range map[string]string{
		"name:": "name: example\n", "duration:": "duration: 60s\n",
		"leaders:": "leaders:\n  - {name: virginia, region: eastus}\n  - {name: london, region: uksouth}\n  - {name: tokyo, region: japaneast}\n",
	} {
		if !regexp.MustCompile(`(?m)^` + key).MatchString(text) {
			text = line + text
		}
	}
	_, err := scenarios.Read(strings.NewReader(text), name, scenarios.Options{Dir: folder})
	assert.NoError(t, err, "%s:%d", name, f.line)
}

func TestDocsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	paths, err := filepath.Glob(filepath.Join(docs, "docs", "*.md"))
	require.NoError(t, err)
	for _, path := range append(paths, filepath.Join(docs, "README.md"), filepath.Join(docs, "CHANGELOG.md")) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, match := range link.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(match[1], "://") {
				assert.FileExists(t, filepath.Join(filepath.Dir(path), match[1]), path)
			}
		}
	}
}

// Claims of real systems have a page of their own.
func TestTheReadmeNamesTheWholeLibrary(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(docs, "README.md"))
	require.NoError(t, err)
	reality, err := os.ReadFile(filepath.Join(docs, "docs", "reality.md"))
	require.NoError(t, err)
	for _, e := range scenarios.Library() {
		page, text := "README.md", readme
		if slices.Contains(e.Tags, "reality") {
			page, text = "docs/reality.md", reality
		}
		assert.True(t, strings.Contains(string(text), "`"+e.Name+"`"), "%s does not name %s", page, e.Name)
	}
}
