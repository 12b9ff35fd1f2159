package engine

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

func manifestJob() *batchv1.Job {
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "pi"},
		Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
			RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "main", Image: "perl:5.34"}},
		}}},
	}
}

func at(t *testing.T, text string) Engine {
	t.Helper()
	version, gates, _ := strings.Cut(text, " ")
	v, err := target.Parse(version)
	if err == nil {
		v, err = v.WithGates(gates)
	}
	if err != nil {
		t.Fatal(err)
	}
	return Engine{Target: v}
}

// said returns the findings as "rule field", sorted.
func said(findings []finding.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Rule+" "+f.Field)
	}
	slices.Sort(all)
	return all
}

func expect(t *testing.T, findings []finding.Finding, want ...string) {
	t.Helper()
	if got := said(findings); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// exportedJob is what kubectl get -o yaml gives.
func exportedJob() *batchv1.Job {
	job := manifestJob()
	job.Namespace, job.UID, job.ResourceVersion, job.Generation = "default", "u-7", "12", 3
	job.CreationTimestamp, job.DeletionTimestamp = metav1.Unix(1, 0), new(metav1.Unix(2, 0))
	job.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{batchv1.ControllerUidLabel: "u-7"}}
	job.Spec.Template.Labels = map[string]string{
		"controller-uid": "u-7", batchv1.ControllerUidLabel: "u-7", "job-name": "pi", batchv1.JobNameLabel: "pi",
	}
	job.Status.Succeeded = -1
	return job
}

func TestNewJob(t *testing.T) {
	for _, c := range []struct {
		name string
		job  func() *batchv1.Job
		want []string
	}{
		{"plain", manifestJob, nil},
		{"generateName", func() *batchv1.Job { j := manifestJob(); j.Name, j.GenerateName = "", "pi-"; return j }, nil},
		{"generateName of 63", func() *batchv1.Job {
			j := manifestJob()
			j.Name, j.GenerateName = "", strings.Repeat("a", 62)+"-"
			return j
		}, nil},
		{"no name", func() *batchv1.Job { j := manifestJob(); j.Name = ""; return j }, []string{"metadata-name metadata.name"}},
		{"a status is thrown away", func() *batchv1.Job { j := manifestJob(); j.Status.Active = -1; return j }, nil},
		{"a generation is thrown away", func() *batchv1.Job { j := manifestJob(); j.Generation = -1; return j }, nil},
		{"exported from a cluster", exportedJob, []string{
			"generated-label spec.template.metadata.labels[batch.kubernetes.io/controller-uid]", "generated-label spec.template.metadata.labels[controller-uid]",
			"selector-not-generated spec.selector",
		}},
		{"manualSelector", func() *batchv1.Job {
			j := exportedJob()
			j.Spec.ManualSelector = new(true)
			return j
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			job := c.job()
			before := job.DeepCopy()
			expect(t, Engine{}.CreateJob(job, nil), c.want...)
			if !reflect.DeepEqual(before.Spec.Template.Labels, job.Spec.Template.Labels) || !reflect.DeepEqual(before.Spec.Selector, job.Spec.Selector) || before.UID != job.UID {
				t.Error("the job was prepared in place")
			}
		})
	}
}

// TestAdmittedJob: to a validating webhook the uid and what was made of it are the server's.
func TestAdmittedJob(t *testing.T) {
	expect(t, Engine{}.AdmitJob(exportedJob(), nil))
}

