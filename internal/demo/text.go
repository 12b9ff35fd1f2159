package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// text shows an answer as kubectl would, one line a cause.
func (a *answer) text(e *example) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s ", e.file, e.object.Kind, e.object.Name)
	if !a.allowed {
		fmt.Fprintf(&b, "is refused (%d %s)\n", a.status.Code, a.status.Reason)
		if a.status.Details == nil {
			fmt.Fprintf(&b, "    %s\n", a.status.Message)
			return b.String()
		}
		for _, cause := range a.status.Details.Causes {
			fmt.Fprintf(&b, "    %s: %s\n", cause.Field, cause.Message)
		}
		return b.String()
	}
	fmt.Fprintf(&b, "is admitted; the patch sets %d fields\n", len(a.set))
	for _, warning := range a.warnings {
		fmt.Fprintf(&b, "    warning: %s\n", warning)
	}
	return b.String()
}

// lint runs the CLI over the files and returns how many answers were not the expected ones: it exits with
// 1, because some of the examples are bad, and names each bad one and no other.
func lint(ctx context.Context, binary string, files []string, out io.Writer) (wrong int, err error) {
	fmt.Fprintln(out, "The linter on the same files:")
	cmd := exec.CommandContext(ctx, binary, append([]string{"lint"}, files...)...)
	output, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return 0, fmt.Errorf("%s: %w\n%s", binary, err, output)
	}
	if _, err := out.Write(output); err != nil {
		return 0, err
	}
	for _, file := range files {
		e, err := readExample(file)
		if err != nil {
			return 0, err
		}
		if found := hasError(string(output), file); found != (len(e.fields) > 0) {
			wrong++
			fmt.Fprintf(out, "    NOT AS EXPECTED: %s has an error: %t\n", file, found)
		}
	}
	return wrong, nil
}

func hasError(output, file string) bool {
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, file+":") && strings.Contains(line, ": error: ") {
			return true
		}
	}
	return false
}
