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
		slog.String("path", e.path), slog.String("uid", string(request.UID)), slog.String("user", printable(request.UserInfo.Username)),
		slog.String("operation", string(request.Operation)), slog.String("kind", request.Kind.Kind), slog.String("namespace", request.Namespace),
		slog.String("name", request.Name), slog.String("subresource", request.SubResource), slog.Bool("dryRun", isDryRun(request)),
		slog.Bool("allowed", response.Allowed), slog.Int("patchBytes", len(response.Patch)), slog.Int("warnings", len(response.Warnings)),
		slog.Duration("took", took),
	}
	if rules := response.AuditAnnotations[rulesAnnotation]; rules != "" {
		attributes = append(attributes, slog.String("rules", rules))
	}
	if response.Result != nil {
		attributes = append(attributes, slog.Int("code", int(response.Result.Code)), slog.Any("causes", causesOf(response)))
	}
	e.options.Logger.LogAttrs(ctx, slog.LevelInfo, "decision", attributes...)
}

// loggedCause is a cause without its message.
type loggedCause struct {
	Type  string `json:"type"`
	Field string `json:"field"`
}

func causesOf(response *admissionv1.AdmissionResponse) []loggedCause {
	if response.Result.Details == nil {
		return nil
	}
	causes := make([]loggedCause, len(response.Result.Details.Causes))
	for i, c := range response.Result.Details.Causes {
		causes[i] = loggedCause{string(c.Type), printable(c.Field)}
	}
	return causes
}

func isDryRun(request *admissionv1.AdmissionRequest) bool {
	return request.DryRun != nil && *request.DryRun
}
