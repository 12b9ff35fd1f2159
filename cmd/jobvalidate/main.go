// Command jobvalidate says what the Kubernetes API server will say about a Job, before it says it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/internal/report"
)

// The exit codes are a contract: findings are not failures, and failures are not findings.
const (
	exitClean    = 0
	exitFindings = 1
	exitFailure  = 2
	exitSignal   = 128 // and the number of the signal that ended the run, as shells count
)

// errFindings says that the work was done and something was found.
var errFindings = errors.New("findings")

// gcPercent keeps the heap of a run smaller than Go's default does, for a little more time: a commit hook runs
// beside everything else that somebody has open. GOGC goes before it.
const gcPercent = 90

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	// A reader that has seen enough ends a write with an error instead of the program, which has files to put away.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
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
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return plainFlagError(err) })
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
	for _, cmd := range root.Commands() {
		cmd.Args = sayUsage(cmd.Args)
	}
	return root
}

// sayUsage says what to write where the number of arguments is wrong.
func sayUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check == nil || check(cmd, args) == nil {
			return nil
		}
		use, _, _ := strings.Cut(cmd.Use, " |")
		return fmt.Errorf("%s: write %s %s", report.Count(len(args), "argument"), cmd.Parent().Name(), use)
	}
}

// plainFlagError says what a flag takes without the words of the parser of numbers.
func plainFlagError(err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	due := "write true or false"
	if strings.Contains(invalid.GetFlag().Value.Type(), "int") {
		due = "write a whole number"
	}
	return fmt.Errorf("--%s is %q: %s", invalid.GetFlag().Name, invalid.GetValue(), due)
}

// run runs the command line in args, the program's path first, and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	root := rootCommand(args[0])
	root.SetArgs(args[1:])
	root.SetOut(stdout)
	root.SetErr(stderr)
	var stopped interruption
	switch err := root.ExecuteContext(context.Background()); {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, syscall.EPIPE): // the reader has seen enough, as head has
		return exitSignal + int(syscall.SIGPIPE)
	case errors.As(err, &stopped):
		fmt.Fprintln(stderr, "jobvalidate:", err)
		return exitSignal + stopped.number()
	default:
		fmt.Fprintln(stderr, "jobvalidate:", err)
		return exitFailure
	}
}
