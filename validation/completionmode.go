package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const completionModeUnknown check.ID = "completion-mode-unknown"

// Parity: batch validateJobSpec. What a mode asks of other fields stands in those fields' files.
func completionMode(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.CompletionMode == nil {
		return
	}
	switch mode := *spec.CompletionMode; mode {
	case batchv1.NonIndexedCompletion, batchv1.IndexedCompletion:
	default:
		at := p.Child("completionMode")
		r.NotSupported(completionModeUnknown, &at, mode, "completionMode is "+words.Quoted(mode), words.OneOf(mode, batchv1.NonIndexedCompletion, batchv1.IndexedCompletion))
	}
}
