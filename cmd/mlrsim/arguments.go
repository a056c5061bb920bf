package main

import (
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// noArguments refuses all.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misuse("`%s` takes no argument, and there is %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// oneArgument wants exactly one.
func oneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return misuse("`%s` needs %s", cmd.CommandPath(), what)
		}
		return atMostOneArgument(cmd, args)
	}
}

func atMostOneArgument(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return misuse("`%s` takes one argument, and there are %d: %s", cmd.CommandPath(), len(args), strings.Join(args, " "))
	}
	return nil
}

// someArguments wants at least one.
func someArguments(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return misuse("`%s` needs %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// wrap breaks text into lines of at most width letters, each after an indent.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			b.WriteString(indent + line + "\n")
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		b.WriteString(indent + line + "\n")
	}
	return b.String()
}

// complete offers names on the command line.
func complete(names func() []string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names(), cobra.ShellCompDirectiveNoFileComp
	}
}

// padded fills a column of so many letters.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// flushRight sets text at the right end of a column of so many letters.
func flushRight(text string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text))) + text
}
