package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// Validation is what the validation suite found: results that are known exactly, and
// what runs made of them. It holds nothing of the machine or the day.
type Validation struct {
	Version string          `json:"version"`
	Quick   bool            `json:"quick"` // a small part of the load: rows may be underpowered
	Rows    []ValidationRow `json:"rows"`
}

// ValidationRow is one known result and its figures.
type ValidationRow struct {
	ID      string             `json:"id"`
	Section string             `json:"section"`
	Title   string             `json:"title"`
	Source  string             `json:"source"`
	Figures []ValidationFigure `json:"figures"`
	Curves  []ValidationCurve  `json:"curves,omitempty"`
}

// ValidationCurve is a distribution of which the row's figures tell single values, as
// the first run had it.
type ValidationCurve struct {
	Label  string       `json:"label"`
	Points [][2]float64 `json:"points"` // seconds, and the share of values at most so large; rising in both
}

// curveStep is how much farther than the point before it a curve's next point is.
const curveStep = 1.04

// NewValidationCurve thins a distribution out to what can be seen.
func NewValidationCurve(label string, d Distribution) ValidationCurve {
	c := ValidationCurve{Label: label}
	last := int64(-1)
	for i, p := range d.Points {
		if last <= 0 && p.Value > last || float64(p.Value) >= float64(last)*curveStep || i == len(d.Points)-1 {
			c.Points = append(c.Points, [2]float64{Rounded(float64(p.Value)/1e9, 4), Rounded(p.Share, 5)})
			last = p.Value
		}
	}
	return c
}

// ValidationFigure is one number, expected and measured, or some words.
type ValidationFigure struct {
	Name         string
	Unit         string
	Scenario     string // that was run; "": none, or several
	Expected     float64
	Measured     float64
	Error        float64 // standard error of the mean over the replications
	Tolerance    float64 // that the row grants, in the figure's own unit
	Replications int
	Stated       string // instead of all these numbers: the words expected
	Found        string // and what was found
	Verdict      string
}

// MarshalJSON makes numbers of what is a number and texts of what is words.
func (f ValidationFigure) MarshalJSON() ([]byte, error) {
	type figure struct {
		Name         string   `json:"name"`
		Unit         string   `json:"unit,omitempty"`
		Scenario     string   `json:"scenario,omitempty"`
		Expected     any      `json:"expected"`
		Measured     any      `json:"measured"`
		Error        *float64 `json:"standard_error,omitempty"`
		Tolerance    *float64 `json:"tolerance,omitempty"`
		Replications int      `json:"replications,omitempty"`
		Verdict      string   `json:"verdict"`
	}
	told := figure{
		f.Name, f.Unit, f.Scenario, f.Expected, f.Measured, &f.Error, &f.Tolerance, f.Replications, f.Verdict,
	}
	if f.Stated != "" {
		told = figure{Name: f.Name, Scenario: f.Scenario, Expected: f.Stated, Measured: f.Found, Verdict: f.Verdict}
	}
	return json.Marshal(told)
}

// Verdicts on a figure. Underpowered is no success: the figure is where it should
// be, but the runs were too few to tell if it were not.
const (
	Holds        = "holds"
	Fails        = "fails"
	Underpowered = "underpowered"
)

// Count says how many figures have the verdict.
func (v *Validation) Count(verdict string) int {
	n := 0
	for _, row := range v.Rows {
		for _, f := range row.Figures {
			if f.Verdict == verdict {
				n++
			}
		}
	}
	return n
}

// WriteJSON writes validation.json.
func (v *Validation) WriteJSON(w io.Writer) error { return encode(w, v, "  ") }

// Rounded keeps so many digits of a number that matter.
func Rounded(x float64, digits int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	if err != nil {
		panic(fmt.Sprintf("results: %g rounded to %d digits: %v", x, digits, err))
	}
	return rounded
}

// File is a file of results by name.
type File struct {
	Name    string
	Content []byte
}

// CheckFolder finds out whether files can be written into a folder, before there are
// any. It leaves nothing there. Errors are *FolderError.
func CheckFolder(folder string) error {
	made := absent(folder)
	defer func() {
		for _, f := range made {
			os.Remove(f)
		}
	}()
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return failed(folder, err)
	}
	f, err := os.CreateTemp(folder, "."+partial)
	if err != nil {
		return failed(folder, err)
	}
	return failed(folder, errors.Join(f.Close(), os.Remove(f.Name())))
}

// WriteFiles writes files into a folder, which is made if there is none. Each is
// written under another name first, so that none is ever half there; what else is in
// the folder stays. Errors are *FolderError.
func WriteFiles(folder string, files []File) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return failed(folder, err)
	}
	for _, f := range files {
		temp := filepath.Join(folder, fmt.Sprintf(".%s.%s-%d", f.Name, partial, os.Getpid()))
		if err := os.WriteFile(temp, f.Content, 0o666); err != nil {
			os.Remove(temp)
			return failed(folder, err)
		}
		if err := os.Rename(temp, filepath.Join(folder, f.Name)); err != nil {
			os.Remove(temp)
			return failed(folder, err)
		}
	}
	return nil
}
