package bench

import (
	"context"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/batch"
	cronjobregistry "k8s.io/kubernetes/pkg/registry/batch/cronjob"

	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// cronJobOf wraps a prepared Job's template into a CronJob, in the API server's own type and in the
// published one.
func cronJobOf(t testing.TB, text string) (*batch.CronJob, *batchv1.CronJob, context.Context) {
	t.Helper()
	_, job, _ := prepared(t, text)
	v1 := &batchv1.CronJob{ObjectMeta: job.ObjectMeta}
	v1.ResourceVersion = "7"
	v1.Spec.Schedule, v1.Spec.TimeZone = "*/5 * * * *", new("Europe/Berlin")
	v1.Spec.JobTemplate.Spec = job.Spec
	v1.Spec.JobTemplate.Spec.Selector, v1.Spec.JobTemplate.Spec.ManualSelector = nil, nil
	legacyscheme.Scheme.Default(v1)
	var theirs batch.CronJob
	if err := legacyscheme.Scheme.Convert(v1, &theirs, nil); err != nil {
		t.Fatal(err)
	}
	ctx := genericapirequest.WithNamespace(context.Background(), v1.Namespace)
	cronjobregistry.Strategy.PrepareForCreate(ctx, &theirs)
	var ours batchv1.CronJob
	if err := legacyscheme.Scheme.Convert(&theirs, &ours, nil); err != nil {
		t.Fatal(err)
	}
	return &theirs, &ours, ctx
}

// BenchmarkCronJob times the validation of a valid CronJob, new and updated.
func BenchmarkCronJob(b *testing.B) {
	for _, name := range []string{"small", "rich"} {
		theirs, ours, ctx := cronJobOf(b, jobs[name])
		newTheirs, newOurs := theirs.DeepCopy(), ours.DeepCopy()
		newTheirs.Spec.Suspend, newOurs.Spec.Suspend = new(true), new(true)
		b.Run("create/"+name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if errs := validation.ValidateCronJob(ours, target.Version{}); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
		b.Run("create/"+name+"/upstream", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if errs := cronjobregistry.Strategy.Validate(ctx, theirs); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
		b.Run("update/"+name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if errs := validation.ValidateCronJobUpdate(newOurs, ours, target.Version{}); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
		b.Run("update/"+name+"/upstream", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if errs := cronjobregistry.Strategy.ValidateUpdate(ctx, newTheirs, theirs); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
	}
}
