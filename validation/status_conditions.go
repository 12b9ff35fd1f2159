package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	statusCompleteAndFailed        check.ID = "status-complete-and-failed"
	statusCompleteAndFailureTarget check.ID = "status-complete-and-failure-target"
	statusFailedWithoutTarget      check.ID = "status-failed-without-failure-target"
	statusCompleteWithoutCriteria  check.ID = "status-complete-without-success-criteria"
	statusConditionTakenBack       check.ID = "status-condition-taken-back"
	statusCriteriaAndFailed        check.ID = "status-success-criteria-and-failed"
	statusCriteriaNotIndexed       check.ID = "status-success-criteria-not-indexed"
	statusCriteriaWithoutPolicy    check.ID = "status-success-criteria-without-policy"
	statusCriteriaAfterComplete    check.ID = "status-success-criteria-after-complete"

	conditionHint = "set the conditions as the job controller does: SuccessCriteriaMet before Complete, FailureTarget before Failed"
)

// statusConditions: which conditions exclude each other, which need another, which cannot be taken back.
//
// Parity: batch validateJobStatus, ValidateJobStatusUpdate. The need of FailureTarget and of
// SuccessCriteriaMet since 1.31; that a change of failedIndexes asks for the first is the API server's.
func statusConditions(r *check.Report, p *check.Path, job, old *batchv1.Job, d *statusDifference) {
	complete, failed := isConditionTrue(job, batchv1.JobComplete), isConditionTrue(job, batchv1.JobFailed)
	failureTarget := isConditionTrue(job, batchv1.JobFailureTarget)
	if complete && failed && (d.complete || d.failed) {
		conditions(r, statusCompleteAndFailed, p, "the Job is both Complete and Failed")
	}
	if complete && failureTarget && (d.complete || d.failureTarget) {
		conditions(r, statusCompleteAndFailureTarget, p, "the Job is Complete, but has the condition FailureTarget")
	}
	if r.Target.Since(31) {
		if failed && !failureTarget && (d.failed || d.failedIndexes) {
			conditions(r, statusFailedWithoutTarget, p, "the Job is Failed without the condition FailureTarget")
		}
		if complete && !isConditionTrue(job, batchv1.JobSuccessCriteriaMet) && (d.complete || d.successCriteriaMet) {
			conditions(r, statusCompleteWithoutCriteria, p, "the Job is Complete without the condition SuccessCriteriaMet")
		}
	}
	takenBack(r, p, job, old, batchv1.JobFailed)
	takenBack(r, p, job, old, batchv1.JobComplete)
	takenBack(r, p, job, old, batchv1.JobFailureTarget)
}

// successCriteria holds what is said of SuccessCriteriaMet whatever the gate JobManagedBy is.
//
// Parity: batch validateJobStatus, ValidateJobStatusUpdate. Since 1.30 (KEP-3998). The two rules on the Job's
// mode and policy went with 1.37, and from 1.31 held only with both gates off that are asked here.
func successCriteria(r *check.Report, p *check.Path, job, old *batchv1.Job) {
	met, wasMet := isConditionTrue(job, batchv1.JobSuccessCriteriaMet), isConditionTrue(old, batchv1.JobSuccessCriteriaMet)
	if met {
		if !allowsCriteriaAnywhere(r.Target, wasMet) {
			if !isIndexed(&job.Spec) {
				conditions(r, statusCriteriaNotIndexed, p, "SuccessCriteriaMet is set on a Job that is not Indexed")
			}
			if job.Spec.SuccessPolicy == nil {
				conditions(r, statusCriteriaWithoutPolicy, p, "SuccessCriteriaMet is set on a Job without a successPolicy")
			}
		}
		if isConditionTrue(job, batchv1.JobFailed) {
			conditions(r, statusCriteriaAndFailed, p, "the Job is Failed, but has the condition SuccessCriteriaMet")
		}
		if isConditionTrue(job, batchv1.JobFailureTarget) {
			conditions(r, statusCriteriaAndFailed, p, "the Job has both conditions SuccessCriteriaMet and FailureTarget")
		}
		if !wasMet && isConditionTrue(old, batchv1.JobComplete) {
			conditions(r, statusCriteriaAfterComplete, p, "SuccessCriteriaMet is set on a Job that was Complete before")
		}
		return
	}
	if job.Spec.SuccessPolicy != nil && isConditionTrue(job, batchv1.JobComplete) {
		conditions(r, statusCompleteWithoutCriteria, p, "the Job has a successPolicy and is Complete without the condition SuccessCriteriaMet")
	}
	takenBack(r, p, job, old, batchv1.JobSuccessCriteriaMet)
}

// allowsCriteriaAnywhere reports whether Jobs without indexes and successPolicy may have SuccessCriteriaMet.
func allowsCriteriaAnywhere(t target.Version, wasMet bool) bool {
	return t.Since(37) || t.Since(31) && (wasMet || t.Enabled(target.JobManagedBy) || t.Enabled(target.JobPodReplacementPolicy))
}

func takenBack(r *check.Report, p *check.Path, job, old *batchv1.Job, kind batchv1.JobConditionType) {
	if isConditionTrue(old, kind) && !isConditionTrue(job, kind) {
		conditions(r, statusConditionTakenBack, p, "the condition "+string(kind)+" was True and cannot be taken back")
	}
}

func conditions(r *check.Report, id check.ID, p *check.Path, message string) {
	at := p.Child("conditions")
	r.Invalid(id, &at, nil, message, conditionHint)
}
