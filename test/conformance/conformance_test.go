package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/test/conformance/campaign"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

// fromEnvironment reads a number that may be given, such as SEED or COUNT.
func fromEnvironment(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// The operations whose answers are compared.
var operations = []struct {
	name      string
	kind      oracle.Kind
	operation oracle.Operation
}{
	{"create", oracle.Job, oracle.Create},
	{"update", oracle.Job, oracle.Update},
	{"status", oracle.Job, oracle.StatusUpdate},
	{"cronjob-create", oracle.CronJob, oracle.Create},
	{"cronjob-update", oracle.CronJob, oracle.Update},
	{"cronjob-status", oracle.CronJob, oracle.StatusUpdate},
}

// TestVerdicts compares verdicts on COUNT generated cases (20,000) of each operation at each version, from
// SEED (1). REPORT names a folder for tables of how often each field was set and named by an error.
func TestVerdicts(t *testing.T) {
	for _, version := range oracle.Versions() {
		for _, o := range operations {
			t.Run(version+"/"+o.name, func(t *testing.T) {
				run(t, campaign.Config{Version: version, Kind: o.kind, Operation: o.operation})
			})
		}
	}
}

// TestTemplates is TestVerdicts with changes in the pod template alone.
func TestTemplates(t *testing.T) {
	for _, version := range oracle.Versions() {
		for _, o := range []oracle.Operation{oracle.Create, oracle.Update} {
			t.Run(version+"/"+string(o), func(t *testing.T) {
				run(t, campaign.Config{Version: version, Kind: oracle.Job, Operation: o, Template: true})
			})
		}
		t.Run(version+"/cronjob-update", func(t *testing.T) { // where the template may change
			run(t, campaign.Config{Version: version, Kind: oracle.CronJob, Operation: oracle.Update, Template: true})
		})
	}
}

// TestDefaults compares the defaulted objects.
func TestDefaults(t *testing.T) {
	for _, version := range oracle.Versions() {
		for _, kind := range []oracle.Kind{oracle.Job, oracle.CronJob} {
			t.Run(version+"/"+string(kind), func(t *testing.T) {
				run(t, campaign.Config{Version: version, Kind: kind, Operation: oracle.Create, Check: campaign.Defaults})
			})
		}
	}
}

// TestWarnings compares the number and the fields of warnings.
func TestWarnings(t *testing.T) {
	for _, version := range oracle.Versions() {
		for _, o := range operations {
			t.Run(version+"/"+o.name, func(t *testing.T) {
				run(t, campaign.Config{Version: version, Kind: o.kind, Operation: o.operation, Check: campaign.Warnings})
			})
		}
	}
}

// enough is how many cases reach every field.
const enough = 20_000

func run(t *testing.T, config campaign.Config) {
	t.Helper()
	config.Seed = uint64(fromEnvironment(t, "SEED", 1))
	otherwise := enough
	if config.Check == campaign.Defaults || config.Check == campaign.Warnings {
		otherwise /= 4 // the same objects again, whose fields verdicts have reached
	}
	config.Count = fromEnvironment(t, "COUNT", otherwise)
	if config.Gates != "" {
		config.Count /= 4 // many settings, few differences
	}
	report, err := campaign.Run(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", report)
	if len(report.Disagreements) > 0 {
		t.Errorf("%d kinds of disagreement", len(report.Disagreements))
	}
	if never := report.NeverSet(); len(never) > 0 && config.Count >= enough {
		t.Errorf("%d fields were never set: %s", len(never), strings.Join(never, " "))
	}
	if dir := os.Getenv("REPORT"); dir != "" {
		write(t, filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".txt"), report)
	}
}

func write(t *testing.T, path string, report *campaign.Report) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	fmt.Fprintln(file, "     set    error field")
	if err := report.Reach.Write(file); err != nil {
		t.Fatal(err)
	}
}
