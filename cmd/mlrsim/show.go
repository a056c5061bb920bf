package main

import (
	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/scenarios"
)

func (c *cli) showCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "show FILE",
		Short: "Print a scenario with every default filled in",
		Long: `Checks a scenario, a file, a name of the library, or - for standard input, and
prints it as YAML with every default filled in: what is run. What is printed
is a scenario too, and runs alike.

All that is wrong with a file is told at once, and the exit code is then 2:
this is also the way to check a file without running it.`,
		Example: `  mlrsim show my.yaml
  mlrsim show atlantic-cut --set leaders=5
  mlrsim show my.yaml > /dev/null && echo fine`,
		Args:              oneArgument("a scenario file, or a name that `mlrsim scenarios` lists"),
		ValidArgsFunction: completeScenarios,
		RunE: func(_ *cobra.Command, files []string) error {
			loaded, err := c.loadAll(files)
			if err != nil {
				return err
			}
			return c.print(string(loaded[0].effective))
		},
	}, "seed", "set", "color")
}

func (c *cli) schemaCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, for editors",
		Long: `Prints the JSON Schema of scenario files. Editors that know YAML complete and
check scenarios with it: save it, and begin a scenario with the line

  # yaml-language-server: $schema=scenario.schema.json`,
		Example: `  mlrsim schema > scenario.schema.json`,
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			schema, err := scenarios.Schema()
			if err != nil {
				return err
			}
			return c.print(string(schema))
		},
	})
}
