package engine

import (
	"maps"
	"reflect"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// notYetGiven stands for the uid that the API server gives an object before it validates it.
const notYetGiven types.UID = "00000000-0000-0000-0000-000000000000"

// prepareNewJob makes of the job of a create request what the API server validates: with a uid and a name,
// without a status, with selector and labels where the author did not ask to make them by hand, and without
// the fields that the target drops. The job must be defaulted. Nothing that it points to changes. A job that
// has a uid has it from the API server.
//
// Source: the create handler, rest.BeforeCreate, PrepareForCreate of the Job strategy.
func (e Engine) prepareNewJob(job *batchv1.Job) []dropped {
	if job.UID == "" {
		newMeta(&job.ObjectMeta)
	}
	job.Status = batchv1.JobStatus{}
	generateSelector(job)
	return pruneNewJob(&job.Spec, e.Target)
}

// prepareNewCronJob is prepareNewJob for a CronJob.
func (e Engine) prepareNewCronJob(cronJob *batchv1.CronJob) []dropped {
	newMeta(&cronJob.ObjectMeta)
	cronJob.Status = batchv1.CronJobStatus{}
	return pruneJobTemplate(&cronJob.Spec.JobTemplate.Spec, nil, e.Target)
}

// generateSelector gives the Job the labels and the selector that the API server makes, unless it has
// manualSelector. What the author wrote there stays, and is for validation to judge.
//
// Source: generateSelector of the Job strategy, the same in 1.29 to 1.37.
func generateSelector(job *batchv1.Job) {
	if manual := job.Spec.ManualSelector; manual != nil && *manual {
		return
	}
	labels := make(map[string]string, len(job.Spec.Template.Labels)+4)
	labels[batchv1.JobNameLabel], labels["job-name"] = job.Name, job.Name
	labels[batchv1.ControllerUidLabel], labels["controller-uid"] = string(job.UID), string(job.UID)
	maps.Copy(labels, job.Spec.Template.Labels)
	if isOneMap(job.Labels, job.Spec.Template.Labels) {
		job.Labels = labels
	}
	job.Spec.Template.Labels = labels

	selector := &metav1.LabelSelector{}
	if job.Spec.Selector != nil {
		selector.MatchExpressions = job.Spec.Selector.MatchExpressions
	}
	selector.MatchLabels = map[string]string{batchv1.ControllerUidLabel: string(job.UID)}
	if job.Spec.Selector != nil {
		maps.Copy(selector.MatchLabels, job.Spec.Selector.MatchLabels)
	}
	job.Spec.Selector = selector
}

// isOneMap reports whether the two are the same map: where defaulting gave a Job the labels of its template,
// what the API server adds to the one it adds to the other.
func isOneMap(a, b map[string]string) bool {
	return a != nil && reflect.ValueOf(a).UnsafePointer() == reflect.ValueOf(b).UnsafePointer()
}

// newMeta makes metadata of a new object: what the server alone sets is not the author's, so a manifest that
// was exported from a cluster has another uid when it is created again.
//
// Source: WipeObjectMetaSystemFields, FillObjectMetaSystemFields.
func newMeta(meta *metav1.ObjectMeta) {
	meta.UID, meta.Generation = notYetGiven, 1
	meta.CreationTimestamp, meta.DeletionTimestamp, meta.DeletionGracePeriodSeconds = metav1.Time{}, nil, nil
	if meta.Namespace == "" {
		meta.Namespace = metav1.NamespaceDefault
	}
	if meta.Name == "" && meta.GenerateName != "" {
		meta.Name = generatedName(meta.GenerateName)
	}
}

// maxGeneratedBase is how much of generateName is kept before five random characters make up a label.
const maxGeneratedBase = 58

// generatedName returns a name as the API server would make it from generateName.
func generatedName(base string) string {
	if len(base) > maxGeneratedBase {
		base = base[:maxGeneratedBase]
	}
	return base + "xxxxx"
}
