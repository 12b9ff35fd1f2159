// Command demo shows the service at work: it starts the webhook on loopback with a certificate made on the
// spot, posts an AdmissionReview for each example over TLS, prints the verdict as a user would see it,
// lints the same files with the CLI, and stops. It fails when an answer is not the one that the example's
// first line expects.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// longest is how long the whole demo may take.
const longest = time.Minute

func main() {
	bin := flag.String("bin", "bin", "folder of jobvalidate and jobvalidate-webhook")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *bin, flag.Args(), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, bin string, files []string, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	dir, err := os.MkdirTemp("", "jobvalidate-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	service, err := start(ctx, filepath.Join(bin, "jobvalidate-webhook"), dir)
	if err != nil {
		return err
	}
	wrong := 0
	for _, file := range files {
		e, err := readExample(file)
		if err != nil {
			return err
		}
		answer, err := service.admit(ctx, e)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		fmt.Fprint(out, answer.text(e))
		if unexpected := e.compare(answer); unexpected != "" {
			wrong++
			fmt.Fprintf(out, "    NOT AS EXPECTED: %s\n", unexpected)
		}
	}
	fmt.Fprintln(out)
	n, err := lint(ctx, filepath.Join(bin, "jobvalidate"), files, out)
	if err != nil {
		return err
	}
	wrong += n
	if err := service.stop(); err != nil {
		return fmt.Errorf("stopping the webhook: %w", err)
	}
	if wrong > 0 {
		return fmt.Errorf("%d answers were not as expected", wrong)
	}
	return nil
}
