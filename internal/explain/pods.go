package explain

import (
	"math"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
)

// defaulted gives a jobTemplate the numbers that its Jobs will have: a CronJob's template gets none of a
// Job's defaults, the Jobs made of it do.
func defaulted(spec *batchv1.JobSpec) *batchv1.JobSpec {
	s := *spec
	if s.Completions == nil && s.Parallelism == nil {
		s.Completions = new(int32(1))
	}
	if s.Parallelism == nil {
		s.Parallelism = new(int32(1))
	}
	if s.BackoffLimit == nil {
		s.BackoffLimit = new(int32(defaultBackoffLimit))
		if s.BackoffLimitPerIndex != nil {
			s.BackoffLimit = new(int32(math.MaxInt32))
		}
	}
	if s.PodReplacementPolicy == nil {
		s.PodReplacementPolicy = new(batchv1.TerminatingOrFailed)
		if s.PodFailurePolicy != nil {
			s.PodReplacementPolicy = new(batchv1.Failed)
		}
	}
	return &s
}

const defaultBackoffLimit = 6

// pods tells how many there are at once and in total at worst.
//
// A Job never has more active pods than completions that are still missing, so a run that fails at the
// last moment made completions + backoffLimit pods, and so did one that just succeeded.
func pods(spec *batchv1.JobSpec) []string {
	parallelism := int64(value(spec.Parallelism, 1))
	if parallelism == 0 {
		return []string{"none as long as parallelism is 0"}
	}
	atOnce := parallelism
	if spec.Completions != nil {
		atOnce = min(atOnce, int64(*spec.Completions))
	}
	if spec.Completions != nil && *spec.Completions == 0 {
		return []string{"none: completions is 0, so it has succeeded as soon as it starts"}
	}
	first := count(atOnce, "pod") + " at once"
	if value(spec.PodReplacementPolicy, batchv1.Failed) == batchv1.TerminatingOrFailed {
		first += ", and while pods are terminating their replacements beside them"
	}
	lines := []string{first}
	if total, why, bounded := total(spec); bounded {
		lines = append(lines, count(total, "pod")+" in total at worst: "+why)
	} else {
		lines = append(lines, "no bound on the total: "+why)
	}
	return lines
}

// total returns the number of pods that a Job can make at worst, and where it comes from.
func total(spec *batchv1.JobSpec) (n int64, why string, bounded bool) {
	if ignoresFailures(spec) {
		if spec.ActiveDeadlineSeconds == nil {
			return 0, "podFailurePolicy ignores failures, and nothing ends the retries (no activeDeadlineSeconds)", false
		}
		return 0, "podFailurePolicy ignores failures; activeDeadlineSeconds ends the retries", false
	}
	limit := int64(value(spec.BackoffLimit, defaultBackoffLimit))
	if spec.Completions == nil {
		n = int64(value(spec.Parallelism, 1)) + limit
		return n, "parallelism and backoffLimit " + number(limit) + " retries; once a pod has succeeded no new one starts", true
	}
	completions := int64(*spec.Completions)
	if spec.BackoffLimitPerIndex != nil && isIndexed(spec) {
		tries := int64(*spec.BackoffLimitPerIndex) + 1
		n = completions * tries
		why = count(completions, "index") + ", each tried " + times(tries) + " at most (backoffLimitPerIndex)"
		if overall := completions + limit; overall < n {
			return overall, count(completions, "index") + " and backoffLimit " + number(limit) + " retries over all of them", true
		}
		return n, why, true
	}
	return completions + limit, count(completions, "completion") + " and " + retries(limit) + " (backoffLimit)", true
}

// ignoresFailures reports whether some failures count for nothing. Those of a disruption alone are not
// meant: they come from outside, and end.
func ignoresFailures(spec *batchv1.JobSpec) bool {
	return spec.PodFailurePolicy != nil && slices.ContainsFunc(spec.PodFailurePolicy.Rules, func(rule batchv1.PodFailurePolicyRule) bool {
		return rule.Action == batchv1.PodFailurePolicyActionIgnore && rule.OnExitCodes != nil
	})
}

func retries(n int64) string {
	if n == 1 {
		return "1 retry"
	}
	return number(n) + " retries"
}

func times(n int64) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	default:
		return number(n) + " times"
	}
}
