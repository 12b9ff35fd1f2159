// Command soak puts the webhook under load and fault beside a webhook of controller-runtime that allows
// everything, and writes what it measured as Markdown. All of it stays on loopback and ends by itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/jobvalidate/jobvalidate/test/e2e"
)

// amounts say how much of each thing is done.
type amounts struct {
	rounds, requests   int // of the comparison: rounds for each side and size, and requests in one
	rotations, reloads int
	restarts           int // of each of two instances
	memory             int // requests over which memory must stay flat
	idle, slow         int // connections that do nothing, and that send slowly
	jobs               int // created through a real kube-apiserver; 0: none
	workers            int
	beside             time.Duration // how long the good requests are measured beside the bad ones, all rounds together
}

var full = amounts{rounds: 5, requests: 20_000, rotations: 20, reloads: 20, restarts: 5, memory: 500_000, idle: 10_000, slow: 200, jobs: 5_000, workers: 4, beside: 17 * time.Second}

func main() {
	peer := flag.String("peer", "", "serve as the peer on this address (the program starts itself so)")
	bad := flag.String("abuse", "", "be bad clients of this kind (the program starts itself so)")
	address := flag.String("address", "", "with -abuse: of the webhook")
	amount := flag.Int("amount", 0, "with -abuse: how many clients")
	dir := flag.String("dir", "", "folder of the certificates of the peer, or of the CA of the bad clients")
	out := flag.String("out", "", "file whose part between the soak marks is replaced by the results; default: print")
	scale := flag.Float64("scale", 1, "fraction of the full amounts")
	binary := flag.String("webhook", "", "the webhook's binary; default: build it")
	only := flag.String("only", "", "run only these parts: compare, loss, memory, abuse")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *peer != "" {
		if err := servePeer(ctx, *peer, *dir); err != nil {
			fmt.Fprintln(os.Stderr, "soak peer:", err)
			os.Exit(1)
		}
		return
	}
	if *bad != "" {
		if err := runAbuse(ctx, *bad, *amount, *address, *dir); err != nil {
			fmt.Fprintln(os.Stderr, "soak bad clients:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(ctx, full.scaled(*scale), *binary, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func (a amounts) scaled(by float64) amounts {
	for _, n := range []*int{&a.rounds, &a.requests, &a.rotations, &a.reloads, &a.restarts, &a.memory, &a.idle, &a.slow, &a.jobs} {
		*n = max(1, int(float64(*n)*by))
	}
	a.beside = max(time.Second, time.Duration(float64(a.beside)*by))
	return a
}

// results are the lines of the report, and what was not as it must be.
type results struct {
	text   strings.Builder
	faults []string
}

func (r *results) line(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	fmt.Fprintln(os.Stderr, line)
	r.text.WriteString(line + "\n")
}

func (r *results) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
	fmt.Fprintln(os.Stderr, "FAULT:", r.faults[len(r.faults)-1])
}

func run(ctx context.Context, a amounts, binary, out, only string) error {
	dir, err := os.MkdirTemp("", "jobvalidate-soak-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if a.jobs > 0 && (only == "" || strings.Contains(only, "loss")) {
		for _, name := range []string{"etcd", "kube-apiserver"} { // built now where they are not there, not under load
			if _, err := e2e.Binary(name); err != nil {
				return err
			}
		}
	}
	if binary == "" {
		if binary, err = buildWebhook(ctx, dir); err != nil {
			return err
		}
	}
	s := &soak{dir: dir, binary: binary, amounts: a, results: &results{}}
	if s.ca, err = newCA(dir); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"compare", s.compare}, {"loss", s.loss}, {"memory", s.flatMemory}, {"abuse", s.abuse}} {
		if only != "" && !strings.Contains(only, part.name) {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if out == "" {
		fmt.Print(s.text.String())
	} else if err := replacePart(out, s.text.String()); err != nil {
		return err
	}
	if len(s.faults) > 0 {
		return fmt.Errorf("not as it must be:\n  %s", strings.Join(s.faults, "\n  "))
	}
	return nil
}

const (
	partBegins = "<!-- soak: written by make soak -->\n"
	partEnds   = "<!-- end of soak -->\n"
)

// replacePart puts the text between the marks of a file, or at its end with marks.
func replacePart(name, text string) error {
	data, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return err
	}
	part := partBegins + "\n" + text + "\n" + partEnds
	before, rest, found := strings.Cut(string(data), partBegins)
	_, after, closed := strings.Cut(rest, partEnds)
	if !found || !closed {
		before, after = strings.TrimRight(string(data), "\n")+"\n\n", ""
	}
	return os.WriteFile(name, []byte(before+part+after), 0o644) //nolint:gosec // a document
}

// soak is one run.
type soak struct {
	amounts
	*results
	dir, binary string
	ca          *ca
}
