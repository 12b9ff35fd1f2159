// Command jobvalidate-webhook serves admission reviews of Jobs and CronJobs over TLS.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "jobvalidate-webhook:", err)
		os.Exit(1)
	}
}
