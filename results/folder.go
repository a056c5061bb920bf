package results

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// Draft is a results folder in the making. Its files go into a hidden folder beside
// the place where it will stand, ROOT/<scenario>/seed-<n>; Commit moves it there in
// one step, Discard removes it. One of the two must be called.
type Draft struct {
	place place
	temp  string   // "" once committed or discarded
	made  []string // folders above it that were made for it, innermost first
	files []string // names of what has been written
}

// place is where a results folder will stand.
type place struct {
	parent string // ROOT/<scenario>
	name   string // seed-<n>
}

func (p place) path() string { return filepath.Join(p.parent, p.name) }

// FolderPath is where the results of a run belong: ROOT/<scenario>/seed-<n>.
func FolderPath(root, scenario string, seed uint64) string {
	return filepath.Join(root, scenario, fmt.Sprintf("seed-%d", seed))
}

// Begin starts the results folder of a run, so that what is wrong with the place is
// found before the run. Folders that an earlier process left half-written there are
// cleared away. Errors are *FolderError.
func Begin(root, scenario string, seed uint64) (*Draft, error) {
	path := FolderPath(root, scenario, seed)
	p := place{filepath.Dir(path), filepath.Base(path)}
	d := &Draft{place: p, made: absent(p.parent)}
	if err := d.begin(); err != nil {
		d.Discard()
		return nil, failed(path, err)
	}
	return d, nil
}

func (d *Draft) begin() error {
	if err := os.MkdirAll(d.place.parent, 0o777); err != nil {
		return err
	}
	if err := d.place.clearLeftovers(); err != nil {
		return err
	}
	if err := d.place.replaceable(); err != nil {
		return err
	}
	for n := 1; ; n++ { // os.MkdirTemp would shut out the group
		temp := filepath.Join(d.place.parent, d.place.hidden(partial)+strconv.Itoa(n))
		err := os.Mkdir(temp, 0o777)
		if err == nil {
			d.temp = temp
			return nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
}

// absent lists the folders on the way to path, and path, that do not exist yet.
func absent(path string) []string {
	var missing []string
	for {
		if _, err := os.Lstat(path); err == nil || filepath.Dir(path) == path {
			return missing
		}
		missing = append(missing, path)
		path = filepath.Dir(path)
	}
}

// Path is where the folder will stand.
func (d *Draft) Path() string { return d.place.path() }

// File writes a file of the folder. On an error the folder is lost: Discard it.
func (d *Draft) File(name string, write func(io.Writer) error) error {
	w, err := d.Open(name)
	if err != nil {
		return err
	}
	if err := write(w); err != nil {
		w.Close() // the first error is the one to tell
		return failed(d.Path(), err)
	}
	return w.Close()
}

// Open starts a file of the folder that is written as the run goes on. It is
// buffered; its Close must be checked.
func (d *Draft) Open(name string) (io.WriteCloser, error) {
	f, err := os.Create(filepath.Join(d.temp, name))
	if err != nil {
		return nil, failed(d.Path(), err)
	}
	if !slices.Contains(d.files, name) {
		d.files = append(d.files, name)
	}
	return &draftFile{bufio.NewWriterSize(f, 1<<16), f, d.Path()}, nil
}

// draftFile is a buffered file whose errors name the folder.
type draftFile struct {
	buffer *bufio.Writer
	file   *os.File
	folder string
}

func (f *draftFile) Write(p []byte) (int, error) {
	n, err := f.buffer.Write(p)
	return n, failed(f.folder, err)
}

func (f *draftFile) Close() error {
	return failed(f.folder, errors.Join(f.buffer.Flush(), f.file.Close()))
}

// Discard removes the draft, and what folders were made to hold it if nothing else
// is in them by now. After Commit it does nothing.
func (d *Draft) Discard() {
	if d.temp != "" {
		os.RemoveAll(d.temp)
	}
	for _, folder := range d.made {
		os.Remove(folder) // fails, as it should, where other results stand
	}
	d.temp, d.made = "", nil
}

// FolderError says why results could not be written.
type FolderError struct {
	Path    string
	Problem string
	Misuse  bool  // the place is wrong, not the disk: another one would do
	Err     error // nil, or the system's
}

func (e *FolderError) Error() string {
	return fmt.Sprintf("cannot write results to %s: %s", e.Path, e.Problem)
}

func (e *FolderError) Unwrap() error { return e.Err }

// failed explains an error of the file system without the names of temporary files.
func failed(path string, err error) error {
	if err == nil {
		return nil
	}
	var known *FolderError
	if errors.As(err, &known) {
		return known
	}
	e := &FolderError{Path: path, Problem: err.Error(), Err: err}
	var onPath *fs.PathError
	var onLink *os.LinkError
	switch {
	case errors.Is(err, syscall.ENOTDIR):
		e.Problem, e.Misuse = "a file is in the way where a folder should be; choose another one with --output", true
	case errors.Is(err, fs.ErrPermission):
		e.Problem = "permission denied"
	case errors.As(err, &onPath):
		e.Problem = onPath.Err.Error()
	case errors.As(err, &onLink):
		e.Problem = onLink.Err.Error()
	}
	return e
}
