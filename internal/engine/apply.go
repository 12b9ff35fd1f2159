package engine

import (
	"encoding/json"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// lastApplied is where `kubectl apply` keeps the manifest that it sent last.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// ApplyJob says what the API server would say if a Job was created from the manifest old and then the
// manifest job is applied to it with `kubectl apply`: fields that are in neither manifest stay as the API
// server has them, fields that only old has are removed. Both are as written, without defaults. An old that
// has a uid was exported from a cluster: its uid and status count, and the manifest that was applied to it
// is read from its annotation. It changes both. What defaulting sets is written into the record, which may
// be nil.
func (e Engine) ApplyJob(job, old *batchv1.Job, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	written := manifestOf(&old.ObjectMeta, old)
	stored := e.storedJob(old)
	var applied batchv1.Job
	if !threeWay(written, job, &stored, &applied) {
		applied = *job
		identify(&applied.ObjectMeta, &stored.ObjectMeta)
	}
	defaults.SetJobFor(&applied, e.Target, record)
	generateSelector(&applied)
	return e.updateJob(&applied, &stored, record)
}

// ApplyCronJob is ApplyJob for a CronJob.
func (e Engine) ApplyCronJob(cronJob, old *batchv1.CronJob, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	written := manifestOf(&old.ObjectMeta, old)
	stored := e.storedCronJob(old)
	var applied batchv1.CronJob
	if !threeWay(written, cronJob, &stored, &applied) {
		applied = *cronJob
		identify(&applied.ObjectMeta, &stored.ObjectMeta)
	}
	defaults.SetCronJobFor(&applied, e.Target, record)
	return e.updateCronJob(&applied, &stored, record)
}

// manifestOf returns the manifest that the object was last applied from: the object itself, or of one that
// was exported from a cluster what the annotation keeps, nothing where there is none.
func manifestOf(meta *metav1.ObjectMeta, object any) []byte {
	if kept, ok := meta.Annotations[lastApplied]; ok && json.Valid([]byte(kept)) {
		return []byte(kept)
	}
	if meta.UID != "" {
		return nil
	}
	written, err := json.Marshal(object)
	if err != nil {
		return nil // an API object always can be
	}
	return written
}

// threeWay merges as `kubectl apply` does. It reports false where the manifests cannot be merged, such as
// lists in which a merge key stands twice.
func threeWay[T any](original []byte, modified, current, applied *T) bool {
	wanted, err := json.Marshal(modified)
	if err != nil {
		return false
	}
	stored, err := json.Marshal(current)
	if err != nil {
		return false
	}
	var schema T
	lookup, err := strategicpatch.NewPatchMetaFromStruct(schema)
	if err != nil {
		return false
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(original, wanted, stored, lookup, true)
	if err != nil {
		return false
	}
	merged, err := strategicpatch.StrategicMergePatchUsingLookupPatchMeta(stored, patch, lookup)
	return err == nil && json.Unmarshal(merged, applied) == nil
}

// identify makes the object an update of the stored one.
func identify(meta, stored *metav1.ObjectMeta) {
	meta.UID = stored.UID
	if meta.Namespace == "" {
		meta.Namespace = stored.Namespace
	}
	if meta.Name == "" && meta.GenerateName == stored.GenerateName {
		meta.Name = stored.Name
	}
}
