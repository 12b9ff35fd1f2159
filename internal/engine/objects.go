package engine

import (
	"fmt"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Object is a Job or a CronJob of a file, as written.
type Object struct {
	Job     *batchv1.Job
	CronJob *batchv1.CronJob
}

// ReadObjects returns the Jobs and CronJobs of a file, those in Lists too, in their order. Other kinds are
// passed over, and so are fields that are not known. It fails at the first document that cannot be read, and
// says in which line and why.
func ReadObjects(data []byte) ([]Object, error) {
	documents, err := manifest.Split(data)
	if err != nil {
		return nil, err
	}
	var objects []Object
	for _, d := range documents {
		source, _, err := decode.Read(d)
		if err != nil {
			return nil, decode.Unreadable(d, err)
		}
		if objects, err = appendObjects(objects, source); err != nil {
			return nil, fmt.Errorf("line %d: %w", d.Line, err)
		}
	}
	return objects, nil
}

func appendObjects(objects []Object, source *decode.Source) ([]Object, error) {
	h, ok := headerOf(source.JSON())
	switch {
	case !ok:
	case isList(h.TypeMeta):
		for _, item := range h.Items {
			var err error
			if objects, err = appendObjects(objects, decode.FromJSON(typedItem(item, h.TypeMeta))); err != nil {
				return objects, err
			}
		}
	case h.APIVersion != batchv1.SchemeGroupVersion.String():
	case h.Kind == "Job":
		job := new(batchv1.Job)
		return append(objects, Object{Job: job}), decode.Failure(source.Job(job, target.Version{}, decode.Ignore))
	case h.Kind == "CronJob":
		cronJob := new(batchv1.CronJob)
		return append(objects, Object{CronJob: cronJob}), decode.Failure(source.CronJob(cronJob, target.Version{}, decode.Ignore))
	}
	return objects, nil
}
