// Command mlrsim simulates databases with several leaders: it runs scenario files,
// prints what happened, and leaves a folder with figures and data for each run.
//
// Results go to standard output; progress and errors to standard error. The exit
// code is 0 if all went well, 1 if an expectation of a scenario does not hold, 2 if
// a file or a flag is wrong, 3 if the program itself or the disk failed, and 130 if
// it was interrupted.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(start(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// start runs the program until it ends or is interrupted. A second interrupt ends
// it at once.
func start(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, args, stdin, stdout, stderr)
}
