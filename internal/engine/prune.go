package engine

import (
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// dropped is a field that the API server drops in silence.
type dropped = podtemplate.Dropped

// pruneNewJob drops from the spec of a new Job what the target's API server drops because a feature gate is
// off. It changes the spec, but nothing that it points to.
//
// Source: PrepareForCreate of the Job strategy.
func pruneNewJob(spec *batchv1.JobSpec, t target.Version) []dropped {
	var all []dropped
	if spec.ManagedBy != nil && !t.Enabled(target.JobManagedBy) {
		spec.ManagedBy, all = nil, append(all, dropped{Field: "spec.managedBy", Gate: target.JobManagedBy})
	}
	if policy := spec.PodFailurePolicy; policy != nil && !t.Enabled(target.JobBackoffLimitPerIndex) && slices.ContainsFunc(policy.Rules, isFailIndex) {
		kept := slices.DeleteFunc(slices.Clone(policy.Rules), isFailIndex)
		spec.PodFailurePolicy, all = &batchv1.PodFailurePolicy{Rules: kept}, append(all, dropped{Field: "spec.podFailurePolicy.rules", Gate: target.JobBackoffLimitPerIndex})
	}
	return append(all, pruneUpdatedJob(spec, &batchv1.JobSpec{}, t)...)
}

func isFailIndex(rule batchv1.PodFailurePolicyRule) bool {
	return rule.Action == batchv1.PodFailurePolicyActionFailIndex
}

// pruneUpdatedJob is pruneNewJob for an update: what the old Job uses stays.
//
// Source: PrepareForUpdate of the Job strategy.
func pruneUpdatedJob(spec, old *batchv1.JobSpec, t target.Version) []dropped {
	var all []dropped
	if spec.PodFailurePolicy != nil && old.PodFailurePolicy == nil && !t.Enabled(target.JobPodFailurePolicy) {
		spec.PodFailurePolicy, all = nil, append(all, dropped{Field: "spec.podFailurePolicy", Gate: target.JobPodFailurePolicy})
	}
	if spec.SuccessPolicy != nil && old.SuccessPolicy == nil && !t.Enabled(target.JobSuccessPolicy) {
		spec.SuccessPolicy, all = nil, append(all, dropped{Field: "spec.successPolicy", Gate: target.JobSuccessPolicy})
	}
	if spec.BackoffLimitPerIndex != nil && old.BackoffLimitPerIndex == nil && !t.Enabled(target.JobBackoffLimitPerIndex) {
		spec.BackoffLimitPerIndex, all = nil, append(all, dropped{Field: "spec.backoffLimitPerIndex", Gate: target.JobBackoffLimitPerIndex})
	}
	if spec.MaxFailedIndexes != nil && old.MaxFailedIndexes == nil && !t.Enabled(target.JobBackoffLimitPerIndex) {
		spec.MaxFailedIndexes, all = nil, append(all, dropped{Field: "spec.maxFailedIndexes", Gate: target.JobBackoffLimitPerIndex})
	}
	if spec.PodReplacementPolicy != nil && old.PodReplacementPolicy == nil && !t.Enabled(target.JobPodReplacementPolicy) {
		spec.PodReplacementPolicy, all = nil, append(all, dropped{Field: "spec.podReplacementPolicy", Gate: target.JobPodReplacementPolicy})
	}
	return append(all, pruneSpec(spec, old, "spec", t)...)
}

// pruneJobTemplate drops from a CronJob's jobTemplate, which keeps what a Job would lose to the gates of its
// own fields. old is nil on create.
//
// Source: PrepareForCreate and PrepareForUpdate of the CronJob strategy.
func pruneJobTemplate(spec, old *batchv1.JobSpec, t target.Version) []dropped {
	if old == nil {
		old = &batchv1.JobSpec{}
	}
	return pruneSpec(spec, old, "spec.jobTemplate.spec", t)
}

// pruneSpec drops what Jobs and jobTemplates drop alike. On create old is empty.
func pruneSpec(spec, old *batchv1.JobSpec, at string, t target.Version) []dropped {
	var all []dropped
	if spec.Scheduling != nil && old.Scheduling == nil && !t.Enabled(target.WorkloadWithJob) {
		spec.Scheduling, all = nil, append(all, dropped{Field: at + ".scheduling", Gate: target.WorkloadWithJob})
	}
	template, found := podtemplate.Prune(&spec.Template, at+".template", podtemplate.OptionsFor(&spec.Template, &old.Template, t), t)
	if template != &spec.Template {
		spec.Template = *template
	}
	return append(all, found...)
}

// warnOf turns dropped fields into findings. The API server says nothing of them.
func warnOf(all []dropped) []finding.Finding {
	if len(all) == 0 {
		return nil
	}
	findings := make([]finding.Finding, len(all))
	for i, d := range all {
		findings[i] = finding.Finding{
			Rule: "field-dropped", Severity: finding.Warning, Origin: finding.API, Field: d.Field,
			Message: d.Field[strings.LastIndexByte(d.Field, '.')+1:] + " is dropped in silence: its feature gate " + d.Gate.String() + " is off",
			Hint:    "remove it, or turn the gate on in the API server (and say so with --feature-gates)",
		}
	}
	return findings
}
