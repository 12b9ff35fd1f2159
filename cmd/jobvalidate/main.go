// Command jobvalidate says what the Kubernetes API server will say about a Job, before it says it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
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

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "jobvalidate",
		Short:         "Know what Kubernetes will say about a Job before Kubernetes says it",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.AddCommand(lintCommand(), explainCommand(), simulateCommand(), fnCommand(), versionCommand())
	root.SetArgs(args)
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
