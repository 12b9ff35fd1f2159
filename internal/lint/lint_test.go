package lint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

const job = `apiVersion: batch/v1
kind: Job
metadata: {name: NAME}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
`

// many writes n files, of which every third is large, so that workers finish out of order.
func many(t *testing.T, n int) []manifest.File {
	t.Helper()
	directory := t.TempDir()
	files := make([]manifest.File, n)
	for i := range files {
		name := filepath.Join(directory, fmt.Sprintf("%04d.yaml", i))
		text := job
		if i%3 == 0 {
			text = strings.Repeat(job+"---\n", 20)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files[i] = manifest.File{Name: name}
	}
	return files
}

func TestOrderDoesNotDependOnJobs(t *testing.T) {
	files := many(t, 60)
	for _, jobs := range []int{1, 2, 7, 100} {
		l := Linter{Jobs: jobs, Fields: decode.Strict}
		next := 0
		err := l.Run(t.Context(), files, func(o Outcome) error {
			if o.File.Name != files[next].Name {
				t.Fatalf("with %d jobs: %s came at place %d", jobs, o.File.Name, next)
			}
			if want := "metadata.name"; len(o.Result.Findings) == 0 || o.Result.Findings[0].Field != want {
				t.Fatalf("%s: no finding at %s", o.File.Name, want)
			}
			next++
			return nil
		})
		if err != nil || next != len(files) {
			t.Errorf("with %d jobs: %d of %d files, %v", jobs, next, len(files), err)
		}
	}
}

func TestErrorOfTheReceiverEndsTheRun(t *testing.T) {
	full := errors.New("disk full")
	l := Linter{Jobs: 4, Fields: decode.Strict}
	calls := 0
	err := l.Run(t.Context(), many(t, 60), func(Outcome) error {
		calls++
		return full
	})
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := Linter{Jobs: 2, Fields: decode.Strict}
	calls := 0
	err := l.Run(ctx, many(t, 60), func(Outcome) error {
		if calls++; calls == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || calls >= 60 {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

// TestInterruptedWhileReading: standard input that never ends does not keep an interrupted run.
func TestInterruptedWhileReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	input, never := io.Pipe()
	defer never.Close() // it ends the reader
	l := Linter{Jobs: 1, Fields: decode.Strict, Stdin: readerThen{input, cancel}}
	err := l.Run(ctx, []manifest.File{{Name: manifest.Stdin, Explicit: true}}, func(Outcome) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// readerThen calls before when it is first read.
type readerThen struct {
	io.Reader
	before func()
}

func (r readerThen) Read(p []byte) (int, error) {
	r.before()
	return r.Reader.Read(p)
}
