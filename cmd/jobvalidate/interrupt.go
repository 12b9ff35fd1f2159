package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// interruption is why a run was ended from outside.
type interruption struct{ signal os.Signal }

func (i interruption) Error() string { return "interrupted" }

// number is that of the signal.
func (i interruption) number() int {
	if number, ok := i.signal.(syscall.Signal); ok {
		return int(number)
	}
	return 0
}

// interruptible returns a context that the first interrupt ends, with it as the cause. The second ends the
// program at once.
func interruptible(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		defer signal.Stop(signals)
		select {
		case s := <-signals:
			cancel(interruption{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}
