package policy

import (
	"math"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// CheckJob returns what the policy has against the job, which has its defaults.
func (e Effective) CheckJob(job *batchv1.Job) []finding.Finding {
	if e.set == nil {
		return nil
	}
	c := checker{set: e.set}
	c.meta(&job.ObjectMeta, job.GenerateName)
	spec := check.Root("spec")
	c.hook(&job.ObjectMeta, &job.Spec, &spec)
	c.job(&job.Spec, &spec)
	return c.found
}

// CheckCronJob returns what the policy has against the cronJob, which has its defaults, and against the Jobs
// that it makes.
func (e Effective) CheckCronJob(cronJob *batchv1.CronJob) []finding.Finding {
	if e.set == nil {
		return nil
	}
	c := checker{set: e.set}
	c.meta(&cronJob.ObjectMeta, "")
	spec := check.Root("spec")
	c.cron(&cronJob.Spec, &spec)
	template := spec.Child("jobTemplate")
	jobSpec := template.Child("spec")
	c.job(&cronJob.Spec.JobTemplate.Spec, &jobSpec)
	return c.found
}

// meta checks name, labels and annotations. A name that the API server makes is not looked at.
func (c *checker) meta(meta *metav1.ObjectMeta, generated string) {
	at := check.Root("metadata")
	if generated == "" {
		c.child(limitName, &at, "name", meta.Name)
	}
	labels := at.Child("labels")
	c.pairs(limitLabels, &labels, "label", meta.Labels)
	annotations := at.Child("annotations")
	c.pairs(limitAnnotations, &annotations, "annotation", meta.Annotations)
}

// What makes a Job a hook.
const (
	hookHelm   = "helm"
	hookArgoCD = "argocd"

	helmHookAnnotation   = "helm.sh/hook"
	argoCDHookAnnotation = "argocd.argoproj.io/hook"
)

// hookOf returns whose hook the object is, empty where it is none.
func hookOf(meta *metav1.ObjectMeta) string {
	if _, ok := meta.Annotations[helmHookAnnotation]; ok {
		return hookHelm
	}
	if _, ok := meta.Annotations[argoCDHookAnnotation]; ok {
		return hookArgoCD
	}
	return ""
}

func (c *checker) hook(meta *metav1.ObjectMeta, job *batchv1.JobSpec, spec *check.Path) {
	hook := hookOf(meta)
	if hook == "" {
		return
	}
	if l := c.limit(limitHooks); l != nil {
		metadata := check.Root("metadata")
		annotations := metadata.Child("annotations")
		name := helmHookAnnotation
		if hook == hookArgoCD {
			name = argoCDHookAnnotation
		}
		at := annotations.Key(name)
		c.textValue(l, &at, "the hook's kind", hook)
	}
	ttl := job.TTLSecondsAfterFinished
	c.number(limitHookTTL, spec, "ttlSecondsAfterFinished", int64(ptr.Deref(ttl, 0)), ttl != nil)
}

func (c *checker) job(s *batchv1.JobSpec, at *check.Path) {
	c.flag(limitSuspend, at, "suspend", ptr.Deref(s.Suspend, false))
	c.number(limitParallelism, at, "parallelism", int64(ptr.Deref(s.Parallelism, 1)), true)
	c.number32(limitCompletions, at, "completions", s.Completions)
	c.child(limitCompletionMode, at, "completionMode", string(ptr.Deref(s.CompletionMode, batchv1.NonIndexedCompletion)))
	c.totals(s, at)
	perIndex := s.BackoffLimitPerIndex
	if limit := ptr.Deref(s.BackoffLimit, 6); perIndex == nil || limit != math.MaxInt32 {
		c.number(limitBackoffLimit, at, "backoffLimit", int64(limit), perIndex == nil || s.BackoffLimit != nil)
	}
	c.number32(limitBackoffLimitPerIndex, at, "backoffLimitPerIndex", perIndex)
	c.number32(limitMaxFailedIndexes, at, "maxFailedIndexes", s.MaxFailedIndexes)
	c.number(limitActiveDeadline, at, "activeDeadlineSeconds", ptr.Deref(s.ActiveDeadlineSeconds, 0), s.ActiveDeadlineSeconds != nil)
	c.number32(limitTTL, at, "ttlSecondsAfterFinished", s.TTLSecondsAfterFinished)
	c.child(limitPodReplacementPolicy, at, "podReplacementPolicy", string(replacementOf(s)))
	c.present(limitPodFailurePolicy, at, "podFailurePolicy", s.PodFailurePolicy != nil, "write rules for the failures that you expect")
	c.disruptionRule(s, at)
	c.child(limitManagedBy, at, "managedBy", ptr.Deref(s.ManagedBy, ""))
	c.flag(limitManualSelector, at, "manualSelector", ptr.Deref(s.ManualSelector, false))
	template := at.Child("template")
	c.template(&s.Template, &template)
}

func (c *checker) number32(id limitID, at *check.Path, name string, n *int32) {
	c.number(id, at, name, int64(ptr.Deref(n, 0)), n != nil)
}

// replacementOf is the podReplacementPolicy that a jobTemplate's Jobs will get where it says none.
func replacementOf(s *batchv1.JobSpec) batchv1.PodReplacementPolicy {
	switch {
	case s.PodReplacementPolicy != nil:
		return *s.PodReplacementPolicy
	case s.PodFailurePolicy != nil:
		return batchv1.Failed
	default:
		return batchv1.TerminatingOrFailed
	}
}

// totals checks how often a Job retries, and how many pods it makes at most. Pods that a failure policy
// ignores are not counted: they have no bound.
func (c *checker) totals(s *batchv1.JobSpec, at *check.Path) {
	if c.limit(limitTotalPods) == nil && c.limit(limitTotalRetries) == nil {
		return
	}
	runs := int64(ptr.Deref(s.Completions, ptr.Deref(s.Parallelism, 1)))
	retries := int64(ptr.Deref(s.BackoffLimit, 6))
	if s.BackoffLimitPerIndex != nil {
		perIndex := runs * int64(*s.BackoffLimitPerIndex)
		if s.BackoffLimit == nil || perIndex < retries {
			retries = perIndex
		}
	}
	c.total(limitTotalRetries, at, "retries", retries)
	c.total(limitTotalPods, at, "pods", runs+retries)
}

func (c *checker) total(id limitID, at *check.Path, what string, n int64) {
	l := c.limit(id)
	switch {
	case l == nil:
	case l.max != nil && n > *l.max:
		c.breach(l, causeInvalid, at, n, "the Job makes up to "+itoa(n)+" "+what+"; the policy allows "+itoa(*l.max), "lower completions or backoffLimit")
	case l.min != nil && n < *l.min:
		c.breach(l, causeInvalid, at, n, "the Job makes at most "+itoa(n)+" "+what+"; the policy wants "+itoa(*l.min), "raise backoffLimit")
	}
}

func (c *checker) disruptionRule(s *batchv1.JobSpec, at *check.Path) {
	l := c.limit(limitDisruptionRule)
	if l == nil || !l.required || ignoresDisruptions(s.PodFailurePolicy) {
		return
	}
	p := at.Child("podFailurePolicy")
	c.missing(l, &p, "a rule that ignores disruptions", "write a rule with action Ignore on the pod condition DisruptionTarget")
}

func ignoresDisruptions(policy *batchv1.PodFailurePolicy) bool {
	if policy == nil {
		return false
	}
	for i := range policy.Rules {
		rule := &policy.Rules[i]
		for j := range rule.OnPodConditions {
			pattern := &rule.OnPodConditions[j]
			if pattern.Type == corev1.DisruptionTarget && (pattern.Status == corev1.ConditionTrue || pattern.Status == "") {
				return rule.Action == batchv1.PodFailurePolicyActionIgnore // the first that matches decides
			}
		}
	}
	return false
}

func (c *checker) cron(s *batchv1.CronJobSpec, at *check.Path) {
	c.schedule(s, at)
	c.child(limitTimeZone, at, "timeZone", ptr.Deref(s.TimeZone, ""))
	c.child(limitConcurrencyPolicy, at, "concurrencyPolicy", string(s.ConcurrencyPolicy))
	c.number(limitStartingDeadline, at, "startingDeadlineSeconds", ptr.Deref(s.StartingDeadlineSeconds, 0), s.StartingDeadlineSeconds != nil)
	c.number32(limitSuccessfulHistory, at, "successfulJobsHistoryLimit", s.SuccessfulJobsHistoryLimit)
	c.number32(limitFailedHistory, at, "failedJobsHistoryLimit", s.FailedJobsHistoryLimit)
}

// macro returns the word that a schedule of one word is, such as @daily, empty where it is none.
func macro(schedule string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(schedule), " ")
	if strings.HasPrefix(word, "@") {
		return word
	}
	return ""
}
