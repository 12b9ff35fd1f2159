// Command benchcli times `jobvalidate lint` beside `kubeconform -strict` over the same files, in turn on the
// same machine, and prints a table. kubeconform checks shapes against schemas made from Kubernetes' OpenAPI;
// jobvalidate gives the API server's whole verdict.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	documents := flag.Int("documents", 10_000, "documents in the large set")
	files := flag.Int("files", 1_000, "files of the large set")
	runs := flag.Int("runs", 7, "counted runs of each command")
	times := flag.Int("times", 1, "how many times the large set is laid side by side, as one more set: its peak then counts what this program itself held, which the system does not tell apart")
	corpus := flag.String("corpus", "", "folder of real manifests; without it the project's examples are used")
	flag.Parse()
	if err := run(*documents, *files, *runs, *times, *corpus); err != nil {
		fmt.Fprintln(os.Stderr, "benchcli:", err)
		os.Exit(1)
	}
}

func run(documents, files, runs, times int, corpus string) error {
	dir, err := os.MkdirTemp("", "jobvalidate-benchcli-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ours, theirs := filepath.Join(dir, "jobvalidate"), filepath.Join(dir, "kubeconform")
	if err := build("../..", ours, "./cmd/jobvalidate"); err != nil {
		return err
	}
	if err := build(".", theirs, "github.com/yannh/kubeconform/cmd/kubeconform"); err != nil {
		return err
	}
	schemas := filepath.Join(dir, "schemas")
	if err := writeSchemas(schemas); err != nil {
		return err
	}
	seeds, source, err := readSeeds(corpus)
	if err != nil {
		return err
	}
	large, small := filepath.Join(dir, "large"), filepath.Join(dir, "small")
	if err := writeSet(large, seeds, documents, files); err != nil {
		return err
	}
	if err := writeSet(small, seeds[:1], 1, 1); err != nil {
		return err
	}
	type set struct {
		name, dir string
		runs      int
	}
	sets := []set{{fmt.Sprintf("%d documents in %d files", documents, files), large, runs}, {"one document in one file", small, runs}}
	if times > 1 {
		many := filepath.Join(dir, "many")
		for i := range times {
			if err := writeSet(filepath.Join(many, strconv.Itoa(i)), seeds, documents, files); err != nil {
				return err
			}
		}
		sets = append(sets, set{fmt.Sprintf("%d documents in %d files", times*documents, times*files), many, (runs + 1) / 2})
	}
	location := filepath.Join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json")
	fmt.Printf("Documents made from %d %s.\n\n", len(seeds), source)
	fmt.Println("| input | program | wall s | CPU s | peak MiB | wall, of kubeconform's |\n|---|---|---|---|---|---|")
	for _, set := range sets {
		a := &command{name: "jobvalidate lint", args: []string{ours, "lint", set.dir}}
		b := &command{name: "kubeconform -strict", args: []string{theirs, "-strict", "-schema-location", location, set.dir}}
		for i := range set.runs + 1 { // the first is a warm-up
			for _, c := range []*command{a, b} {
				if err := c.run(i > 0); err != nil {
					return err
				}
			}
		}
		fmt.Println(a.row(set.name, b))
		fmt.Println(b.row(set.name, b))
	}
	return nil
}

func build(dir, output, pkg string) error {
	cmd := exec.Command("go", "build", "-o", output, pkg)
	cmd.Dir = dir
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, text)
	}
	return nil
}

// command is one of the two, with what its counted runs took.
type command struct {
	name      string
	args      []string
	wall, cpu []float64
	peak      []float64
}

// run runs it once. Exit status 1 is a verdict, not a failure: some real manifests are bad.
func (c *command) run(counts bool) error {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	started := time.Now()
	output, err := cmd.CombinedOutput()
	wall := time.Since(started)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return fmt.Errorf("%s: %w\n%s", c.name, err, output)
	}
	if strings.Contains(string(output), "could not find schema for Job") {
		return fmt.Errorf("%s found no schema:\n%.500s", c.name, output)
	}
	if !counts {
		return nil
	}
	c.wall = append(c.wall, wall.Seconds())
	c.cpu = append(c.cpu, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = append(c.peak, float64(usage.Maxrss)/1024)
	}
	return nil
}

func (c *command) row(input string, peer *command) string {
	return fmt.Sprintf("| %s | %s | %.3f | %.3f | %.0f | %.2f |", input, c.name, median(c.wall), median(c.cpu), median(c.peak), median(c.wall)/median(peer.wall))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
