package engine

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// UpdateJob says what the API server would say to an update of old, as it is stored, to the job. It changes
// both: defaults are set, those of the job written into the record, which may be nil.
func (e Engine) UpdateJob(job, old *batchv1.Job, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	defaults.SetJobFor(job, e.Target, record)
	defaults.SetJobFor(old, e.Target, nil)
	return e.updateJob(job, old, record)
}

// storedJob returns what the API server stores of the job when it is created. It sets the job's defaults.
func (e Engine) storedJob(job *batchv1.Job) batchv1.Job {
	defaults.SetJobFor(job, e.Target, nil)
	stored := *job
	e.prepareNewJob(&stored)
	if job.UID != "" {
		stored.Status = job.Status
	}
	stored.ResourceVersion = "1"
	return stored
}

func (e Engine) updateJob(job, old *batchv1.Job, record *defaults.Record) []finding.Finding {
	prepared := *job
	lost := e.prepareUpdatedJob(&prepared, old)
	errs := validation.ValidateJobUpdate(&prepared, old, e.Target)
	if len(errs) > 0 {
		return append(withWhatAuthorWrote(finding.FromErrors(errs), record.Has("/spec/template/spec/restartPolicy")), warnOf(lost)...)
	}
	if e.OmitWarnings {
		return warnOf(lost)
	}
	return append(warnOf(lost), validation.WarningsForJobUpdate(&prepared, old, e.Target)...)
}

// UpdateJobStatus says what the API server would say to an update of the status of old, as it is stored, to
// that of the job: of the rest only the metadata counts. It changes both: defaults are set.
func (e Engine) UpdateJobStatus(job, old *batchv1.Job) []finding.Finding {
	defaults.SetJobFor(job, e.Target, nil)
	defaults.SetJobFor(old, e.Target, nil)
	prepared := *job
	updatedMeta(&prepared.ObjectMeta, &old.ObjectMeta)
	prepared.Spec = old.Spec
	return finding.FromErrors(validation.ValidateJobStatusUpdate(&prepared, old, e.Target))
}

// UpdateCronJob is UpdateJob for a CronJob.
func (e Engine) UpdateCronJob(cronJob, old *batchv1.CronJob, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	defaults.SetCronJobFor(cronJob, e.Target, record)
	defaults.SetCronJobFor(old, e.Target, nil)
	return e.updateCronJob(cronJob, old, record)
}

// storedCronJob is storedJob for a CronJob.
func (e Engine) storedCronJob(cronJob *batchv1.CronJob) batchv1.CronJob {
	defaults.SetCronJobFor(cronJob, e.Target, nil)
	stored := *cronJob
	e.prepareNewCronJob(&stored)
	stored.ResourceVersion = "1"
	return stored
}

func (e Engine) updateCronJob(cronJob, old *batchv1.CronJob, record *defaults.Record) []finding.Finding {
	prepared := *cronJob
	lost := e.prepareUpdatedCronJob(&prepared, old)
	errs := validation.ValidateCronJobUpdate(&prepared, old, e.Target)
	if len(errs) > 0 {
		return append(withWhatAuthorWrote(finding.FromErrors(errs), record.Has("/spec/jobTemplate/spec/template/spec/restartPolicy")), warnOf(lost)...)
	}
	if e.OmitWarnings {
		return warnOf(lost)
	}
	return append(warnOf(lost), validation.WarningsForCronJobUpdate(&prepared, old, e.Target)...)
}

// UpdateCronJobStatus is UpdateJobStatus for a CronJob, of whose status the API server has nothing to say.
func (e Engine) UpdateCronJobStatus(cronJob, old *batchv1.CronJob) []finding.Finding {
	prepared := *cronJob
	updatedMeta(&prepared.ObjectMeta, &old.ObjectMeta)
	return finding.FromErrors(validation.ValidateCronJobStatusUpdate(&prepared, old, e.Target))
}
