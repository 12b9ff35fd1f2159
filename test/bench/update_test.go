package bench

import (
	"context"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/batch"
	jobregistry "k8s.io/kubernetes/pkg/registry/batch/job"

	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// stored makes of a prepared Job what is stored of it some time later.
func stored(theirs *batch.Job) *batch.Job {
	theirs = theirs.DeepCopy()
	theirs.ResourceVersion, theirs.CreationTimestamp = "7", metav1.NewTime(time.Unix(1_700_000_000, 0))
	theirs.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl", Operation: metav1.ManagedFieldsOperationApply, FieldsType: "FieldsV1"}}
	theirs.Status = batch.JobStatus{StartTime: new(metav1.NewTime(time.Unix(1_700_000_001, 0))), Active: 1}
	return theirs
}

func published(t testing.TB, theirs *batch.Job) *batchv1.Job {
	t.Helper()
	var ours batchv1.Job
	if err := legacyscheme.Scheme.Convert(theirs, &ours, nil); err != nil {
		t.Fatal(err)
	}
	return &ours
}

// An update is one that a user makes, or one of the status that the job controller makes.
type update struct {
	name   string
	change func(*batch.Job)
	ours   func(job, old *batchv1.Job, t target.Version) field.ErrorList
	theirs func(ctx context.Context, job, old *batch.Job) field.ErrorList
}

var updates = []update{
	{"update", func(j *batch.Job) { j.Spec.Parallelism = new(int32(3)) }, validation.ValidateJobUpdate, func(ctx context.Context, job, old *batch.Job) field.ErrorList {
		return jobregistry.Strategy.ValidateUpdate(ctx, job, old)
	}},
	{"status", func(j *batch.Job) { j.Status.Active, j.Status.Ready = 2, new(int32(1)) }, validation.ValidateJobStatusUpdate, func(ctx context.Context, job, old *batch.Job) field.ErrorList {
		return jobregistry.StatusStrategy.ValidateUpdate(ctx, job, old)
	}},
}

// BenchmarkUpdate times the validation of a valid update, ours and upstream's strategy.
func BenchmarkUpdate(b *testing.B) {
	for _, u := range updates {
		for _, name := range []string{"small", "rich"} {
			created, _, ctx := prepared(b, jobs[name])
			old := stored(created)
			theirs := old.DeepCopy()
			u.change(theirs)
			ours, oursOld := published(b, theirs), published(b, old)
			b.Run(u.name+"/"+name+"/ours", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if errs := u.ours(ours, oursOld, target.Version{}); len(errs) > 0 {
						b.Fatal(errs)
					}
				}
			})
			b.Run(u.name+"/"+name+"/upstream", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if errs := u.theirs(ctx, theirs, old); len(errs) > 0 {
						b.Fatal(errs)
					}
				}
			})
		}
	}
}

// TestUpdatesAllocateNothing holds the promise for updates of the rich Job too.
func TestUpdatesAllocateNothing(t *testing.T) {
	for _, u := range updates {
		for name, text := range jobs {
			created, _, _ := prepared(t, text)
			old := stored(created)
			theirs := old.DeepCopy()
			u.change(theirs)
			ours, oursOld := published(t, theirs), published(t, old)
			if n := testing.AllocsPerRun(100, func() { u.ours(ours, oursOld, target.Version{}) }); n != 0 {
				t.Errorf("%s of the %s Job: %v allocations, want 0", u.name, name, n)
			}
		}
	}
}
