package webhook

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	admissionv1 "k8s.io/api/admission/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// What the API server lets through of a webhook's warnings: it may cut one after 256 characters, and drops
// what is above 4,096 in all, whoever says it.
const (
	warningBytes  = 256
	warningsAtAll = 10
)

// withAdvice adds what the rules say to an answer that admits: as warnings, never as a refusal. Infos stay
// with the linter: nobody reads them in the middle of kubectl apply.
func withAdvice(response *admissionv1.AdmissionResponse, advice []finding.Finding) *admissionv1.AdmissionResponse {
	if !response.Allowed {
		return response
	}
	advice = slices.DeleteFunc(advice, func(f finding.Finding) bool { return f.Severity.Below(finding.Warning) })
	if len(advice) == 0 {
		return response
	}
	annotateRules(response, advice)
	warn(response, len(advice), func(i int) string { return warning(advice[i]) })
	return response
}

// warn adds n warnings to the response, as far as the API server hands them on, and says how many more there are.
func warn(response *admissionv1.AdmissionResponse, n int, text func(i int) string) {
	for i := range n {
		switch left := n - i; {
		case len(response.Warnings) >= warningsAtAll:
			return
		case len(response.Warnings) == warningsAtAll-1 && left > 1:
			response.Warnings = append(response.Warnings, fmt.Sprintf("%d more: ask jobvalidate lint", left))
			return
		}
		response.Warnings = append(response.Warnings, text(i))
	}
}

// warning is one line of at most warningBytes: the rule first, because it can be looked up.
func warning(f finding.Finding) string {
	text := f.Rule + ": " + sentence(f)
	if len(text) <= warningBytes {
		return text
	}
	if text = f.Rule + ": " + f.Message; len(text) <= warningBytes {
		return text
	}
	return cut(text)
}

// cut shortens a text to what fits into a warning.
func cut(text string) string {
	const more = "…"
	if len(text) <= warningBytes {
		return text
	}
	text = text[:warningBytes-len(more)]
	for !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return strings.TrimSpace(text) + more
}
