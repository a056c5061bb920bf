package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Hidden folders beside results are called .seed-1.partial-HOST-PID-x while being
// written, .seed-1.old-HOST-PID-x while being replaced.
const (
	partial = "partial"
	old     = "old"
)

// hidden is how this process's hidden folders of a sort begin.
func (p place) hidden(sort string) string {
	host, _ := os.Hostname() // "" where it has none
	return fmt.Sprintf(".%s.%s-%s-%d-", p.name, sort, strings.ReplaceAll(host, "-", ""), os.Getpid())
}

// Commit puts the folder in its place and returns its path. Results of an earlier
// run there are replaced: moved away, and removed when the new ones stand.
func (d *Draft) Commit() (string, error) {
	path := d.Path()
	if err := d.place.replaceable(); err != nil {
		return "", err
	}
	aside := filepath.Join(d.place.parent, strings.Replace(filepath.Base(d.temp), partial, old, 1))
	err := os.Rename(path, aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", failed(path, err)
	}
	if err := os.Rename(d.temp, path); err != nil {
		return "", failed(path, errors.Join(err, restore(aside, path)))
	}
	d.temp, d.made = "", nil
	if err := os.RemoveAll(aside); err != nil {
		return path, failed(aside, err)
	}
	return path, nil
}

// restore moves earlier results, if there were any, back to their place.
func restore(aside, path string) error {
	if err := os.Rename(aside, path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// replaceable makes sure that nothing would be lost: there is nothing at the place,
// or an empty folder, or one with nothing but what mlrsim wrote.
func (p place) replaceable() error {
	info, err := os.Lstat(p.path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return failed(p.path(), err)
	case !info.IsDir():
		return p.refuse("a file is in the way")
	}
	entries, err := os.ReadDir(p.path())
	if err != nil {
		return failed(p.path(), err)
	}
	if len(entries) == 0 {
		return nil
	}
	ours, ok := writtenFiles(p.path())
	if !ok {
		return p.refuse("a folder that mlrsim did not write is in the way")
	}
	for _, e := range entries {
		if !slices.Contains(ours, e.Name()) {
			return p.refuse("it holds " + e.Name() + ", which mlrsim did not write and will not remove")
		}
	}
	return nil
}

func (p place) refuse(problem string) error {
	return &FolderError{Path: p.path(), Problem: problem + "; move it away, or choose another folder with --output", Misuse: true}
}

// writtenFiles lists what a folder's run.json says that mlrsim wrote there.
func writtenFiles(folder string) ([]string, bool) {
	text, err := os.ReadFile(filepath.Join(folder, "run.json"))
	if err != nil {
		return nil, false
	}
	var r Record
	err = json.Unmarshal(text, &r)
	return r.Files, err == nil && r.Program == program
}

// clearLeftovers removes the hidden folders of processes that were killed, and puts
// back what one of them had moved aside without replacing it.
func (p place) clearLeftovers() error {
	entries, err := os.ReadDir(p.parent)
	if err != nil {
		return err
	}
	for _, e := range entries {
		sort, pid, ok := p.leftover(e.Name())
		if !ok || running(pid) {
			continue
		}
		path := filepath.Join(p.parent, e.Name())
		if sort == old && os.Rename(path, p.path()) == nil {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// leftover takes the name of a hidden folder apart, if this host made it.
func (p place) leftover(name string) (sort string, pid int, ok bool) {
	for _, sort := range []string{partial, old} {
		mine := strings.TrimSuffix(p.hidden(sort), strconv.Itoa(os.Getpid())+"-")
		rest, ok := strings.CutPrefix(name, mine)
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, "-")
		pid, err := strconv.Atoi(number)
		return sort, pid, err == nil
	}
	return "", 0, false
}

// running reports whether a process may be alive: only a clear no is a no.
func running(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = process.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone)
}

// leadsToRun tells whether ROOT/latest was made by PointLatest: it is a symbolic
// link, or a text file that names a folder of a run.
func leadsToRun(root, latest string, info os.FileInfo) bool {
	if info.Mode()&os.ModeSymlink != 0 {
		return true
	}
	if !info.Mode().IsRegular() || info.Size() > 4096 {
		return false
	}
	text, err := os.ReadFile(latest)
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(root, strings.TrimSpace(string(text)), "run.json"))
	return err == nil
}

// PointLatest makes ROOT/latest lead to a results folder under ROOT: a symbolic
// link, or a text file with the path where there are none. What else stands
// there under that name (a scenario's folder, a file of the user's) stays.
func PointLatest(root, folder string) error {
	latest := filepath.Join(root, "latest")
	if info, err := os.Lstat(latest); err == nil && !leadsToRun(root, latest, info) {
		return nil
	}
	target, err := filepath.Rel(root, folder)
	if err != nil {
		return failed(latest, err)
	}
	temp := filepath.Join(root, fmt.Sprintf(".latest-%d", os.Getpid()))
	os.Remove(temp) // of a process of the same number, long dead
	if os.Symlink(target, temp) != nil {
		if err := os.WriteFile(temp, []byte(target+"\n"), 0o666); err != nil {
			return failed(latest, err)
		}
	}
	if err := os.Rename(temp, latest); err != nil {
		os.Remove(temp)
		return failed(latest, err)
	}
	return nil
}
