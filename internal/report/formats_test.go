package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

func example(line int) engine.Result {
	return engine.Result{Documents: 1, Jobs: 1, Findings: []engine.Located{
		{Line: line, Column: 22, EndColumn: 28, Kind: "Job", Name: "pi", Source: "      restartPolicy: Always", Finding: finding.Finding{
			Rule: "restart-policy", Severity: finding.Error, Origin: finding.API, Field: "spec.template.spec.restartPolicy",
			Message: "restartPolicy is Always: 100% wrong, a <b> & more", Hint: "write\nNever"}},
		{Line: line + 1, Column: 1, Kind: "Job", Name: "pi", Finding: finding.Finding{
			Rule: "no-ttl", Severity: finding.Warning, Origin: finding.Advice, Field: "spec", Message: "no ttl"}},
		{Line: line + 2, Column: 1, Kind: "Job", Name: "pi", Finding: finding.Finding{
			Rule: "of-a-policy", Severity: finding.Info, Origin: finding.Policy, Field: "spec", Message: "not here"}},
	}}
}

func write(t *testing.T, format string, results ...engine.Result) string {
	t.Helper()
	var out bytes.Buffer
	w := New(format, &out, Style{})
	var summary Summary
	for i, result := range results {
		if err := w.Add([]string{"a,b.yaml", "c.yaml", "d.yaml"}[i], result); err != nil {
			t.Fatal(err)
		}
		summary.Add(result)
	}
	if err := w.Close(summary); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestSARIFIsValid asks the published schema, which the library carries.
func TestSARIFIsValid(t *testing.T) {
	for name, results := range map[string][]engine.Result{
		"nothing read": nil, "nothing found": {{}}, "found": {example(3), {}, example(9)},
	} {
		var parsed sarif.Report
		if err := json.Unmarshal([]byte(write(t, "sarif", results...)), &parsed); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := parsed.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFingerprintsStay: a finding keeps its fingerprint when lines are added above it, and no two have the same.
func TestFingerprintsStay(t *testing.T) {
	prints := func(line int) []string {
		var log struct {
			Runs []struct {
				Results []struct{ PartialFingerprints map[string]string }
			}
		}
		if err := json.Unmarshal([]byte(write(t, "sarif", example(line), example(line))), &log); err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, result := range log.Runs[0].Results {
			all = append(all, result.PartialFingerprints["jobvalidate/v1"])
		}
		return all
	}
	before, after := prints(3), prints(30)
	if len(before) != 6 || strings.Join(before, " ") != strings.Join(after, " ") {
		t.Errorf("fingerprints moved with the lines: %v, %v", before, after)
	}
	seen := map[string]bool{}
	for _, print := range before {
		if seen[print] {
			t.Errorf("two findings have fingerprint %s", print)
		}
		seen[print] = true
	}
}

func TestJUnit(t *testing.T) {
	var suites junitSuites
	if err := xml.Unmarshal([]byte(write(t, "junit", example(3), engine.Result{})), &suites); err != nil {
		t.Fatal(err)
	}
	if suites.Tests != 4 || suites.Failures != 2 || len(suites.Suites) != 2 || suites.Suites[1].Cases[0].Failure != nil {
		t.Errorf("got %+v", suites)
	}
	if got := suites.Suites[0].Cases[0].Failure.Message; got != "restartPolicy is Always: 100% wrong, a <b> & more" {
		t.Errorf("message came back as %q", got)
	}
}

func TestGitHub(t *testing.T) {
	want := `::error file=a%2Cb.yaml,line=3,col=22,endColumn=28,title=restart-policy::restartPolicy is Always: 100%25 wrong, a <b> & more (write%0ANever)
::warning file=a%2Cb.yaml,line=4,col=1,title=no-ttl::no ttl
::notice file=a%2Cb.yaml,line=5,col=1,title=of-a-policy::not here
`
	if got := write(t, "github", example(3)); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestGitLab(t *testing.T) {
	var entries []codeQuality
	if err := json.Unmarshal([]byte(write(t, "gitlab", example(3))), &entries); err != nil {
		t.Fatal(err)
	}
	if len(entries) != 3 || entries[0].Severity != "critical" || entries[1].Severity != "minor" || entries[2].Severity != "info" || entries[0].Location.Lines.Begin != 3 {
		t.Errorf("got %+v", entries)
	}
	if got := strings.TrimSpace(write(t, "gitlab", engine.Result{})); got != "[]" {
		t.Errorf("nothing found is %s", got)
	}
}
