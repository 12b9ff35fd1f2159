// Package defaulting writes the Jobs and CronJobs of a file as a cluster would store them, or as an
// organisation's policy would change them.
package defaulting

import (
	"bytes"
	"fmt"
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// Mode says what is written.
type Mode uint8

// The modes.
const (
	// Stored is the whole object with all defaults, in the order of its fields.
	Stored Mode = iota
	// PolicyOnly is the author's text with what the policy sets put into it.
	PolicyOnly
)

// Result is a file before and after. In mode PolicyOnly Before is the file; in mode Stored it is the objects
// in the form of After, so that a comparison shows defaults and nothing else.
type Result struct {
	Before, After []byte
	// Jobs counts the Jobs and CronJobs.
	Jobs int
	// Warnings are defaults that were left out and fields that the API server drops, with the reasons.
	Warnings []string
}

// File applies defaults to every Job and CronJob in the data; other documents stay as they are. The error
// says why a document cannot be read.
func File(e engine.Engine, data []byte, mode Mode) (Result, error) {
	var result Result
	documents, err := manifest.Split(data)
	if err != nil {
		return result, err
	}
	at := 0
	for _, d := range documents {
		f := file{engine: e, mode: mode, document: d, result: &result, text: d.Text}
		if err := f.read(); err != nil {
			return result, err
		}
		between := data[at:d.Offset]
		result.After = append(append(result.After, between...), f.text...)
		if mode == Stored {
			result.Before = append(append(result.Before, between...), f.before...)
		}
		at = d.Offset + len(d.Text)
	}
	result.After = append(result.After, data[at:]...)
	if mode == Stored {
		result.Before = append(result.Before, data[at:]...)
	} else {
		result.Before = data
	}
	return result, nil
}

// file is one document on its way.
type file struct {
	engine   engine.Engine
	mode     Mode
	document manifest.Document
	result   *Result
	text     []byte // of the document, as it will be
	before   []byte // the document without defaults, in the form of text
}

// kind is what tells kinds apart, and the objects of a list.
type kind struct {
	metav1.TypeMeta `json:",inline"`
	Items           []item `json:"items"`
}

type item []byte

// UnmarshalJSON keeps the bytes.
func (i *item) UnmarshalJSON(data []byte) error {
	*i = bytes.Clone(data)
	return nil
}

func (f *file) read() error {
	f.before = f.text
	data, _, err := decode.ToJSON(f.document)
	if err != nil {
		return decode.Unreadable(f.document, err)
	}
	o, err := f.object(data, "")
	switch {
	case err != nil:
		return fmt.Errorf("line %d: %w", f.document.Line, err)
	case !o.changes:
		return nil
	}
	if f.mode == PolicyOnly {
		return f.edit(o.sets)
	}
	if f.text, err = written(o.after, f.document.JSON); err != nil {
		return err
	}
	f.before, err = written(o.before, f.document.JSON)
	return err
}

// object is what came of one object, or of a list of them.
type object struct {
	changes       bool // it is, or has in it, a Job or a CronJob
	before, after any
	sets          []defaults.Set // with pointers from the document's root
}

// object applies defaults to the object in data, which stands at a JSON pointer of its document.
func (f *file) object(data []byte, at string) (object, error) {
	var k kind
	if err := kjson.UnmarshalCaseSensitivePreserveInts(data, &k); err != nil {
		return object{}, nil //nolint:nilerr // whatever it is, it is not ours
	}
	switch {
	case k.APIVersion == "v1" && k.Kind == "List", k.APIVersion == "batch/v1" && (k.Kind == "JobList" || k.Kind == "CronJobList"):
		return f.list(data, k, at)
	case k.APIVersion == "batch/v1" && k.Kind == "Job":
		var before, job batchv1.Job
		if err := decode.Failure(decode.FromJSON(data).Job(&job, f.engine.Target, decode.Strict)); err != nil {
			return object{}, err
		}
		job.DeepCopyInto(&before)
		var record, own defaults.Record
		asked := f.engine.JobPolicy(&job, policy.Request{})
		left := f.engine.DefaultJob(&job, asked, nil, &record, &own)
		if before.Status = (batchv1.JobStatus{}); f.mode == Stored {
			left = append(left, f.engine.StoreJob(&job)...)
		}
		return f.done(before, job, own.All(), left, at), nil
	case k.APIVersion == "batch/v1" && k.Kind == "CronJob":
		var before, cronJob batchv1.CronJob
		if err := decode.Failure(decode.FromJSON(data).CronJob(&cronJob, f.engine.Target, decode.Strict)); err != nil {
			return object{}, err
		}
		cronJob.DeepCopyInto(&before)
		var record, own defaults.Record
		asked := f.engine.CronJobPolicy(&cronJob, policy.Request{})
		left := f.engine.DefaultCronJob(&cronJob, asked, nil, &record, &own)
		if before.Status = (batchv1.CronJobStatus{}); f.mode == Stored {
			left = append(left, f.engine.StoreCronJob(&cronJob)...)
		}
		return f.done(before, cronJob, own.All(), left, at), nil
	}
	return object{}, nil
}

func (f *file) done(before, after any, sets []defaults.Set, left []finding.Finding, at string) object {
	f.result.Jobs++
	for _, l := range left {
		f.result.Warnings = append(f.result.Warnings, fmt.Sprintf("line %d: %s: %s", f.document.Line, l.Field, l.Message))
	}
	o := object{changes: true, before: before, after: after}
	for _, set := range sets {
		o.sets = append(o.sets, defaults.Set{Pointer: at + set.Pointer, Value: set.Value})
	}
	return o
}

// list applies defaults to the objects of a list; what else is in it stays.
func (f *file) list(data []byte, k kind, at string) (object, error) {
	var before, after map[string]any
	for _, into := range []*map[string]any{&before, &after} {
		if err := kjson.UnmarshalCaseSensitivePreserveInts(data, into); err != nil {
			return object{}, err
		}
	}
	result := object{before: before, after: after}
	for i, data := range k.Items {
		o, err := f.object(data, at+"/items/"+strconv.Itoa(i))
		if err != nil {
			return object{}, fmt.Errorf("items[%d]: %w", i, err)
		}
		if o.changes {
			result.changes = true
			result.sets = append(result.sets, o.sets...)
			before["items"].([]any)[i], after["items"].([]any)[i] = o.before, o.after
		}
	}
	return result, nil
}
