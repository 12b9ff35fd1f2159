package explain

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/engine"
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
	read, err := engine.ReadObjects(data)
	if err != nil {
		return nil, err
	}
	objects := make([]Object, len(read))
	for i, o := range read {
		if o.Job != nil {
			defaults.SetJobFor(o.Job, t, nil)
		} else {
			defaults.SetCronJobFor(o.CronJob, t, nil)
		}
		objects[i] = Object(o)
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
