package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	statusActiveNegative      check.ID = "status-active-negative"
	statusSucceededNegative   check.ID = "status-succeeded-negative"
	statusFailedNegative      check.ID = "status-failed-negative"
	statusReadyNegative       check.ID = "status-ready-negative"
	statusTerminatingNegative check.ID = "status-terminating-negative"
	statusUIDEmpty            check.ID = "status-uncounted-pod-empty"
	statusUIDDuplicate        check.ID = "status-uncounted-pod-duplicate"
)

// ValidateJobStatusUpdate returns what the API server of the target version finds wrong with an update of
// the status of old to that of job, nil where it finds nothing. The spec of job must be that of old, as the
// API server has it.
//
// Most rules hold only where what they are about changed, so that a status which breaks one already can
// still be mended elsewhere.
//
// Parity: batch ValidateJobUpdateStatus with the options of getStatusValidationOptions. Up to 1.29, and
// where the gate JobManagedBy is off, few rules hold (KEP-4368).
func ValidateJobStatusUpdate(job, old *batchv1.Job, t target.Version) field.ErrorList {
	r := check.Report{Target: t}
	metadata := check.Root("metadata")
	objectMetaUpdate(&r, &metadata, &job.ObjectMeta, &old.ObjectMeta)
	status := check.Root("status")
	statusNumbers(&r, &status, &job.Status)
	uncountedPods(&r, &status, job.Status.UncountedTerminatedPods)
	if !t.Since(30) {
		return r.List()
	}
	if t.Enabled(target.JobManagedBy) {
		d := difference(job, old)
		finishedStatus(&r, &status, job, &d)
		statusConditions(&r, &status, job, old, &d)
		statusTimes(&r, &status, job, old, &d)
		statusIndexes(&r, &status, job, &d)
		statusCounters(&r, &status, job, old, &d)
	}
	successCriteria(&r, &status, job, old)
	return r.List()
}

func statusNumbers(r *check.Report, p *check.Path, s *batchv1.JobStatus) {
	if s.Active < 0 {
		negative(r, statusActiveNegative, p, "active", int64(s.Active))
	}
	if s.Succeeded < 0 {
		negative(r, statusSucceededNegative, p, "succeeded", int64(s.Succeeded))
	}
	if s.Failed < 0 {
		negative(r, statusFailedNegative, p, "failed", int64(s.Failed))
	}
	if s.Ready != nil && *s.Ready < 0 {
		negative(r, statusReadyNegative, p, "ready", int64(*s.Ready))
	}
	if s.Terminating != nil && *s.Terminating < 0 {
		negative(r, statusTerminatingNegative, p, "terminating", int64(*s.Terminating))
	}
}

// uncountedPods: each pod is listed once, in one of both lists.
// Cost: allocates where pods are listed.
func uncountedPods(r *check.Report, p *check.Path, pods *batchv1.UncountedTerminatedPods) {
	if pods == nil || len(pods.Succeeded)+len(pods.Failed) == 0 {
		return
	}
	at := p.Child("uncountedTerminatedPods")
	seen := make(map[types.UID]struct{}, len(pods.Succeeded)+len(pods.Failed))
	succeeded, failed := at.Child("succeeded"), at.Child("failed")
	uids(r, &succeeded, pods.Succeeded, seen)
	uids(r, &failed, pods.Failed, seen)
}

func uids(r *check.Report, list *check.Path, pods []types.UID, seen map[types.UID]struct{}) {
	for i, uid := range pods {
		at := list.Index(i)
		if uid == "" {
			r.Invalid(statusUIDEmpty, &at, uid, "the uid of an uncounted pod is empty", "remove it")
			continue
		}
		if _, twice := seen[uid]; twice {
			r.Duplicate(statusUIDDuplicate, &at, uid, "pod "+words.Quoted(uid)+" is listed twice", "list each pod once, as succeeded or as failed")
			continue
		}
		seen[uid] = struct{}{}
	}
}
