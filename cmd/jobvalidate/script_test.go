package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in testdata/script; read the diff")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"jobvalidate": main,
		pluginName:    main,
	})
}

// TestScript runs what a user would type: each file of testdata/script is a terminal session.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"bytes": writeBytes,
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "root": // whom no mode of a file stops
				return os.Geteuid() == 0, nil
			default:
				return false, fmt.Errorf("no condition is called %s", name)
			}
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			program, err := exec.LookPath("jobvalidate")
			if err != nil {
				return err
			}
			env.Setenv("JOBVALIDATE", program)             // for who has no PATH
			env.Setenv("DEEP", strings.Repeat("[", 10001)) // deeper than anybody reads
			return nil
		},
	})
}

// writeBytes is the command `bytes FILE TEXT...`: it writes what cannot stand in a script, with the escapes of Go.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: bytes FILE TEXT...")
	}
	var text strings.Builder
	for _, arg := range args[1:] {
		part, err := strconv.Unquote(`"` + arg + `"`)
		ts.Check(err)
		text.WriteString(part)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text.String()), 0o644))
}
