// Command jobvalidate says what the Kubernetes API server will say about a Job, before it says it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes are a contract: findings are not failures, and failures are not findings.
const (
	exitClean    = 0
	exitFindings = 1
	exitFailure  = 2
)

// errFindings says that the work was done and something was found.
var errFindings = errors.New("findings")

// gcPercent keeps the heap of a run smaller than Go's default does, for a tenth more time: a commit hook runs
// beside everything else that somebody has open. GOGC goes before it.
const gcPercent = 75

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(run(os.Args, os.Stdout, os.Stderr))
}

// pluginName is what kubectl calls a plugin by: linked or copied to this name, the program is
// `kubectl jobvalidate`.
const pluginName = "kubectl-jobvalidate"

// rootCommand returns the whole command line. program is the path that it was started by.
func rootCommand(program string) *cobra.Command {
	root := &cobra.Command{
		Use:           "jobvalidate",
		Short:         "Know what Kubernetes will say about a Job before Kubernetes says it",
		SilenceErrors: true, SilenceUsage: true,
	}
	if strings.TrimSuffix(filepath.Base(program), ".exe") == pluginName {
		root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl jobvalidate"}
	}
	root.AddCommand(
		lintCommand(),
		defaultCommand(),
		diffCommand(),
		explainCommand(),
		simulateCommand(),
		schemaCommand(),
		rulesCommand(),
		configCommand(),
		fnCommand(),
		versionCommand(),
	)
	return root
}

// run runs the command line in args, the program's path first, and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	root := rootCommand(args[0])
	root.SetArgs(args[1:])
	root.SetOut(stdout)
	root.SetErr(stderr)
	switch err := root.ExecuteContext(context.Background()); {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, syscall.EPIPE): // the reader has seen enough, as head has
		return exitFailure
	default:
		fmt.Fprintln(stderr, "jobvalidate:", err)
		return exitFailure
	}
}
