package plot

import (
	"image/color"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
)

// The sizes of figures, in points: the width of a text column, and heights that
// leave each panel twice as wide as it is high or more.
const (
	figureWidth = vg.Length(500)
	panelHeight = vg.Length(128)
)

// The colours of Okabe and Ito (2008), which stay apart for colour-blind eyes.
// Their yellow is left out: on white it cannot be read.
var (
	black      = color.RGBA{0x00, 0x00, 0x00, 0xff}
	orange     = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	skyBlue    = color.RGBA{0x56, 0xb4, 0xe9, 0xff}
	green      = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	blue       = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	vermillion = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	purple     = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
)

// Greys, from the text to what lies behind everything.
var (
	ink       = color.RGBA{0x22, 0x22, 0x22, 0xff}
	muted     = color.RGBA{0x5c, 0x5c, 0x5c, 0xff}
	axisGrey  = color.RGBA{0x8a, 0x8a, 0x8a, 0xff}
	faintLine = color.RGBA{0xc4, 0xc4, 0xc4, 0xff}
	gridGrey  = color.RGBA{0xe4, 0xe4, 0xe4, 0xff}
	restGrey  = color.RGBA{0xf4, 0xf4, 0xf4, 0xff}
	white     = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// tint is c laid over white with the given share of cover, blended beforehand:
// translucent fills turn grey or vanish where a picture is converted.
func tint(c color.RGBA, cover float64) color.RGBA {
	blend := func(v uint8) uint8 { return uint8(255 - cover*float64(255-v) + 0.5) }
	return color.RGBA{blend(c.R), blend(c.G), blend(c.B), 0xff}
}

// faultTint is the ground behind a fault of a kind.
func faultTint(kind string) color.RGBA {
	switch kind {
	case "partition", "cut":
		return tint(orange, .20)
	case "crash":
		return tint(vermillion, .20)
	case "pause":
		return tint(purple, .22)
	case "loss":
		return tint(green, .16)
	case "clock":
		return tint(blue, .13)
	default:
		return tint(skyBlue, .20)
	}
}

// faultGround is the ground behind a fault, or the colour of the line that marks one
// that happens once.
func faultGround(fault results.Interval) color.RGBA {
	switch {
	case !fault.Instant():
		return faultTint(fault.Kind)
	case fault.Kind == "join":
		return green
	case fault.Kind == "leave":
		return vermillion
	default:
		return blue
	}
}

var dashes = [][]vg.Length{nil, {5, 2}, {1.2, 1.4}, {6, 1.6, 1.2, 1.6}, {9, 2.2}}

// lineOf is the style of the i-th line of a plot. Colours and dashes come in
// cycles without a common divisor, so thirty lines differ in one or the other
// and neighbours differ in both.
func lineOf(i int) draw.LineStyle {
	colours := [...]color.RGBA{blue, vermillion, green, purple, orange, skyBlue}
	return draw.LineStyle{Color: colours[i%len(colours)], Width: 1.1, Dashes: dashes[i%len(dashes)]}
}

var (
	wholeLine = draw.LineStyle{Color: black, Width: 1.5}
	restLine  = draw.LineStyle{Color: faintLine, Width: .4}
	gridLine  = draw.LineStyle{Color: gridGrey, Width: .4}
	axisLine  = draw.LineStyle{Color: axisGrey, Width: .6}
)

// instantLine marks something that happens once and stays.
func instantLine(c color.RGBA) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: .9, Dashes: []vg.Length{3, 1.6}}
}

// lettering is a face with the colour that it is set in.
type lettering struct {
	font.Face
	colour color.RGBA
}

type letterings struct{ title, label, tick, note, strong lettering }

// letters are the faces of all text in figures, 7 to 9 points.
var letters = sync.OnceValue(func() letterings {
	regular, bold := mustParse(liberationsansregular.TTF), mustParse(liberationsansbold.TTF)
	return letterings{
		title:  set(bold, 9, xfont.WeightBold, ink),
		label:  set(regular, 8, xfont.WeightNormal, muted),
		tick:   set(regular, 7, xfont.WeightNormal, muted),
		note:   set(regular, 7, xfont.WeightNormal, ink),
		strong: set(bold, 8, xfont.WeightBold, ink),
	}
})

func mustParse(ttf []byte) *opentype.Font {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic("plot: the embedded font is broken: " + err.Error())
	}
	return parsed
}

func set(face *opentype.Font, size vg.Length, weight xfont.Weight, c color.RGBA) lettering {
	described := font.Font{Typeface: "Liberation", Variant: "Sans", Weight: weight, Size: size}
	return lettering{font.Face{Font: described, Face: face}, c}
}

func (l lettering) in(c color.RGBA) lettering {
	l.colour = c
	return l
}

// Width is the width of words set in l. What the font has no letter for is as wide in
// others as it is high, as Chinese characters are.
func (l lettering) Width(words string) vg.Length {
	wide := vg.Length(0)
	has := strings.Map(func(r rune) rune {
		if !l.has(r) {
			wide += l.Font.Size
			return -1
		}
		return r
	}, words)
	return l.Face.Width(has) + wide
}

// has tells whether the font has a letter for a rune.
func (l lettering) has(r rune) bool {
	glyph, err := l.Face.Face.GlyphIndex(nil, r)
	return err == nil && glyph != 0
}

// withBoxes puts a box in the place of each letter that the font has not, which would
// not be seen at all.
func (l lettering) withBoxes(words string) string {
	return strings.Map(func(r rune) rune {
		if !l.has(r) {
			return '□'
		}
		return r
	}, words)
}

// longest is how many characters of a foreign name a figure shows.
const longest = 80

// clean makes a name fit to be set: one line, no control characters (XML forbids
// them even when escaped), and not endless.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return name
}

// fit shortens words until they are at most width wide; "" if nothing is left.
func (l lettering) fit(words string, width vg.Length) string {
	if l.Width(words) <= width {
		return words
	}
	runes := []rune(words)
	for n := len(runes) - 1; n > 0; n-- {
		if short := strings.TrimSpace(string(runes[:n])) + "…"; l.Width(short) <= width {
			return short
		}
	}
	return ""
}
