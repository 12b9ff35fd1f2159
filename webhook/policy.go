package webhook

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// What the API server's audit log is told, beside the rules that spoke.
const (
	auditAnnotation    = "policy-audit"    // what a policy in mode audit would have said
	defaultsAnnotation = "policy-defaults" // what the policy has set, or would set
)

// policyRequest is what the request says besides the object.
func (o *Options) policyRequest(request *admissionv1.AdmissionRequest) policy.Request {
	asked := policy.Request{Namespace: request.Namespace, User: request.UserInfo.Username, Groups: request.UserInfo.Groups, Operation: string(request.Operation), DryRun: request.DryRun != nil && *request.DryRun}
	if o.NamespaceLabels != nil {
		asked.NamespaceLabels = o.NamespaceLabels(request.Namespace)
	}
	return asked
}

// withJudgement adds what rules and policy say to the API server's own answer: the policy refuses with 403,
// or adds its causes to a refusal; warnings and notes for the audit log follow.
func withJudgement(response *admissionv1.AdmissionResponse, request *admissionv1.AdmissionRequest, name string, findings []finding.Finding) *admissionv1.AdmissionResponse {
	var advice, audit, refusals []finding.Finding
	for _, f := range findings {
		switch {
		case f.AuditOnly:
			audit = append(audit, f)
		case f.Origin == finding.Policy && f.Severity == finding.Error:
			refusals = append(refusals, f)
		default:
			advice = append(advice, f)
		}
	}
	if len(refusals) > 0 {
		response = forbidden(response, request, name, refusals)
	}
	response = withAdvice(response, advice)
	if len(audit) > 0 {
		annotate(response, auditAnnotation, noted(audit))
		annotateRules(response, audit)
	}
	return response
}

// forbidden refuses for the policy. Where the API server refuses too, its code stands.
func forbidden(response *admissionv1.AdmissionResponse, request *admissionv1.AdmissionRequest, name string, findings []finding.Finding) *admissionv1.AdmissionResponse {
	causes := make([]metav1.StatusCause, len(findings))
	for i, f := range findings {
		causes[i] = causeOf(f)
	}
	annotateRules(response, findings)
	if !response.Allowed {
		response.Result.Details.Causes = append(response.Result.Details.Causes, causes...)
		response.Result.Message += "; the policy does not allow: " + joined(causes)
		return response
	}
	reject(response, request, name, http.StatusForbidden, metav1.StatusReasonForbidden, "forbidden by policy", causes)
	return response
}

func annotate(response *admissionv1.AdmissionResponse, key, text string) {
	if response.AuditAnnotations == nil {
		response.AuditAnnotations = map[string]string{}
	}
	response.AuditAnnotations[key] = text
}

// annotateRules names the rules of the findings beside those that are named already.
func annotateRules(response *admissionv1.AdmissionResponse, findings []finding.Finding) {
	names := rulesOf(findings)
	if already := response.AuditAnnotations[rulesAnnotation]; already != "" {
		all := append(strings.Split(already, ","), strings.Split(names, ",")...)
		slices.Sort(all)
		names = strings.Join(slices.Compact(all), ",")
	}
	annotate(response, rulesAnnotation, names)
}

// mostNotes bounds a line of the API server's audit log.
const mostNotes = 20

// noted writes findings in one line, as RULE at FIELD: MESSAGE, and how many more there are.
func noted(findings []finding.Finding) string {
	notes := make([]string, 0, mostNotes+1)
	for _, f := range findings[:min(len(findings), mostNotes)] {
		notes = append(notes, f.Rule+" at "+f.Field+": "+f.Message)
	}
	if more := len(findings) - mostNotes; more > 0 {
		notes = append(notes, strconv.Itoa(more)+" more")
	}
	return strings.Join(notes, "; ")
}

// withDefaultsTold tells what the policy has set, and what it had to leave: the author as a warning, unless
// the policy does not want that, and the audit log. Where nothing is patched it tells what would have been set.
func withDefaultsTold(response *admissionv1.AdmissionResponse, asked policy.Effective, own *defaults.Record, left []finding.Finding, auditOnly bool) *admissionv1.AdmissionResponse {
	if !response.Allowed {
		return response
	}
	if sets := own.All(); len(sets) > 0 {
		text := setsTold(sets)
		annotate(response, defaultsAnnotation, text)
		if !asked.Quiet() {
			what := "defaults of the policy: "
			if auditOnly {
				what = "the policy would set: "
			}
			response.Warnings = append(response.Warnings, cut(what+text))
		}
	}
	return withAdvice(response, left)
}

// setsTold lists fields and values: spec.backoffLimit=3, spec.timeZone="Etc/UTC".
func setsTold(sets []defaults.Set) string {
	told := make([]string, len(sets))
	for i, set := range sets {
		value, err := json.Marshal(set.Value)
		if err != nil {
			value = []byte("?")
		}
		told[i] = policy.FieldOf(set.Pointer) + "=" + string(value)
	}
	return strings.Join(told, ", ")
}
