package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/results"
)

// version is that of mlrsim. Runs of the same version give the same results.
const version = "0.1.0"

func (c *cli) versionCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "version",
		Short: "Print the version, and what the program was built from",
		Long: `Prints the version of mlrsim, the commit it was built from where the build
knows it, the version of Go and the platform. Only the version bears on
results.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			revision := results.Revision()
			if revision != "" {
				revision = " (" + revision + ")"
			}
			_, err := fmt.Fprintf(c.out, "mlrsim %s%s %s %s/%s\n", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	})
}
