package scenarios

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// File is a file that a scenario names, as it was when the scenario was read.
type File struct {
	Name    string
	Content []byte
}

// Packed is the scenario as Effective prints it, but for the names of files: those stand
// beside it, and are returned. Files of more than 32 MiB stay where they are. What is
// read back from a folder with all of them packs to the same again.
func (s *Scenario) Packed() (yaml []byte, files []File) {
	root, p := encodeFile(s.file), packing{}
	for _, r := range s.readings {
		p.put(root.Find(r.path), r)
	}
	for i, c := range s.Contrasts {
		set := root.Find(indexed("contrast", i) + ".set")
		for _, r := range c.readings {
			p.put(findIn(set, r.path), r)
		}
	}
	return document.Write(root), p.files
}

// reading is a file that was read for the key at a path.
type reading struct {
	path, name string
	content    *copyOf
}

// copyOf is what has been read of a file.
type copyOf struct {
	bytes.Buffer
	large bool // and so not kept
}

func (c *copyOf) Write(p []byte) (int, error) {
	if c.large = c.large || c.Len()+len(p) > maxAttachment; c.large {
		c.Buffer = bytes.Buffer{}
		return len(p), nil
	}
	return c.Buffer.Write(p)
}

// kept is a file that keeps a copy of what is read from it.
type kept struct {
	io.Reader
	io.Closer
}

func (b *builder) keep(path, name string, file io.ReadCloser) io.ReadCloser {
	content := &copyOf{}
	b.readings = append(b.readings, reading{path, name, content})
	return kept{io.TeeReader(file, content), file}
}

// readAlso notes that what was read for the keys under one path stands under another, too.
func (b *builder) readAlso(from, to string) {
	for _, r := range b.readings {
		if rest, ok := strings.CutPrefix(r.path, from+"."); ok {
			b.readings = append(b.readings, reading{to + "." + rest, r.name, r.content})
		}
	}
}

// findIn finds the value of a path in settings, each of which stands for a path itself.
func findIn(set *document.Node, path string) *document.Node {
	for i, key := range set.Keys {
		rest, ok := strings.CutPrefix(path, key.Name)
		switch {
		case !ok:
		case rest == "":
			return set.Items[i]
		case rest[0] == '.' || rest[0] == '[':
			return set.Items[i].Find(strings.TrimPrefix(rest, "."))
		}
	}
	return nil
}

// packing puts files beside a scenario.
type packing struct{ files []File }

// put lets a key name the copy of what was read for it.
func (p *packing) put(key *document.Node, r reading) {
	if key != nil && key.Text == r.name && !r.content.large {
		key.Text = p.add(packedName(r.name), r.content.Bytes())
	}
}

// add is the name of a file that has some content: the one wished for, or else that with
// a number.
func (p *packing) add(name string, content []byte) string {
	stem, ending := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	for n := 2; ; n++ {
		at := slices.IndexFunc(p.files, func(f File) bool { return f.Name == name })
		if at < 0 {
			p.files = append(p.files, File{name, content})
			return name
		}
		if bytes.Equal(p.files[at].Content, content) {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, ending)
	}
}

// packedName is a file's own name, without its folder, and not like that of a result.
func packedName(name string) string {
	base := path.Base(filepath.ToSlash(name))
	switch path.Ext(base) {
	case ".csv", ".txt", ".star":
		if base != "final.csv" && base != "metrics.csv" {
			return base
		}
	}
	return "input-" + strings.TrimPrefix(base, "input-")
}
