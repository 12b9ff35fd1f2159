package explain

import (
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Object is a Job or a CronJob of a file, with the defaults of the target version set.
type Object struct {
	Job     *batchv1.Job
	CronJob *batchv1.CronJob
}

// Read returns the Jobs and CronJobs of the data, YAML or JSON; other kinds are passed over. It fails at
// the first document that cannot be read: what cannot be read cannot be explained, and lint says why.
func Read(data []byte, t target.Version) ([]Object, error) {
	documents, err := manifest.Split(data)
	if err != nil {
		return nil, err
	}
	var objects []Object
	for _, document := range documents {
		found, err := readObject(document.Text, t)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", document.Line, err)
		}
		objects = append(objects, found...)
	}
	return objects, nil
}

func readObject(text []byte, t target.Version) ([]Object, error) {
	var list struct {
		metav1.TypeMeta `json:",inline"`
		Items           []any `json:"items"`
	}
	if err := yaml.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	switch {
	case list.APIVersion == batchv1.SchemeGroupVersion.String() && list.Kind == "Job":
		job := new(batchv1.Job)
		if err := yaml.Unmarshal(text, job); err != nil {
			return nil, err
		}
		defaults.SetJobFor(job, t, nil)
		return []Object{{Job: job}}, nil
	case list.APIVersion == batchv1.SchemeGroupVersion.String() && list.Kind == "CronJob":
		cronJob := new(batchv1.CronJob)
		if err := yaml.Unmarshal(text, cronJob); err != nil {
			return nil, err
		}
		defaults.SetCronJobFor(cronJob, t, nil)
		return []Object{{CronJob: cronJob}}, nil
	}
	var objects []Object
	for _, item := range list.Items {
		inner, err := yaml.Marshal(item)
		if err != nil {
			return nil, err
		}
		found, err := readObject(inner, t)
		if err != nil {
			return nil, err
		}
		objects = append(objects, found...)
	}
	return objects, nil
}

// Describe tells what the object will do; now is when the next runs of a CronJob are counted from.
func (o Object) Describe(now time.Time) Description {
	if o.CronJob != nil {
		return CronJob(o.CronJob, now)
	}
	return Job(o.Job)
}

// Spec returns the Job's spec, of a CronJob its jobTemplate's.
func (o Object) Spec() *batchv1.JobSpec {
	if o.CronJob != nil {
		return &o.CronJob.Spec.JobTemplate.Spec
	}
	return &o.Job.Spec
}

// Name returns "Job pi".
func (o Object) Name() string {
	if o.CronJob != nil {
		return "CronJob " + nameOf(o.CronJob.Name, o.CronJob.GenerateName)
	}
	return "Job " + nameOf(o.Job.Name, o.Job.GenerateName)
}
