package rulebook

import (
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All() {
		if seen[r.Name] {
			t.Errorf("%s stands twice", r.Name)
		}
		seen[r.Name] = true
		if r.Summary == "" || r.Severity == "" || r.Origin == "" || !strings.HasPrefix(r.Text(), "# "+r.Name) {
			t.Errorf("%+v is incomplete", r)
		}
	}
	for name, origin := range map[string]finding.Origin{
		"restart-policy": finding.API, "containers-missing": finding.API, "decode-type": finding.API, "no-ttl": finding.Advice,
	} {
		if r, ok := Find(name); !ok || r.Origin != origin {
			t.Errorf("%s is %+v, %t", name, r, ok)
		}
	}
	if _, ok := Find("nothing"); ok {
		t.Error("a rule is called nothing")
	}
}

func TestOfField(t *testing.T) {
	var names []string
	for _, r := range OfField("Job.spec.backoffLimit") {
		names = append(names, r.Name)
	}
	if strings.Join(names, " ") != "backoff-limit-negative" {
		t.Errorf("got %v", names)
	}
}
