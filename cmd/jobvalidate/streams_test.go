//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jobvalidate/jobvalidate/internal/fix"
	"github.com/jobvalidate/jobvalidate/internal/lint"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

const misspeltJob = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: pi}\nspec:\n  backOffLimit: 3 # three\n  template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}\n"

// many makes a directory of files with findings, more than a pipe holds.
func many(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 600 {
		write(t, filepath.Join(dir, fmt.Sprintf("job%03d.yaml", i)), misspeltJob)
	}
	return dir
}

// TestReaderThatHasSeenEnough: after `| head -1` the program ends as others do in its place, without a word and
// without a file that is half written.
func TestReaderThatHasSeenEnough(t *testing.T) {
	dir := many(t)
	for name, args := range map[string][]string{
		"text":           {"lint", dir},
		"json":           {"lint", "-o", "json", dir},
		"github":         {"lint", "-o", "github", dir},
		"a file as well": {"lint", "-o", "text", "-o", "sarif=report.sarif", dir},
		"diff of a fix":  {"lint", "--diff", dir},
		"default":        {"default", goodFiles(t)},
		"rules":          {"rules", "-o", "json"},
		"schema":         {"schema"},
	} {
		t.Run(name, func(t *testing.T) {
			work := t.TempDir()
			cmd := exec.Command("jobvalidate", args...)
			cmd.Dir = work
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := bufio.NewReaderSize(stdout, 16).ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			if err := stdout.Close(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // says the exit code
			if code, want := cmd.ProcessState.ExitCode(), exitSignal+int(syscall.SIGPIPE); code != want {
				t.Errorf("exit code %d, want %d", code, want)
			}
			if stderr.Len() > 0 {
				t.Errorf("it says %s", stderr.String())
			}
			if left := names(t, work); left != "" {
				t.Errorf("it leaves %s", left)
			}
		})
	}
}

func goodFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 300 {
		write(t, filepath.Join(dir, fmt.Sprintf("job%03d.yaml", i)), strings.Replace(misspeltJob, "backOff", "backoff", 1))
	}
	return dir
}

// TestInterrupt: the signal ends a long run at once, with the exit code of who is ended by it; reports are as they
// were before, and what was mended is mended whole.
func TestInterrupt(t *testing.T) {
	for _, test := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		t.Run(test.signal.String(), func(t *testing.T) {
			work := t.TempDir()
			write(t, filepath.Join(work, "job.yaml"), misspeltJob)
			write(t, filepath.Join(work, "old.json"), "the report of yesterday")
			if err := syscall.Mkfifo(filepath.Join(work, "endless"), 0o600); err != nil {
				t.Skip("no named pipes here: ", err)
			}
			cmd := exec.Command("jobvalidate", "lint", "--fix", "-o", "text", "-o", "json=old.json", "-o", "sarif=new.sarif", "job.yaml", "endless")
			cmd.Dir = work
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// Once somebody reads the pipe, the run is on its way.
			pipe, err := os.OpenFile(filepath.Join(work, "endless"), os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer pipe.Close() // nothing was written
			waitFor(t, func() bool { return contentOf(t, filepath.Join(work, "job.yaml")) != misspeltJob })
			if err := cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // says the exit code
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if want := "jobvalidate: job.yaml: 1 finding mended\njobvalidate: interrupted: 1 of 2 files were read\n"; stderr.String() != want {
				t.Errorf("it says\n%s, want\n%s", stderr.String(), want)
			}
			if left := names(t, work); left != "endless job.yaml old.json" {
				t.Errorf("it leaves %s", left)
			}
			if got := contentOf(t, filepath.Join(work, "old.json")); got != "the report of yesterday" {
				t.Errorf("the old report is now %q", got)
			}
			if got, want := contentOf(t, filepath.Join(work, "job.yaml")), strings.Replace(misspeltJob, "backOff", "backoff", 1); got != want {
				t.Errorf("the file is now %q, want %q", got, want)
			}
		})
	}
}

func waitFor(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come")
		}
	}
}

func contentOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// TestFixLeavesWhatChanges: a file that somebody else writes meanwhile is theirs.
func TestFixLeavesWhatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job.yaml")
	write(t, path, "of another\n")
	o := lint.Outcome{File: manifest.File{Name: path}, Data: []byte(misspeltJob), Mended: []byte("mended\n"), Fixes: 1}
	f := fixFlags{fix: "safe"}
	if safety, asked, err := f.safety(); safety != fix.Safe || !asked || err != nil {
		t.Fatal(safety, asked, err)
	}
	err := f.mend(&o, io.Discard, io.Discard)
	if want := path + " was changed while it was read: it is left as it is"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if got := contentOf(t, path); got != "of another\n" {
		t.Errorf("it holds %q", got)
	}
}
