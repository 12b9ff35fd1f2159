package explain

import (
	"encoding/json"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// Object is a Job or a CronJob of a file, with the defaults of the target version and of the policy set.
type Object struct {
	engine.Object

	ByPolicy []defaults.Set // what the policy has set, or sets when it is created
}

// Read returns the Jobs and CronJobs of the data, YAML or JSON, as a cluster with the engine's policy stores them;
// other kinds are passed over. It fails at the first document that cannot be read: what cannot be read cannot be
// explained, and lint says why.
func Read(data []byte, e engine.Engine) ([]Object, error) {
	read, err := engine.ReadObjects(data)
	if err != nil {
		return nil, err
	}
	objects := make([]Object, len(read))
	for i, o := range read {
		var record, own defaults.Record
		if o.Job != nil {
			e.DefaultJob(o.Job, e.JobPolicy(o.Job, policy.Request{}), nil, &record, &own)
		} else {
			e.DefaultCronJob(o.CronJob, e.CronJobPolicy(o.CronJob, policy.Request{}), nil, &record, &own)
		}
		objects[i] = Object{o, own.All()}
	}
	return objects, nil
}

// Describe tells what the object will do; now is when the next runs of a CronJob are counted from.
func (o Object) Describe(now time.Time) Description {
	var d Description
	if o.CronJob != nil {
		d = CronJob(o.CronJob, now)
	} else {
		d = Job(o.Job)
	}
	if len(o.ByPolicy) > 0 {
		d.Topics = append(d.Topics, Topic{"Policy", byPolicy(o.ByPolicy)})
	}
	return d
}

// byPolicy tells what stands in the object because the policy wants it there.
func byPolicy(sets []defaults.Set) []string {
	lines := make([]string, len(sets))
	for i, set := range sets {
		lines[i] = "sets " + policy.FieldOf(set.Pointer)
		if value, err := json.Marshal(set.Value); err == nil {
			lines[i] += ": " + string(value)
		}
	}
	return lines
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
