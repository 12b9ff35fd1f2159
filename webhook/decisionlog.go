package webhook

import (
	"context"
	"log/slog"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
)

// DecisionLog says which decisions are logged.
type DecisionLog string

// The choices. An empty DecisionLog means LogRefused.
const (
	LogNone    DecisionLog = "none"
	LogRefused DecisionLog = "refused"
	LogAll     DecisionLog = "all"
)

// log writes who asked for what, and what the verdict rests on: rules and fields. Messages and values stay
// out of it, since they may hold what an author would not want to see in a log.
func (e *endpoint) log(ctx context.Context, request *admissionv1.AdmissionRequest, response *admissionv1.AdmissionResponse, took time.Duration) {
	if e.options.Decisions == LogNone || e.options.Decisions == LogRefused && response.Allowed {
		return
	}
	attributes := []slog.Attr{
		slog.String("path", e.path), slog.String("uid", printable(string(request.UID))), slog.String("user", printable(request.UserInfo.Username)),
		slog.String("operation", printable(string(request.Operation))), slog.String("kind", printable(request.Kind.Kind)), slog.String("namespace", printable(request.Namespace)),
		slog.String("name", printable(request.Name)), slog.String("subresource", printable(request.SubResource)), slog.Bool("dryRun", isDryRun(request)),
		slog.Bool("allowed", response.Allowed), slog.Int("patchBytes", len(response.Patch)), slog.Int("warnings", len(response.Warnings)),
		slog.Duration("took", took),
	}
	if rules := response.AuditAnnotations[rulesAnnotation]; rules != "" {
		attributes = append(attributes, slog.String("rules", rules))
	}
	if response.Result != nil {
		causes, more := causesOf(response)
		attributes = append(attributes, slog.Int("code", int(response.Result.Code)), slog.Any("causes", causes))
		if more > 0 {
			attributes = append(attributes, slog.Int("moreCauses", more))
		}
	}
	e.options.Logger.LogAttrs(ctx, slog.LevelInfo, "decision", attributes...)
}

// loggedCause is a cause without its message.
type loggedCause struct {
	Type  string `json:"type"`
	Field string `json:"field"`
}

// loggedCauses bounds a line of the log: an object may have a fault in each of ten thousand variables.
const loggedCauses = 20

// causesOf returns the first causes of a refusal, and how many more there are.
func causesOf(response *admissionv1.AdmissionResponse) (causes []loggedCause, more int) {
	if response.Result.Details == nil {
		return nil, 0
	}
	all := response.Result.Details.Causes
	causes = make([]loggedCause, min(len(all), loggedCauses))
	for i, c := range all[:len(causes)] {
		causes[i] = loggedCause{string(c.Type), printable(c.Field)}
	}
	return causes, len(all) - len(causes)
}

func isDryRun(request *admissionv1.AdmissionRequest) bool {
	return request.DryRun != nil && *request.DryRun
}
