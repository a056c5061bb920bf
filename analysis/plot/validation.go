package plot

import (
	"fmt"

	"github.com/mlrsim/mlrsim/results"
)

// Validation draws what the validation suite found: how far each figure is from what
// is exact, and pictures of single rows, if these are among what was found.
func Validation(v *results.Validation) ([]Figure, error) {
	var figures []Figure
	for _, make := range []struct {
		name string
		of   func(*results.Validation) (Figure, bool)
	}{
		{"validation", deviations},
		{"gray", grayLaw},
		{"pbs", quorumCurves},
	} {
		figure, ok := make.of(v)
		if !ok {
			continue
		}
		figure.Name = make.name
		svg, err := renderSVG(figure.size, figure.Title, figure.drawing)
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", make.name, err)
		}
		figure.SVG = svg
		figures = append(figures, figure)
	}
	return figures, nil
}

// validationRow finds a row by its ID.
func validationRow(v *results.Validation, id string) (results.ValidationRow, bool) {
	for _, row := range v.Rows {
		if row.ID == id {
			return row, true
		}
	}
	return results.ValidationRow{}, false
}
