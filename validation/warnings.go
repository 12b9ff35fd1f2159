package validation

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	warnNameNoLabel       check.ID = "name-not-a-label"
	warnManyIndexes       check.ID = "many-indexes"
	warnScheduleZone      check.ID = "schedule-time-zone-kept"
	warnParallelismOfMany          = 10_000 // above this beside many completions
)

// WarningsForJobCreate returns what the API server of the target version would warn of where it creates the
// job, nil where it says nothing. It warns only of what it accepts: ask ValidateJob first.
//
// Parity: WarningsOnCreate of the Job strategy.
func WarningsForJobCreate(job *batchv1.Job, t target.Version) []finding.Finding {
	w := check.Warnings{Target: t}
	warnName(&w, job.Name, "pods")
	spec := check.Root("spec")
	warnJobSpec(&w, &spec, &job.Spec, nil)
	return w.Found
}

// WarningsForJobUpdate is WarningsForJobCreate for an update that ValidateJobUpdate accepts. The API server
// warns where the spec changed: where the generations differ.
//
// Parity: WarningsOnUpdate of the Job strategy. It has nothing to say of updates of the status.
func WarningsForJobUpdate(job, old *batchv1.Job, t target.Version) []finding.Finding {
	if job.Generation == old.Generation {
		return nil
	}
	w := check.Warnings{Target: t}
	spec := check.Root("spec")
	warnJobSpec(&w, &spec, &job.Spec, &old.Spec)
	return w.Found
}

// WarningsForCronJobCreate is WarningsForJobCreate for a CronJob.
//
// Parity: WarningsOnCreate of the CronJob strategy.
func WarningsForCronJobCreate(cronJob *batchv1.CronJob, t target.Version) []finding.Finding {
	w := check.Warnings{Target: t}
	warnName(&w, cronJob.Name, "Jobs and pods")
	spec := check.Root("spec.jobTemplate.spec")
	warnJobSpec(&w, &spec, &cronJob.Spec.JobTemplate.Spec, nil)
	return w.Found
}

// WarningsForCronJobUpdate is WarningsForJobUpdate for a CronJob. A time zone in the schedule is warned of
// whatever changed, at the API server's own spelling of the field.
//
// Parity: WarningsOnUpdate of the CronJob strategy.
func WarningsForCronJobUpdate(cronJob, old *batchv1.CronJob, t target.Version) []finding.Finding {
	w := check.Warnings{Target: t}
	if cronJob.Generation != old.Generation {
		spec := check.Root("spec.jobTemplate.spec")
		warnJobSpec(&w, &spec, &cronJob.Spec.JobTemplate.Spec, &old.Spec.JobTemplate.Spec)
	}
	if strings.Contains(cronJob.Spec.Schedule, "TZ") {
		at := check.Root("spec.spec.schedule")
		w.Add(warnScheduleZone, &at, "the schedule names a time zone with TZ=, which is not supported", "put the zone into spec.timeZone")
	}
	return w.Found
}

func warnName(w *check.Warnings, name, of string) {
	if syntax.IsDNSLabel(name) {
		return
	}
	metadata := check.Root("metadata")
	at := metadata.Child("name")
	if n := len(name); n > syntax.MaxLabel {
		w.Add(warnNameNoLabel, &at, "the name has "+words.Itoa(n)+" characters; names and host names of "+of+" are made of it, and those have at most "+words.Itoa(syntax.MaxLabel), "shorten it by "+words.Itoa(n-syntax.MaxLabel))
		return
	}
	w.Add(warnNameNoLabel, &at, "the name "+words.Quoted(name)+" is no DNS label; names and host names of "+of+" are made of it, with surprising results", "use lower case letters, digits and - only")
}

// warnJobSpec warns of a JobSpec, of a Job or a jobTemplate. old is nil on create.
//
// Parity: api/job WarningsForJobSpec.
func warnJobSpec(w *check.Warnings, p *check.Path, spec, old *batchv1.JobSpec) {
	if isIndexed(spec) && spec.Completions != nil && *spec.Completions > manyCompletions && spec.Parallelism != nil && *spec.Parallelism > warnParallelismOfMany {
		w.Add(warnManyIndexes, p, "with "+words.Itoa(*spec.Completions)+" completions and a parallelism of "+words.Itoa(*spec.Parallelism)+
			" Kubernetes may lose track of completedIndexes when many indexes fail", "keep completions at "+words.Itoa(manyCompletions)+" or parallelism at "+words.Itoa(warnParallelismOfMany))
	}
	template := p.Child("template")
	if old == nil {
		podtemplate.Warnings(w, &template, &spec.Template, nil)
		return
	}
	opts := podtemplate.OptionsFor(&spec.Template, &old.Template, w.Target)
	podtemplate.Warnings(w, &template, &spec.Template, &opts)
}
