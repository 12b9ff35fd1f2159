package rules

import (
	"slices"
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Subject is one object that the rules look at: a Job or a CronJob, never both.
type Subject struct {
	Job     *batchv1.Job     // defaulted; nil for a CronJob
	CronJob *batchv1.CronJob // defaulted; nil for a Job

	// Defaulted says what defaulting set, so that a rule can tell what the author wrote. nil: the author
	// wrote all of it.
	Defaulted *defaults.Record

	// Neighbours are the other objects of the same input. nil: they are not known, as in a webhook.
	Neighbours *Neighbours

	Target target.Version

	// Manifest says that the object is as its author wrote it. In an admission request the server has filled
	// in fields and labels of its own, which are then no copies from a live object.
	Manifest bool

	derived subject // filled by Run
}

// subject is a Subject with what every rule reads at hand. It lives in the caller's Subject: rules are called
// through function values, and one of Run's own would cost an allocation. No rule may change it.
type subject struct {
	*batchv1.JobSpec // of the Job, or of the CronJob's jobTemplate, which has none of a Job's defaults

	job        *batchv1.Job
	cronJob    *batchv1.CronJob
	meta       *metav1.ObjectMeta // of the object itself
	pod        *corev1.PodSpec
	defaulted  *defaults.Record
	neighbours *Neighbours
	calendar   calendar // of a CronJob's schedule
	target     target.Version
	manifest   bool
	hooked     string // the annotation that makes the object a hook of Helm or Argo CD; empty where it is none
}

// at spells a field of the JobSpec from the root of the object.
// Cost: allocates, as all that spells a field; only a rule that fires calls it.
func (s *subject) at(field string) string {
	if s.cronJob != nil {
		return "spec.jobTemplate.spec." + field
	}
	return "spec." + field
}

// atPod spells a field of the pod spec from the root of the object.
func (s *subject) atPod(field string) string { return s.podAt() + field }

func (s *subject) podAt() string {
	if s.cronJob != nil {
		return podOfCronJob
	}
	return podOfJob
}

// wrote reports whether the author wrote a field of the JobSpec that defaulting would fill in: it is set,
// and not by defaulting.
func (s *subject) wrote(set bool, pointer string) bool {
	return set && !s.defaulted.Has(pointer)
}

// wroteBackoffLimit reports whether the author wrote the field.
func (s *subject) wroteBackoffLimit() bool {
	return s.wrote(s.BackoffLimit != nil, "/spec/backoffLimit")
}

// parallelism is how many pods may run at once.
func (s *subject) parallelism() int32 {
	if s.Parallelism == nil {
		return 1
	}
	return *s.Parallelism
}

// backoffLimit is how many failures the Job takes.
func (s *subject) backoffLimit() int32 {
	const byDefault = 6
	if s.BackoffLimit == nil {
		return byDefault
	}
	return *s.BackoffLimit
}

// indexed reports whether every pod has an index.
func (s *subject) indexed() bool {
	return s.CompletionMode != nil && *s.CompletionMode == batchv1.IndexedCompletion
}

// suspended reports whether the Job, or the CronJob, waits to be told to begin.
func (s *subject) suspended() bool {
	return s.Suspend != nil && *s.Suspend || s.cronJob != nil && s.cronJob.Spec.Suspend != nil && *s.cronJob.Spec.Suspend
}

// concurrency is the CronJob's concurrencyPolicy; empty for a Job.
func (s *subject) concurrency() batchv1.ConcurrencyPolicy {
	if s.cronJob == nil {
		return ""
	}
	return s.cronJob.Spec.ConcurrencyPolicy
}

// ignoresDisruption reports whether a rule of the podFailurePolicy leaves disrupted pods out of the count.
func (s *subject) ignoresDisruption() bool {
	return s.PodFailurePolicy != nil && slices.ContainsFunc(s.PodFailurePolicy.Rules, isDisruptionIgnored)
}

func isDisruptionIgnored(rule batchv1.PodFailurePolicyRule) bool {
	return rule.Action == batchv1.PodFailurePolicyActionIgnore && matchesDisruption(rule)
}

// matchesDisruption reports whether the rule matches a pod that was evicted, drained or preempted.
func matchesDisruption(rule batchv1.PodFailurePolicyRule) bool {
	return slices.ContainsFunc(rule.OnPodConditions, func(p batchv1.PodFailurePolicyOnPodConditionsPattern) bool {
		return p.Type == corev1.DisruptionTarget && (p.Status == "" || p.Status == corev1.ConditionTrue)
	})
}

// place is a container of the pod spec.
type place struct {
	pod   string // where the pod spec stands
	list  string // containers or initContainers
	index int
}

const (
	podOfJob     = "spec.template.spec."
	podOfCronJob = "spec.jobTemplate.spec.template.spec."
)

// at spells a field of the container from the root of the object; all of it where field is empty.
func (p place) at(field string) string {
	text := p.pod + p.list + "[" + strconv.Itoa(p.index) + "]"
	if field != "" {
		text += "." + field
	}
	return text
}

// eachContainer calls do for the containers that do the Job's work or prepare it, in the order of the
// manifest. Neither do nor what it captures escapes.
func (s *subject) eachContainer(do func(c *corev1.Container, at place)) {
	at := place{s.podAt(), "initContainers", 0}
	for i := range s.pod.InitContainers {
		at.index = i
		do(&s.pod.InitContainers[i], at)
	}
	s.eachWorker(do)
}

// eachWorker calls do for the containers that the pod waits for.
func (s *subject) eachWorker(do func(c *corev1.Container, at place)) {
	at := place{s.podAt(), "containers", 0}
	for i := range s.pod.Containers {
		at.index = i
		do(&s.pod.Containers[i], at)
	}
}

// say is one finding at the rule's own severity. hint begins with a verb.
func say(field, message, hint string) []finding.Finding {
	return []finding.Finding{{Field: field, Message: message, Hint: hint}}
}

// sayAs is one finding at another severity than the rule's own.
func sayAs(severity finding.Severity, field, message, hint string) []finding.Finding {
	return []finding.Finding{{Severity: severity, Field: field, Message: message, Hint: hint}}
}

// mend gives the finding a fix.
func mend(found []finding.Finding, fix finding.Fix) []finding.Finding {
	found[len(found)-1].Fix = &fix
	return found
}
