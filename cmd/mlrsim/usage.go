package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usage prints how a command is called, in place of cobra's own text, which lists
// flags that have no effect and runs past the edge.
func usage(cmd *cobra.Command) error {
	var b strings.Builder
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "Usage:\n  %s COMMAND\n", cmd.CommandPath())
	} else {
		fmt.Fprintf(&b, "Usage:\n  %s\n", strings.Replace(cmd.UseLine(), " [flags]", " [FLAG...]", 1))
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-12s %s\n", sub.Name(), sub.Short)
			}
		}
	}
	b.WriteString("\nFlags:\n" + flagTable(cmd))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n`%s COMMAND --help` tells all about a command.\n", cmd.CommandPath())
	}
	_, err := cmd.OutOrStderr().Write([]byte(b.String()))
	return err
}

// flagTable lists the flags that a command listens to, its own first. A command
// that has others under it lists its own only.
func flagTable(cmd *cobra.Command) string {
	var b strings.Builder
	own := cmd.NonInheritedFlags()
	if cmd.HasAvailableSubCommands() {
		own = cmd.LocalNonPersistentFlags()
	}
	own.VisitAll(func(f *pflag.Flag) { b.WriteString(flagLine(f)) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
		if listensTo(cmd, f.Name) {
			b.WriteString(flagLine(f))
		}
	})
	return b.String()
}

// flagColumn is where the explanation of a flag begins.
const flagColumn = 26

func flagLine(f *pflag.Flag) string {
	if f.Hidden {
		return ""
	}
	value, text := pflag.UnquoteUsage(f)
	name := "    --" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", --" + f.Name
	}
	if f.Value.Type() != "bool" {
		name += " " + value
	}
	if !slices.Contains([]string{"", "false", "[]"}, f.DefValue) {
		text += " (default " + f.DefValue + ")"
	}
	body := wrap(text, pageWidth-flagColumn, strings.Repeat(" ", flagColumn))
	if len(name) > flagColumn-4 {
		return "  " + name + "\n" + body
	}
	return fmt.Sprintf("  %-*s", flagColumn-2, name) + body[flagColumn:]
}