func TestUpdates(t *testing.T) {
	setImage := func(j *batchv1.Job) { j.Spec.Template.Spec.Containers[0].Image = "perl:6" }
	for _, c := range []struct {
		name   string
		change func(*batchv1.Job)
		want   []string
	}{
		{"nothing", func(*batchv1.Job) {}, nil},
		{"what the server keeps", func(j *batchv1.Job) {
			j.UID, j.ResourceVersion, j.Namespace, j.Generation, j.DeletionTimestamp = "", "", "", 7, nil
			j.CreationTimestamp, j.Status = metav1.Unix(5, 0), batchv1.JobStatus{Active: -1}
		}, nil},
		{"image", setImage, []string{"template-immutable spec.template"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, job := exportedJob(), exportedJob()
			c.change(job)
			expect(t, Engine{}.UpdateJob(job, old, nil), c.want...)
		})
	}
	job := exportedJob()
	setImage(job)
	job.Status.Succeeded = 0
	expect(t, Engine{}.UpdateJobStatus(job, exportedJob()))
}

func TestApply(t *testing.T) {
	job := manifestJob()
	job.Spec.Parallelism = new(int32(2))
	old := manifestJob()
	old.Spec.Parallelism = new(int32(1))
	old.Spec.Completions, job.Spec.Completions = new(int32(2)), new(int32(2))
	expect(t, Engine{}.ApplyJob(job, old, nil))
	job = manifestJob()
	job.Spec.Template.Spec.Containers[0].Image = "perl:6"
	expect(t, Engine{}.ApplyJob(job, manifestJob(), nil), "template-immutable spec.template")
	job = manifestJob()
	job.Name = "e"
	expect(t, Engine{}.ApplyJob(job, manifestJob(), nil), "metadata-immutable metadata.name")
	// What neither manifest says stays as the API server has it: completions was made 1.
	job = manifestJob()
	job.Spec.Parallelism = new(int32(3))
	expect(t, Engine{}.ApplyJob(job, manifestJob(), nil))
	// What only the old one says is removed, and is then the default again.
	old = manifestJob()
	old.Spec.Completions, old.Spec.Parallelism = new(int32(4)), new(int32(1))
	expect(t, Engine{}.ApplyJob(manifestJob(), old, nil), "completions-immutable spec.completions")
	// Of a live object the annotation says what was applied.
	live := exportedJob()
	live.Annotations = map[string]string{lastApplied: `{"spec":{"ttlSecondsAfterFinished":60}}`}
	expect(t, Engine{}.ApplyJob(manifestJob(), live, nil))

	cronJob := func() *batchv1.CronJob {
		return &batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Name: "pi"}, Spec: batchv1.CronJobSpec{
			Schedule: "0 3 * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: manifestJob().Spec},
		}}
	}
	changed := cronJob()
	changed.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Image = "perl:6"
	expect(t, Engine{}.ApplyCronJob(changed, cronJob(), nil))
	changed.Spec.Schedule = "x"
	expect(t, Engine{}.ApplyCronJob(changed, cronJob(), nil), "schedule-form spec.schedule")
}

func TestWarnings(t *testing.T) {
	job := func() *batchv1.Job { j := manifestJob(); j.Name = "pi.v1"; return j }
	expect(t, Engine{}.CreateJob(job(), nil), "name-not-a-label metadata.name")
	expect(t, Engine{OmitWarnings: true}.CreateJob(job(), nil))
	wrong := job()
	wrong.Spec.BackoffLimit = new(int32(-1))
	expect(t, Engine{}.CreateJob(wrong, nil), "backoff-limit-negative spec.backoffLimit") // errors come alone
}

// TestLabelsOfTheTemplate: a Job without labels gets those of its template, and with them what the server
// makes of its name.
func TestLabelsOfTheTemplate(t *testing.T) {
	job := manifestJob()
	job.Name = "${app}"
	job.Spec.Template.Labels = map[string]string{"app": "pi"}
	expect(t, at(t, "1.37").CreateJob(job, nil), "label-value-invalid spec.template.labels", "metadata-labels metadata.labels", "metadata-name metadata.name")
	job = manifestJob()
	job.Name, job.Labels = "${app}", map[string]string{"app": "pi"}
	expect(t, at(t, "1.37").CreateJob(job, nil), "label-value-invalid spec.template.labels", "metadata-name metadata.name")
}
