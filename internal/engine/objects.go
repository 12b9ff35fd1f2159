package engine

import (
	"encoding/json"
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

// Object is a Job or a CronJob of a file, as written.
type Object struct {
	Job     *batchv1.Job
	CronJob *batchv1.CronJob
}

// ReadObjects returns the Jobs and CronJobs of a file, those in Lists too, in their order. Other kinds are
// passed over. It fails at the first document that cannot be read, and names its line.
func ReadObjects(data []byte) ([]Object, error) {
	documents, err := manifest.Split(data)
	if err != nil {
		return nil, err
	}
	var objects []Object
	for _, d := range documents {
		encoded, _, err := decode.ToJSON(d)
		if err == nil {
			objects, err = appendObjects(objects, encoded)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", d.Line, err)
		}
	}
	return objects, nil
}

func appendObjects(objects []Object, data []byte) ([]Object, error) {
	var h struct {
		metav1.TypeMeta `json:",inline"`
		Items           []json.RawMessage `json:"items"`
	}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(data, &h); err != nil {
		return objects, err
	}
	switch {
	case isList(h.TypeMeta):
		for _, item := range h.Items {
			var err error
			if objects, err = appendObjects(objects, typedItem(item, h.TypeMeta)); err != nil {
				return objects, err
			}
		}
	case h.APIVersion != batchv1.SchemeGroupVersion.String():
	case h.Kind == "Job":
		job := new(batchv1.Job)
		return append(objects, Object{Job: job}), kjson.UnmarshalCaseSensitivePreserveInts(data, job)
	case h.Kind == "CronJob":
		cronJob := new(batchv1.CronJob)
		return append(objects, Object{CronJob: cronJob}), kjson.UnmarshalCaseSensitivePreserveInts(data, cronJob)
	}
	return objects, nil
}
