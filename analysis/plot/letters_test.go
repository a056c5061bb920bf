package plot

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

func TestLettersThatTheFontHasNotAreBoxes(t *testing.T) {
	note := letters().note
	require.Equal(t, "café → □□ □", note.withBoxes("café → 東京 🍣"))
	require.Equal(t, note.Width("ab")+2*note.Font.Size, note.Width("a東b京"))
}

// What is written in a PNG can be seen, and an SVG keeps the words for readers' fonts.
func TestForeignWordsAreSeen(t *testing.T) {
	for _, words := range []string{"a", "東", "日本語", "🍣"} {
		canvas := vgimg.NewWith(vgimg.UseWH(60, 20), vgimg.UseDPI(dotsPerInch))
		sheet{draw.New(canvas), true}.write(letters().note, 5, 5, left, words)
		require.True(t, hasInk(canvas.Image()), words)
	}
	svg, err := renderSVG(size{60, 20}, "t", func(s sheet) { s.write(letters().note, 5, 5, left, "東京") })
	require.NoError(t, err)
	require.True(t, strings.Contains(string(svg), "東京"))
}

func hasInk(picture image.Image) bool {
	for x := range picture.Bounds().Dx() {
		for y := range picture.Bounds().Dy() {
			if color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y < 128 {
				return true
			}
		}
	}
	return false
}
