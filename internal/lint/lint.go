// Package lint takes files through the engine, several at once, and hands over what was found in the order
// of the files.
package lint

import (
	"context"
	"io"
	"sync"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/fix"
	"github.com/jobvalidate/jobvalidate/internal/gitfiles"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// Linter holds what one run is configured with.
type Linter struct {
	Engine engine.Engine
	Fields decode.FieldValidation
	Jobs   int       // files at once, 1 or more
	Stdin  io.Reader // what the file - holds

	// Live is what the cluster holds; nil holds nothing.
	Live *engine.Live
	// Commit, where it is not nil, is where each file's own Live is read from: the cluster holds what the file
	// held then.
	Commit *gitfiles.Commit

	// PolicyOf finds the policy for a file; nil: that of the Engine holds for all.
	PolicyOf func(file string) (*policy.Policy, error)

	// Fix asks for what can be mended.
	Fix    bool
	Safety fix.Safety
}

// Outcome is what became of one file.
type Outcome struct {
	File   manifest.File
	Data   []byte // what it holds
	Result engine.Result
	Note   string // why it was skipped, or ""
	Err    error  // why it could not be read
	Broken error  // why its configuration cannot be used

	Fixes  int           // what could be mended
	Mended []byte        // the file with the fixes
	Left   engine.Result // what is still wrong with it then
}

// Run lints the files and calls emit for each, in their order, one at a time. An error of emit ends it, and
// is returned; so does the end of the context. It holds few files in memory at a time, however many there are.
func (l *Linter) Run(ctx context.Context, files []manifest.File, emit func(Outcome) error) error {
	interrupted := ctx
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer func() {
		cancel()
		if interrupted.Err() == nil { // else a worker may be waiting for standard input, which never ends
			workers.Wait()
		}
	}()
	const ahead = 4 // files finished or in work, per worker, before the slowest is waited for
	type task struct {
		file manifest.File
		done chan Outcome
	}
	tasks := make(chan task)
	inOrder := make(chan chan Outcome, ahead*l.Jobs)
	for range l.Jobs {
		workers.Go(func() {
			for t := range tasks {
				t.done <- l.one(t.file)
			}
		})
	}
	go func() {
		defer close(inOrder)
		defer close(tasks)
		for _, file := range files {
			t := task{file, make(chan Outcome, 1)}
			select {
			case inOrder <- t.done:
			case <-ctx.Done():
				return
			}
			select {
			case tasks <- t:
			case <-ctx.Done():
				return
			}
		}
	}()
	for done := range inOrder {
		select {
		case outcome := <-done:
			if err := emit(outcome); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

func (l *Linter) one(file manifest.File) Outcome {
	outcome := Outcome{File: file}
	if outcome.Data, outcome.Err = file.Read(l.Stdin); outcome.Err != nil {
		return outcome
	}
	e := l.Engine
	if l.PolicyOf != nil {
		if e.Policy, outcome.Broken = l.PolicyOf(file.Name); outcome.Broken != nil {
			return outcome
		}
	}
	live := l.Live
	if l.Commit != nil && file.Name != manifest.Stdin {
		if live, outcome.Err = l.then(file, &outcome); outcome.Err != nil {
			return outcome
		}
	}
	templated := file.InChart() && manifest.IsTemplated(outcome.Data)
	if !templated {
		outcome.Result = e.FileOver(outcome.Data, live, l.Fields)
		templated = outcome.Result.Templated
	}
	if templated {
		outcome.Note = "skipped: it is a template, render it first (helm template … | jobvalidate lint -)"
		n := max(outcome.Result.Documents, 1)
		outcome.Result = engine.Result{Documents: n, Skipped: n}
	}
	fix.Keep(outcome.Data, &outcome.Result)
	if l.Fix {
		outcome.Mended, outcome.Left, outcome.Fixes = fix.Fix(outcome.Data, outcome.Result, l.Safety, func(data []byte) engine.Result {
			return e.FileOver(data, live, l.Fields)
		})
		fix.Keep(outcome.Mended, &outcome.Left)
	}
	return outcome
}

// then returns what the file held at the commit. In a commit hook it also puts in place what is about to be
// committed of it.
func (l *Linter) then(file manifest.File, outcome *Outcome) (*engine.Live, error) {
	if staged, ok, err := l.Commit.Now(file.Name); err != nil {
		return nil, err
	} else if ok {
		outcome.Data = staged
	}
	old, ok, err := l.Commit.Old(file.Name, outcome.Data)
	if err != nil || !ok {
		return nil, err
	}
	live, err := engine.ReadLive(old)
	if err != nil {
		return nil, nil //nolint:nilerr // what could not be read was never applied
	}
	return live, nil
}
