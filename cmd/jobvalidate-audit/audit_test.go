package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"github.com/jobvalidate/jobvalidate/internal/cluster"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// apiServer has one CronJob, and pages of Jobs: the first is bad, the others are the CronJob's.
func apiServer(t *testing.T, pages, perPage int) (url, kubeconfig string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		template := map[string]any{"spec": map[string]any{"restartPolicy": "Never", "containers": []any{map[string]any{"name": "main", "image": "a:1"}}}}
		list := map[string]any{"apiVersion": "batch/v1", "kind": "JobList"}
		metadata := map[string]any{"resourceVersion": "1"}
		var items []any
		if strings.HasSuffix(r.URL.Path, "/cronjobs") {
			list["kind"] = "CronJobList"
			items = append(items, map[string]any{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": map[string]any{"name": "nightly", "namespace": "team"},
				"spec": map[string]any{"schedule": "0 0 * * *", "jobTemplate": map[string]any{"spec": map[string]any{"template": template}}}})
		} else {
			page, _ := strconv.Atoi(r.URL.Query().Get("continue")) // none is 0
			for i := range perPage {
				job := map[string]any{"name": fmt.Sprintf("nightly-%d-%d", page, i), "namespace": "team"}
				spec := map[string]any{"template": template}
				if page == 0 && i == 0 {
					spec["backoffLimit"] = -1
				} else {
					job["ownerReferences"] = []any{map[string]any{"apiVersion": "batch/v1", "kind": "CronJob", "name": "nightly", "uid": "1", "controller": true}}
				}
				items = append(items, map[string]any{"apiVersion": "batch/v1", "kind": "Job", "metadata": job, "spec": spec})
			}
			if page++; page < pages {
				metadata["continue"] = strconv.Itoa(page)
			}
		}
		list["metadata"], list["items"] = metadata, items
		if err := json.NewEncoder(w).Encode(list); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, kubeconfigFor(t, server.URL)
}

// kubeconfigFor writes a file that leads to a server.
func kubeconfigFor(t *testing.T, url string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "config")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\nclusters: [{name: c, cluster: {server: " + strconv.Quote(url) + "}}]\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestOutputsAreThoseOfTheLinter writes every format at once, each the same as a linter's over the same objects.
func TestOutputsAreThoseOfTheLinter(t *testing.T) {
	t.Chdir(t.TempDir())
	url, kubeconfig := apiServer(t, 1, 2)
	client, err := dynamic.NewForConfig(&rest.Config{Host: url})
	if err != nil {
		t.Fatal(err)
	}
	formats := strings.Fields(strings.NewReplacer(",", "", " or ", " ").Replace(report.FormatNames()))
	args := []string{"--kubeconfig", kubeconfig}
	for _, format := range formats {
		args = append(args, "-o", format+"="+format)
	}
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), args, &stdout, &stderr); code != exitFindings {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	for _, format := range formats {
		var want bytes.Buffer
		linter, summary := report.New(format, &want, report.Style{}), report.Summary{}
		judge := engine.Engine{Show: finding.Warning}
		if err := (cluster.Source{Client: client}).Each(t.Context(), func(o cluster.Object) error {
			result := judge.File(o.YAML, decode.FieldValidation("ignore"))
			summary.Add(result)
			return linter.Add(o.Name, result)
		}); err != nil {
			t.Fatal(err)
		}
		if err := linter.Close(summary); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(format)
		if err != nil || !bytes.Equal(got, want.Bytes()) || !strings.Contains(string(got), "team/jobs/nightly-0-0") {
			t.Errorf("%s: %v\n%s\nwant\n%s", format, err, got, want.Bytes())
		}
	}
}

// TestProgress: a person sees how far the reading is, also where nothing that is read is the author's own.
func TestProgress(t *testing.T) {
	url, _ := apiServer(t, 3, 100)
	client, err := dynamic.NewForConfig(&rest.Config{Host: url})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		terminal bool
		want     string
	}{
		"on a terminal": {true, "\r\x1b[K100 objects read\r\x1b[K200 objects read\r\x1b[K300 objects read\r\x1b[K"},
		"elsewhere":     {false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			watcher := progress{terminal: c.terminal, to: &out}
			taken := 0
			if err := (cluster.Source{Client: client, PageSize: 100, Read: watcher.step}).Each(t.Context(), func(cluster.Object) error { taken++; return nil }); err != nil {
				t.Fatal(err)
			}
			watcher.clear()
			if out.String() != c.want || taken != 2 {
				t.Errorf("%d taken, printed %q, want %q", taken, out.String(), c.want)
			}
		})
	}
}
