// Command jobvalidate-webhook serves admission reviews of Jobs and CronJobs over TLS.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// gcPercent is how much the heap may grow between two collections, unless GOGC says so: what lives is a few
// MiB, and with Go's default of 100 the collector would run many times a second. GOMEMLIMIT bounds it.
const gcPercent = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the drain, and the program
	err := command().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "jobvalidate-webhook:", err)
		os.Exit(1)
	}
}
