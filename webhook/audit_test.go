package webhook

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestAuditOnly(t *testing.T) {
	registry := prometheus.NewRegistry()
	h := Handler(Options{AuditOnly: true, EarlyVerdict: true, Metrics: registry})
	for _, path := range []string{ValidateJobPath, MutateJobPath} {
		recorder, response := ask(t, h, path, strings.NewReader(secretReview))
		if recorder.Code != http.StatusOK || !response.Allowed || response.Patch != nil || response.Result != nil {
			t.Fatalf("%s: answer %d %s", path, recorder.Code, recorder.Body)
		}
		if !slices.ContainsFunc(response.Warnings, func(w string) bool {
			return strings.HasPrefix(w, "would be refused: spec.template.spec.restartPolicy: ")
		}) {
			t.Errorf("%s: warnings %q", path, response.Warnings)
		}
		if response.AuditAnnotations["would-refuse"] != "422" || response.AuditAnnotations["rules"] != "restart-policy-unknown" {
			t.Errorf("%s: annotations %q", path, response.AuditAnnotations)
		}
	}
	if recorder, response := ask(t, h, ValidateCronJobPath, strings.NewReader(secretReview)); response.Allowed {
		t.Errorf("a review for another endpoint is let through: %s", recorder.Body)
	}
	if recorder, response := ask(t, h, MutateJobPath, strings.NewReader(goodReview)); !response.Allowed || response.Patch != nil || response.Warnings != nil {
		t.Errorf("a good Job: %s", recorder.Body)
	}
	options := policyOptions(t, policyHead+"metadata: {name: a}\nlimits: {labels: {team: {required: true}}, ttlSecondsAfterFinished: {max: 10, mode: audit}}\ndefaults: {backoffLimit: 2}\n")
	options.AuditOnly = true
	h = Handler(options)
	_, response := ask(t, h, MutateJobPath, strings.NewReader(goodReview))
	if told := []string{"the policy would set: spec.backoffLimit=2"}; response.Patch != nil || !slices.Equal(response.Warnings, told) || response.AuditAnnotations[defaultsAnnotation] != "spec.backoffLimit=2" {
		t.Errorf("defaults: warnings %q, annotations %q", response.Warnings, response.AuditAnnotations)
	}
	_, response = ask(t, h, ValidateJobPath, strings.NewReader(goodReview))
	if !response.Allowed || response.AuditAnnotations[wouldRefuse] != "403" || !strings.HasPrefix(response.AuditAnnotations[auditAnnotation], "limits.ttlSecondsAfterFinished at ") {
		t.Errorf("a limit that is only noted, beside one that would refuse: %q", response.AuditAnnotations)
	}
	want := `
# HELP jobvalidate_findings_total What was found in the objects of reviews, by rule: a refusal and its warnings count each rule once.
# TYPE jobvalidate_findings_total counter
jobvalidate_findings_total{rule="restart-policy-unknown",verdict="would_refuse"} 2
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "jobvalidate_findings_total"); err != nil {
		t.Error(err)
	}
}
