package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
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

// TestForbidden: who may not list in all namespaces is told that one may do.
func TestForbidden(t *testing.T) {
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,"message":"cronjobs.batch is forbidden at %s"}`, r.URL.Path)
	}))
	defer refuses.Close()
	kubeconfig := kubeconfigFor(t, refuses.URL)
	for _, test := range []struct {
		args []string
		hint bool
	}{{nil, true}, {[]string{"--namespace", "team-a"}, false}} {
		var stdout, stderr bytes.Buffer
		code := run(context.Background(), append(test.args, "--kubeconfig", kubeconfig), &stdout, &stderr)
		if hint := strings.Contains(stderr.String(), "write --namespace"); code != exitFailure || hint != test.hint || !strings.Contains(stderr.String(), "listing cronjobs: cronjobs.batch is forbidden") {
			t.Errorf("%v: exit code %d, %s", test.args, code, stderr.String())
		}
	}
}
