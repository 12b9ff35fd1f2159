package webhook

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

const goodAdviceReview = `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE","namespace":"default","name":"pi",
"kind":{"group":"batch","version":"v1","kind":"Job"},"object":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi"},"spec":{"ttlSecondsAfterFinished":600,
"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"pi","image":"perl:5","resources":{"limits":{"memory":"64Mi"}}}]}}}}}}`

func TestAdviceIsAWarning(t *testing.T) {
	h := Handler(Options{})
	cases := map[string]struct {
		old, new string
		want     []string // how the warnings begin
	}{
		"nothing to say":                        {"", "", nil},
		"an image without a version":            {`perl:5`, `perl`, []string{"image-latest: "}},
		"an error of the rules does not refuse": {`"ttlSecondsAfterFinished":600,`, `"ttlSecondsAfterFinished":600,"activeDeadlineSeconds":0,`, []string{"deadline-zero: "}},
		"an info stays with the linter":         {`"ttlSecondsAfterFinished":600,`, `"ttlSecondsAfterFinished":600,"maxFailedIndexes":0,"backoffLimitPerIndex":1,"completionMode":"Indexed","completions":1,`, nil},
		"what the server wrote is no copy":      {`"metadata":{"name":"pi"}`, `"metadata":{"name":"pi","uid":"u-7","creationTimestamp":"2026-01-01T00:00:00Z"}`, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, response := ask(t, h, ValidateJobPath, strings.NewReader(strings.Replace(goodAdviceReview, c.old, c.new, 1)))
			if !response.Allowed {
				t.Fatalf("refused: %v", response.Result)
			}
			got := response.Warnings
			if len(got) != len(c.want) {
				t.Fatalf("warnings %q, want %q", got, c.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("warning %q, want %q", got[i], c.want[i])
				}
			}
		})
	}
}

// TestAdviceKeepsAnnotations: what was annotated before stays, and a rule is named once.
func TestAdviceKeepsAnnotations(t *testing.T) {
	response := withAdvice(
		&admissionv1.AdmissionResponse{Allowed: true, AuditAnnotations: map[string]string{"policy-defaults": "spec.suspend", rulesAnnotation: "b-rule"}},
		[]finding.Finding{{Rule: "b-rule", Severity: finding.Warning}, {Rule: "a-rule", Severity: finding.Warning}},
	)
	if want := map[string]string{"policy-defaults": "spec.suspend", rulesAnnotation: "a-rule,b-rule"}; !maps.Equal(response.AuditAnnotations, want) {
		t.Errorf("annotations %v, want %v", response.AuditAnnotations, want)
	}
}

func TestAdviceIsBounded(t *testing.T) {
	var advice []finding.Finding
	for i := range 30 {
		advice = append(advice, finding.Finding{
			Rule: fmt.Sprintf("rule-%02d", i), Severity: finding.Warning, Message: strings.Repeat("ä", 300), Hint: "mend it",
		})
	}
	response := withAdvice(&admissionv1.AdmissionResponse{Allowed: true}, slices.Clone(advice))
	if len(response.Warnings) != warningsAtAll {
		t.Fatalf("%d warnings", len(response.Warnings))
	}
	for _, w := range response.Warnings {
		if len(w) > warningBytes {
			t.Errorf("%d bytes: %s", len(w), w)
		}
	}
	if last := response.Warnings[warningsAtAll-1]; last != "21 more: ask jobvalidate lint" {
		t.Errorf("the last warning is %q", last)
	}
	if got := withAdvice(&admissionv1.AdmissionResponse{}, slices.Clone(advice)); len(got.Warnings) > 0 {
		t.Error("a refusal carries advice")
	}
	if got := withAdvice(&admissionv1.AdmissionResponse{Allowed: true}, slices.Clone(advice[:warningsAtAll])); got.Warnings[warningsAtAll-1][:7] != "rule-09" {
		t.Errorf("as many as may be: the last is %q", got.Warnings[warningsAtAll-1])
	}
}
