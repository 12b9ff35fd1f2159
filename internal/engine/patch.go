package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// PatchType is how a patch is read, as the type of `kubectl patch`.
type PatchType string

// The patch types.
const (
	StrategicMerge PatchType = "strategic" // lists with a merge key are merged
	Merge          PatchType = "merge"     // RFC 7386: lists are replaced
	JSONPatch      PatchType = "json"      // RFC 6902: a list of operations
)

// Patch is a patch and what it is for.
type Patch struct {
	Data   []byte // YAML or JSON
	Type   PatchType
	Status bool // it is sent to the status endpoint
}

// FilePatched says what the API server would say to the patch of the one Job or CronJob in the file old: a
// manifest, or an object exported from the cluster. What is found is placed in the patch. The errors are of
// a patch or a file that cannot be read, or that do not fit each other.
func (e Engine) FilePatched(old []byte, patch Patch, fields decode.FieldValidation) (Result, error) {
	switch patch.Type {
	case StrategicMerge, Merge, JSONPatch:
	default:
		return Result{}, fmt.Errorf("patch type %q: write strategic, merge or json", patch.Type)
	}
	live, err := ReadLive(old)
	if err != nil {
		return Result{}, err
	}
	if len(live.order) != 1 {
		return Result{}, fmt.Errorf("%d Jobs and CronJobs are in it: a patch is for one", len(live.order))
	}
	documents, err := manifest.Split(patch.Data)
	switch {
	case err != nil:
		return Result{}, fmt.Errorf("the patch cannot be read: %w", err)
	case len(documents) != 1:
		return Result{}, fmt.Errorf("the patch has %d documents: one is due", len(documents))
	}
	encoded, _, err := decode.ToJSON(documents[0])
	if err != nil {
		return Result{}, fmt.Errorf("the patch cannot be read: %w", decode.Unreadable(documents[0], err))
	}
	switch isList := bytes.HasPrefix(bytes.TrimSpace(encoded), []byte("[")); {
	case isList && patch.Type != JSONPatch:
		return Result{}, errors.New("the patch is a list of operations: its type is json")
	case !isList && patch.Type == JSONPatch:
		return Result{}, errors.New("a patch of type json is a list of operations: this one is of type strategic or merge")
	}
	result := Result{Documents: 1}
	key := live.order[0]
	h := header{}
	h.APIVersion, h.Kind, h.Namespace, h.Name = batchv1.SchemeGroupVersion.String(), key.kind, key.namespace, key.name
	var found []finding.Finding
	if job := live.jobs[key]; job != nil {
		result.Jobs = 1
		found, err = e.patchJob(job, encoded, patch, fields)
	} else {
		result.CronJobs = 1
		found, err = e.patchCronJob(live.cronJobs[key], encoded, patch, fields)
	}
	if err != nil {
		return Result{}, err
	}
	o := object{engine: e, file: patch.Data, document: documents[0], result: &result}
	o.positions = manifest.NewPositions(documents[0])
	for _, f := range found {
		if f.Origin != finding.API && f.Severity.Below(e.Show) {
			result.Hidden++
			continue
		}
		f.Fix = nil // it is of the object, and this is the patch
		prefix, field := "", placeOf(f)
		if patch.Type == JSONPatch {
			prefix, field = operationOf(encoded, field), "value"
		}
		result.Findings = append(result.Findings, o.located(h, "", o.positions.Find(prefix, field, aim(f)), f))
	}
	result.sort()
	return result, nil
}

func (e Engine) patchJob(old *batchv1.Job, data []byte, patch Patch, fields decode.FieldValidation) ([]finding.Finding, error) {
	stored := e.storedJob(old)
	patched, err := apply(&stored, data, patch.Type, batchv1.Job{})
	if err != nil {
		return nil, err
	}
	var job batchv1.Job
	found := decode.FromJSON(patched).Job(&job, e.Target, fields)
	switch {
	case hasError(found):
		return found, nil
	case patch.Status:
		return append(found, e.UpdateJobStatus(&job, &stored)...), nil
	}
	var record defaults.Record
	defaults.SetJobFor(&job, e.Target, &record)
	found = append(found, e.updateJob(&job, &stored, &record)...)
	asked := e.JobPolicy(&job, policy.Request{Old: &stored})
	return append(found, Fresh(e.JudgeJob(&job, asked, &record), e.JudgeJob(&stored, asked, &record))...), nil
}

func (e Engine) patchCronJob(old *batchv1.CronJob, data []byte, patch Patch, fields decode.FieldValidation) ([]finding.Finding, error) {
	stored := e.storedCronJob(old)
	patched, err := apply(&stored, data, patch.Type, batchv1.CronJob{})
	if err != nil {
		return nil, err
	}
	var cronJob batchv1.CronJob
	found := decode.FromJSON(patched).CronJob(&cronJob, e.Target, fields)
	switch {
	case hasError(found):
		return found, nil
	case patch.Status:
		return append(found, e.UpdateCronJobStatus(&cronJob, &stored)...), nil
	}
	var record defaults.Record
	defaults.SetCronJobFor(&cronJob, e.Target, &record)
	found = append(found, e.updateCronJob(&cronJob, &stored, &record)...)
	asked := e.CronJobPolicy(&cronJob, policy.Request{Old: &stored})
	return append(found, Fresh(e.JudgeCronJob(&cronJob, asked, &record), e.JudgeCronJob(&stored, asked, &record))...), nil
}

// apply returns the object with the patch applied, with the libraries that the API server uses.
func apply(object any, patch []byte, kind PatchType, schema any) ([]byte, error) {
	stored, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var patched []byte
	switch kind {
	case StrategicMerge:
		patched, err = strategicpatch.StrategicMergePatch(stored, patch, schema)
	case Merge:
		patched, err = jsonpatch.MergePatch(stored, patch)
	default:
		var operations jsonpatch.Patch
		if operations, err = jsonpatch.DecodePatch(patch); err == nil {
			patched, err = operations.Apply(stored)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the patch cannot be applied: %w", err)
	}
	return patched, nil
}

// operationOf returns the place of the operation in a JSON patch that touches the field: the last one whose
// path leads to it, into it or around it. The first stands for a field that none touches.
func operationOf(patch []byte, field string) string {
	var operations []struct{ Path string }
	best := 0
	if json.Unmarshal(patch, &operations) == nil {
		for i, operation := range operations {
			path := policy.FieldOf(operation.Path)
			if strings.HasPrefix(field, path) || strings.HasPrefix(path, field) {
				best = i
			}
		}
	}
	return "[" + strconv.Itoa(best) + "]"
}
