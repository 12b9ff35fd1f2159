package main

import (
	"bytes"
	"context"
	"os"
	"testing"
)

// TestErrors: what is wrong is said before the cluster is asked.
func TestErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile(".jobvalidate.yaml", []byte("apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\nmode: sometimes\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", os.DevNull)
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"unknown flag", []string{"--nosuch"}, "unknown flag: --nosuch"},
		{"severity", []string{"--fail-on", "fatal"}, `--fail-on is "fatal": write error, warning or info`},
		{"advice", []string{"--show", "all"}, `--show is "all": write error, warning or info`},
		{"page size", []string{"--page-size", "0"}, "--page-size is 0: write 1 or more"},
		{"version", []string{"--kubernetes-version", "1.99"}, "--kubernetes-version: version 1.99 of Kubernetes is not known: known are 1.29 to 1.37"},
		{"policy file", []string{"--config", "missing.yaml"}, "--config: missing.yaml: no such file or directory"},
		{"policy of the directory", nil, `.jobvalidate.yaml:3:7: mode: "sometimes" is not possible here (write one of enforce, warn, audit)`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), test.args, &stdout, &stderr)
			if want := "jobvalidate-audit: " + test.want + "\n"; code != exitFailure || stderr.String() != want || stdout.Len() > 0 {
				t.Errorf("exit code %d, %q and %q; want %d and %q", code, stderr.String(), stdout.String(), exitFailure, want)
			}
		})
	}
}
