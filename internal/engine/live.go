package engine

import (
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Live is what a cluster is taken to hold: the Jobs and CronJobs of a file as it was, or as it was exported
// from the cluster. It is read only, and safe for concurrent use.
type Live struct {
	jobs     map[objectKey]*batchv1.Job
	cronJobs map[objectKey]*batchv1.CronJob
	order    []objectKey // as in the file
}

// objectKey tells objects of one API group apart.
type objectKey struct{ kind, namespace, name string }

func (k objectKey) String() string {
	if k.namespace != "" {
		return k.kind + " " + k.namespace + "/" + k.name
	}
	return k.kind + " " + k.name
}

// ReadLive reads the Jobs and CronJobs of a file. It fails where a document cannot be read: then nobody
// knows what the cluster holds.
func ReadLive(data []byte) (*Live, error) {
	objects, err := ReadObjects(data)
	if err != nil {
		return nil, err
	}
	live := &Live{jobs: map[objectKey]*batchv1.Job{}, cronJobs: map[objectKey]*batchv1.CronJob{}}
	for _, o := range objects {
		var key objectKey
		if o.Job != nil {
			key = objectKey{"Job", o.Job.Namespace, o.Job.Name}
		} else {
			key = objectKey{"CronJob", o.CronJob.Namespace, o.CronJob.Name}
		}
		switch {
		case key.name == "": // one with generateName is a new one each time
			continue
		case o.Job != nil:
			live.jobs[key] = o.Job
		default:
			live.cronJobs[key] = o.CronJob
		}
		live.order = append(live.order, key)
	}
	return live, nil
}

// job says what the API server says of the job: of applying it over the one that is live, where one is.
// written is the job before it was given defaults, nil without anything live.
func (o *object) job(h header, job, written *batchv1.Job, record *defaults.Record) []finding.Finding {
	if o.live == nil {
		return o.engine.CreateJob(job, record)
	}
	if old := o.live.jobs[objectKey{h.Kind, h.Namespace, h.Name}]; old != nil {
		return o.engine.ApplyJob(written, old.DeepCopy(), nil)
	}
	return append(o.engine.CreateJob(job, record), o.newName(h)...)
}

// cronJob is job for a CronJob.
func (o *object) cronJob(h header, cronJob, written *batchv1.CronJob, record *defaults.Record) []finding.Finding {
	if o.live == nil {
		return o.engine.CreateCronJob(cronJob, record)
	}
	if old := o.live.cronJobs[objectKey{h.Kind, h.Namespace, h.Name}]; old != nil {
		return o.engine.ApplyCronJob(written, old.DeepCopy(), nil)
	}
	return append(o.engine.CreateCronJob(cronJob, record), o.newName(h)...)
}

// newName says that an object takes the place of another in the file, under a name of its own: the cluster
// will hold both.
func (o *object) newName(h header) []finding.Finding {
	var gone []objectKey
	for _, key := range o.live.order {
		if key.kind == h.Kind && !o.names[key] {
			gone = append(gone, key)
		}
	}
	if len(gone) != 1 || h.Name == "" {
		return nil
	}
	old := gone[0]
	return []finding.Finding{{
		Rule: "name-changed", Severity: finding.Info, Origin: finding.Advice, Field: "metadata.name",
		Message: fmt.Sprintf("this is a new %s: %s is not changed and stays", h.Kind, old),
		Hint:    "delete the old one where it should go: kubectl delete " + old.command(),
	}}
}

func (k objectKey) command() string {
	kind := "job"
	if k.kind == "CronJob" {
		kind = "cronjob"
	}
	if k.namespace != "" {
		return kind + " -n " + k.namespace + " " + k.name
	}
	return kind + " " + k.name
}

// namesOf returns the keys of all Jobs and CronJobs of the documents.
func namesOf(documents []manifest.Document) map[objectKey]bool {
	names := map[objectKey]bool{}
	var note func(data []byte)
	note = func(data []byte) {
		var h header
		if kjson.UnmarshalCaseSensitivePreserveInts(data, &h) != nil {
			return
		}
		names[objectKey{h.Kind, h.Namespace, h.Name}] = true
		for _, item := range h.Items {
			note(typedItem(item, h.TypeMeta))
		}
	}
	for _, d := range documents {
		if data, _, err := decode.ToJSON(d); err == nil {
			note(data)
		}
	}
	return names
}
