package plot

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"image/color"
	"image/png"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// sheet is what a figure is drawn on: points, the origin at the lower left.
type sheet struct {
	draw.Canvas
	own bool // letters are those of our font alone; otherwise the reader's fonts help out
}

type align float64

const (
	left   align = 0
	middle align = .5
	right  align = 1
)

// write sets words with their baseline at y.
func (s sheet) write(l lettering, x, y vg.Length, a align, words string) {
	if words == "" {
		return
	}
	if s.own {
		words = l.withBoxes(words)
	}
	s.SetColor(l.colour)
	s.FillString(l.Face, vg.Point{X: x - vg.Length(a)*l.Width(words), Y: y}, words)
}

func (s sheet) line(style draw.LineStyle, points ...vg.Point) { s.StrokeLines(style, points) }

func (s sheet) box(c color.RGBA, r vg.Rectangle) {
	if r.Max.X > r.Min.X && r.Max.Y > r.Min.Y {
		s.SetColor(c)
		s.Fill(r.Path())
	}
}

func (s sheet) shape(c color.RGBA, points ...vg.Point) { s.FillPolygon(c, points) }

func circle(at vg.Point, radius vg.Length) vg.Path {
	var path vg.Path
	path.Move(vg.Point{X: at.X + radius, Y: at.Y})
	path.Arc(at, radius, 0, 2*math.Pi)
	path.Close()
	return path
}

func (s sheet) disc(c color.RGBA, at vg.Point, radius vg.Length) {
	s.SetColor(c)
	s.Fill(circle(at, radius))
}

func (s sheet) ring(style draw.LineStyle, at vg.Point, radius vg.Length) {
	s.SetLineStyle(style)
	s.Stroke(circle(at, radius))
}

func rectangle(x0, y0, x1, y1 vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x1, Y: y1}}
}

// size is a picture's width and height.
type size struct{ width, height vg.Length }

func renderSVG(at size, title string, drawing func(sheet)) ([]byte, error) {
	canvas := vgsvg.New(at.width, at.height)
	s := sheet{Canvas: draw.New(canvas)}
	s.box(white, s.Rectangle)
	drawing(s)
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("drawing %q as SVG: %w", title, err)
	}
	return entitled(withFallbackFonts(out.Bytes()), title), nil
}

// withFallbackFonts names fonts of the same widths for readers without ours.
func withFallbackFonts(svg []byte) []byte {
	return bytes.ReplaceAll(svg, []byte(`style="font-family:Liberation Sans;`),
		[]byte(`style="font-family:Liberation Sans, Arial, Helvetica, sans-serif;`))
}

// entitled puts the title where screen readers and tooltips find it.
func entitled(svg []byte, title string) []byte {
	var element bytes.Buffer
	element.WriteString("<title>")
	// Writing to a buffer cannot fail.
	_ = xml.EscapeText(&element, []byte(title))
	element.WriteString("</title>\n")
	opening := []byte("xlink\">\n")
	end := bytes.Index(svg, opening) + len(opening)
	return append(svg[:end:end], append(element.Bytes(), svg[end:]...)...)
}

const dotsPerInch = 300

func renderPNG(at size, title string, drawing func(sheet)) ([]byte, error) {
	canvas := vgimg.NewWith(vgimg.UseWH(at.width, at.height), vgimg.UseDPI(dotsPerInch))
	drawing(sheet{draw.New(canvas), true}) // the canvas is white already
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, canvas.Image()); err != nil {
		return nil, fmt.Errorf("drawing %q as PNG: %w", title, err)
	}
	return withResolution(out.Bytes()), nil
}

// withResolution adds the pHYs chunk, without which a page shows the picture at
// the size of its pixels. It stands after IHDR (PNG specification, section 11.3.4.3),
// which is always 25 bytes long after the 8 of the signature.
func withResolution(picture []byte) []byte {
	const afterHeader = 8 + 25
	const perMetre = dotsPerInch * 10000 / 254
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(picture[:afterHeader:afterHeader], append(chunk, picture[afterHeader:]...)...)
}
