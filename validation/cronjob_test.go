package validation

import (
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

func validCronJob() *batchv1.CronJob {
	spec := validJob().Spec
	spec.Selector, spec.Template.Labels = nil, nil
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: "pi", Namespace: "default", UID: testUID},
		Spec: batchv1.CronJobSpec{
			Schedule: "*/5 * * * *", ConcurrencyPolicy: batchv1.AllowConcurrent, Suspend: new(false),
			SuccessfulJobsHistoryLimit: new(int32(3)), FailedJobsHistoryLimit: new(int32(1)),
			JobTemplate: batchv1.JobTemplateSpec{Spec: spec},
		},
	}
}

var cronJobCases = []struct {
	name  string
	spoil func(*batchv1.CronJob)
	want  []string
}{
	{"valid", func(*batchv1.CronJob) {}, nil},
	{"time zone", func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Europe/Berlin") }, nil},
	{"name of 52", func(c *batchv1.CronJob) { c.Name = strings.Repeat("a", 52) }, nil},
	{"name of 53", func(c *batchv1.CronJob) { c.Name = strings.Repeat("a", 53) }, []string{"cronjob-name-too-long FieldValueInvalid metadata.name"}},
	{"no schedule", func(c *batchv1.CronJob) { c.Spec.Schedule = "" }, []string{"schedule-missing FieldValueRequired spec.schedule"}},
	{"short form", func(c *batchv1.CronJob) { c.Spec.Schedule = "@every 1h" }, nil},
	{"six fields", func(c *batchv1.CronJob) { c.Spec.Schedule = "0 */5 * * * *" }, []string{"schedule-form FieldValueInvalid spec.schedule"}},
	{"minute 60", func(c *batchv1.CronJob) { c.Spec.Schedule = "60 * * * *" }, []string{"schedule-form FieldValueInvalid spec.schedule"}},
	{"zone in the schedule", func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC * * * * *" }, []string{"schedule-time-zone FieldValueInvalid spec.schedule"}},
	{"the parser's panic", func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC" }, []string{"schedule-form FieldValueInvalid spec.schedule", "schedule-time-zone FieldValueInvalid spec.schedule"}},
	{"zone empty", func(c *batchv1.CronJob) { c.Spec.TimeZone = new("") }, []string{"time-zone-empty FieldValueInvalid spec.timeZone"}},
	{"zone unknown", func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Europe/Atlantis") }, []string{"time-zone-unknown FieldValueInvalid spec.timeZone"}},
	{"zone of a wrong form", func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Europe/../UTC") }, []string{"time-zone-unknown FieldValueInvalid spec.timeZone"}},
	{"zone Local", func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Local") }, []string{"time-zone-local FieldValueInvalid spec.timeZone"}},
	{"deadline -1", func(c *batchv1.CronJob) { c.Spec.StartingDeadlineSeconds = new(int64(-1)) }, []string{"starting-deadline-negative FieldValueInvalid spec.startingDeadlineSeconds"}},
	{"history -1", func(c *batchv1.CronJob) {
		c.Spec.SuccessfulJobsHistoryLimit, c.Spec.FailedJobsHistoryLimit = new(int32(-1)), new(int32(-1))
	}, []string{"failed-history-negative FieldValueInvalid spec.failedJobsHistoryLimit", "successful-history-negative FieldValueInvalid spec.successfulJobsHistoryLimit"}},
	{"no concurrencyPolicy", func(c *batchv1.CronJob) { c.Spec.ConcurrencyPolicy = "" }, []string{"concurrency-policy-missing FieldValueRequired spec.concurrencyPolicy"}},
	{"concurrencyPolicy unknown", func(c *batchv1.CronJob) { c.Spec.ConcurrencyPolicy = "forbid" }, []string{"concurrency-policy-unknown FieldValueNotSupported spec.concurrencyPolicy"}},
	{"selector", func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.Selector = &metav1.LabelSelector{} }, []string{"job-template-selector FieldValueInvalid spec.jobTemplate.spec.selector"}},
	{"manualSelector", func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.ManualSelector = new(true) }, []string{"job-template-manual-selector FieldValueNotSupported spec.jobTemplate.spec.manualSelector"}},
	{"a Job's fault", func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.BackoffLimit = new(int32(-1)) }, []string{"backoff-limit-negative FieldValueInvalid spec.jobTemplate.spec.backoffLimit"}},
	{"restartPolicy unknown", func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.Template.Spec.RestartPolicy = "never" }, []string{"restart-policy-unknown FieldValueNotSupported spec.jobTemplate.spec.template.spec.restartPolicy"}},
}

func TestValidateCronJob(t *testing.T) {
	for _, c := range cronJobCases {
		t.Run(c.name, func(t *testing.T) {
			cronJob := validCronJob()
			c.spoil(cronJob)
			errs := ValidateCronJob(cronJob, target.Version{})
			want := slices.Sorted(slices.Values(c.want))
			got := slices.DeleteFunc(answers(errs), func(a string) bool { return strings.HasPrefix(a, "pod-") }) // the template has its own tests
			if !slices.Equal(got, want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
			checkWords(t, errs)
		})
	}
}

// TestCatalogIsComplete runs every case again: each check has a row, and each row is seen to fire.
func TestCatalogIsComplete(t *testing.T) {
	fired := map[string]bool{}
	note := func(errs field.ErrorList) {
		for _, e := range errs {
			fired[e.Origin] = true
		}
	}
	for _, c := range jobCases {
		job := validJob()
		c.spoil(job)
		note(ValidateJob(job, target.Version{}))
	}
	for _, c := range cronJobCases {
		cronJob := validCronJob()
		c.spoil(cronJob)
		note(ValidateCronJob(cronJob, target.Version{}))
	}
	for _, c := range schedulingCases {
		job := validJob()
		c.spoil(&job.Spec)
		note(ValidateJob(job, at(t, withWorkload)))
	}
	for _, c := range updateCases {
		old, job := c.old(), c.old()
		c.change(job)
		note(ValidateJobUpdate(job, old, at(t, c.target)))
	}
	for _, c := range statusCases {
		old, job := c.old(), c.old()
		c.change(job)
		note(ValidateJobStatusUpdate(job, old, at(t, c.target)))
	}
	for _, c := range cronJobUpdateCases {
		old := storedCronJob()
		if c.spoil != nil {
			c.spoil(old)
		}
		cronJob := old.DeepCopy()
		c.change(cronJob)
		note(ValidateCronJobUpdate(cronJob, old, at(t, c.target)))
	}
	rows := map[string]bool{}
	for _, c := range Catalog() {
		if rows[c.ID] {
			t.Errorf("the catalog has %s twice", c.ID)
		}
		rows[c.ID] = true
		if !fired[c.ID] {
			t.Errorf("no test has seen %s fire", c.ID)
		}
	}
	for id := range fired {
		if !rows[id] {
			t.Errorf("%q is not in the catalog", id)
		}
	}
}
