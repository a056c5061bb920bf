package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the program prints into the scripts' goldens")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mlrsim": main})
}

// TestScripts runs testdata/script: what users type, by topic, and what they see.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, UpdateScripts: *update})
}
