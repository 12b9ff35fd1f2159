package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/changes"
	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	selectorImmutable             check.ID = "selector-immutable"
	completionModeImmutable       check.ID = "completion-mode-immutable"
	podFailurePolicyImmutable     check.ID = "pod-failure-policy-immutable"
	backoffLimitPerIndexImmutable check.ID = "backoff-limit-per-index-immutable"
	managedByImmutable            check.ID = "managed-by-immutable"
	successPolicyImmutable        check.ID = "success-policy-immutable"

	newJobHint = "give the Job a new name, or delete and create it again"
)

// maxLeaves is how many changed fields an error carries.
const maxLeaves = 100

// immutableFields checks what no update of a Job may change, whatever its state.
//
// Parity: batch ValidateJobSpecUpdate; managedBy and successPolicy since 1.30. What an update may change in
// some states only is in completions_update.go and template_update.go.
func immutableFields(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec) {
	if !same.Selector(spec.Selector, old.Selector) {
		immutable(r, selectorImmutable, p, "selector", spec.Selector, old.Selector)
	}
	if !same.Pointer(spec.CompletionMode, old.CompletionMode) {
		immutable(r, completionModeImmutable, p, "completionMode", spec.CompletionMode, old.CompletionMode)
	}
	if !same.PodFailurePolicy(spec.PodFailurePolicy, old.PodFailurePolicy) {
		immutable(r, podFailurePolicyImmutable, p, "podFailurePolicy", spec.PodFailurePolicy, old.PodFailurePolicy)
	}
	if !same.Pointer(spec.BackoffLimitPerIndex, old.BackoffLimitPerIndex) {
		immutable(r, backoffLimitPerIndexImmutable, p, "backoffLimitPerIndex", spec.BackoffLimitPerIndex, old.BackoffLimitPerIndex)
	}
	if !same.Pointer(spec.ManagedBy, old.ManagedBy) {
		immutable(r, managedByImmutable, p, "managedBy", spec.ManagedBy, old.ManagedBy)
	}
	if !same.SuccessPolicy(spec.SuccessPolicy, old.SuccessPolicy) {
		immutable(r, successPolicyImmutable, p, "successPolicy", spec.SuccessPolicy, old.SuccessPolicy)
	}
}

// immutable reports a field of a Job that changed and cannot: the message names the leaves.
func immutable(r *check.Report, id check.ID, p *check.Path, name string, now, old any) {
	at := p.Child(name)
	leavesChanged(r, id, &at, now, old, "a Job's "+name+" cannot change", newJobHint)
}

// leavesChanged writes an error of type Invalid whose message ends with what changed. The value of the error
// is a changes.List.
func leavesChanged(r *check.Report, id check.ID, at *check.Path, now, old any, message, hint string) {
	list := changes.Between(old, now, at.String(), maxLeaves)
	r.Invalid(id, at, list, message+": "+list.Sentence(), hint)
}
