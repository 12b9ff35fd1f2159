// Command coverage prints which error branches of the API server's own validation a conformance run reached,
// and those that it did not, each with the reason where one is known. It exits 1 on a branch without one.
//
//	CONFORMANCE_COVER=1 GOCOVERDIR=DIR go test …   # run the cases against oracles that count
//	go run ./coverage DIR
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

const (
	batchValidation = "k8s.io/kubernetes/pkg/apis/batch/validation"
	coreValidation  = "k8s.io/kubernetes/pkg/apis/core/validation"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: coverage DIR")
		os.Exit(2)
	}
	open, err := report(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if open > 0 {
		os.Exit(1)
	}
}

// report prints the tables and returns the number of branches that were neither reached nor explained.
func report(dir string) (open int, err error) {
	source, err := oracle.KubernetesSource("1.37")
	if err != nil {
		return 0, err
	}
	profile, err := readProfile(dir)
	if err != nil {
		return 0, err
	}
	batch, err := parse(filepath.Join(source, "pkg/apis/batch/validation"), batchValidation)
	if err != nil {
		return 0, err
	}
	core, err := parse(filepath.Join(source, "pkg/apis/core/validation"), coreValidation)
	if err != nil {
		return 0, err
	}
	own := batch.reachable([]string{"ValidateJobCreate", "ValidateJobUpdate", "ValidateJobUpdateStatus", "ValidateCronJobCreate", "ValidateCronJobUpdate"})
	shared := core.reachable(batch.usedFrom(own, coreValidation))
	for _, part := range []struct {
		pkg       *packageSource
		functions map[string]bool
	}{{batch, own}, {core, shared}} {
		open += part.pkg.print(part.functions, profile)
	}
	for _, pkg := range []string{"k8s.io/kubernetes/pkg/registry/batch/job", "k8s.io/kubernetes/pkg/registry/batch/cronjob", "k8s.io/kubernetes/pkg/api/job", "k8s.io/kubernetes/pkg/api/pod"} {
		reached, total := profile.statements(pkg)
		fmt.Printf("%s: %d of %d statements\n", pkg, reached, total)
	}
	return open, nil
}

// readProfile turns the counters in a folder into the numbers of each block.
func readProfile(dir string) (profile, error) {
	file, err := os.CreateTemp("", "coverage")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if out, err := exec.Command("go", "tool", "covdata", "textfmt", "-i="+dir, "-o="+file.Name()).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("reading the counters in %s: %w\n%s", dir, err, bytes.TrimSpace(out))
	}
	data, err := os.ReadFile(file.Name())
	if err != nil {
		return nil, err
	}
	return parseProfile(string(data))
}
