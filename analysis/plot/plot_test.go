package plot

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var gallery = flag.String("gallery", "", "write the test runs' pictures into this folder, to be looked at")

func TestGallery(t *testing.T) {
	if *gallery == "" {
		t.Skip("only with -gallery")
	}
	for name, run := range exampleRuns() {
		figures, err := Draw(run)
		require.NoError(t, err)
		for _, f := range figures {
			picture, err := f.PNG()
			require.NoError(t, err)
			base := filepath.Join(*gallery, name+"-"+f.Name)
			require.NoError(t, os.WriteFile(base+".svg", f.SVG, 0o644))
			require.NoError(t, os.WriteFile(base+".png", picture, 0o644))
		}
	}
}
