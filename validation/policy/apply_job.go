package policy

import (
	"encoding/json"
	"maps"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/utils/ptr"
)

// What the API server puts where nothing is written. A value of these may be the author's: Author tells.
const (
	serverBackoffLimit      = 6
	serverGracePeriod       = corev1.DefaultTerminationGracePeriodSeconds
	serverSuccessfulHistory = 3
	serverFailedHistory     = 1
)

func applyTTL(a *applier, s *setting) {
	if a.job.TTLSecondsAfterFinished != nil || s.number < shortestHookTTL && hookOf(a.meta) != "" {
		return
	}
	a.job.TTLSecondsAfterFinished = new(int32(s.number))
	a.set(a.jobAt+"/ttlSecondsAfterFinished", s.number)
}

// shortestHookTTL is how long a hook must stay to be seen by what waits for it.
const shortestHookTTL = 600

func applyActiveDeadline(a *applier, s *setting) {
	if a.job.ActiveDeadlineSeconds == nil {
		a.job.ActiveDeadlineSeconds = new(s.number)
		a.set(a.jobAt+"/activeDeadlineSeconds", s.number)
	}
}

func applyBackoffLimit(a *applier, s *setting) {
	at, limit := a.jobAt+"/backoffLimit", a.job.BackoffLimit
	if a.job.BackoffLimitPerIndex != nil || limit != nil && !a.open(*limit == serverBackoffLimit && s.number != serverBackoffLimit, at) {
		return
	}
	a.job.BackoffLimit = new(int32(s.number))
	a.set(at, s.number)
}

func applyPodReplacementPolicy(a *applier, s *setting) {
	at, policy := a.jobAt+"/podReplacementPolicy", a.job.PodReplacementPolicy
	if policy != nil && !a.open(*policy == batchv1.TerminatingOrFailed && s.text != string(*policy), at) {
		return
	}
	a.job.PodReplacementPolicy = new(batchv1.PodReplacementPolicy(s.text))
	a.set(at, s.text)
}

// applyPodFailurePolicy sets podReplacementPolicy with it, which the API server would have done had the
// policy been there before.
func applyPodFailurePolicy(a *applier, s *setting) {
	if a.job.PodFailurePolicy != nil {
		return
	}
	a.job.PodFailurePolicy = s.failurePolicy.DeepCopy()
	a.set(a.jobAt+"/podFailurePolicy", s.failurePolicy)
	at, policy := a.jobAt+"/podReplacementPolicy", a.job.PodReplacementPolicy
	if policy != nil && a.open(*policy == batchv1.TerminatingOrFailed, at) {
		a.job.PodReplacementPolicy = new(batchv1.Failed)
		a.set(at, batchv1.Failed)
	}
}

func applySuspend(a *applier, s *setting) {
	at, suspend := a.jobAt+"/suspend", a.job.Suspend
	if suspend == nil || a.open(!*suspend && s.flag, at) {
		a.job.Suspend = new(s.flag)
		a.set(at, s.flag)
	}
}

func applyTimeZone(a *applier, s *setting) {
	if a.cron != nil && a.cron.TimeZone == nil {
		a.cron.TimeZone = new(s.text)
		a.set("/spec/timeZone", s.text)
	}
}

func applyConcurrencyPolicy(a *applier, s *setting) {
	const at = "/spec/concurrencyPolicy"
	if a.cron == nil || a.cron.ConcurrencyPolicy != "" && !a.open(a.cron.ConcurrencyPolicy == batchv1.AllowConcurrent && s.text != string(batchv1.AllowConcurrent), at) {
		return
	}
	a.cron.ConcurrencyPolicy = batchv1.ConcurrencyPolicy(s.text)
	a.set(at, s.text)
}

func applyStartingDeadline(a *applier, s *setting) {
	if a.cron != nil && a.cron.StartingDeadlineSeconds == nil {
		a.cron.StartingDeadlineSeconds = new(s.number)
		a.set("/spec/startingDeadlineSeconds", s.number)
	}
}

func applySuccessfulHistory(a *applier, s *setting) {
	if a.cron != nil {
		applyHistory(a, s, &a.cron.SuccessfulJobsHistoryLimit, serverSuccessfulHistory, "/spec/successfulJobsHistoryLimit")
	}
}

func applyFailedHistory(a *applier, s *setting) {
	if a.cron != nil {
		applyHistory(a, s, &a.cron.FailedJobsHistoryLimit, serverFailedHistory, "/spec/failedJobsHistoryLimit")
	}
}

func applyHistory(a *applier, s *setting, limit **int32, servers int32, at string) {
	if *limit == nil || a.open(**limit == servers && s.number != int64(servers), at) {
		*limit = new(int32(s.number))
		a.set(at, s.number)
	}
}

func applyLabels(a *applier, s *setting) {
	applyPairs(a, s, &a.meta.Labels, "/metadata/labels")
}

func applyAnnotations(a *applier, s *setting) {
	applyPairs(a, s, &a.meta.Annotations, "/metadata/annotations")
}

func applyPodLabels(a *applier, s *setting) {
	applyPairs(a, s, &a.job.Template.Labels, a.jobAt+"/template/metadata/labels")
}

func applyPodAnnotations(a *applier, s *setting) {
	applyPairs(a, s, &a.job.Template.Annotations, a.jobAt+"/template/metadata/annotations")
}

func applyNodeSelector(a *applier, s *setting) {
	applyPairs(a, s, &a.pod().NodeSelector, a.podAt()+"/nodeSelector")
}

// applyPairs sets the keys that are not there. The map is copied first: a Job's labels may be its template's.
func applyPairs(a *applier, s *setting, into *map[string]string, at string) {
	copied := false
	for _, p := range s.pairs {
		if _, there := (*into)[p.key]; there {
			continue
		}
		text := p.value
		if p.fromNamespaceLabel != "" {
			var known bool
			if text, known = a.labels[p.fromNamespaceLabel]; !known {
				a.leave(s, at, "the namespace has no label "+p.fromNamespaceLabel+" that "+p.key+" could be taken from")
				continue
			}
		}
		if !copied {
			if *into = maps.Clone(*into); *into == nil {
				*into = map[string]string{}
			}
			copied = true
		}
		(*into)[p.key] = text
		a.set(at+"/"+escape(p.key), text)
	}
}

func escape(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

func applyRestartPolicy(a *applier, s *setting) {
	if policy := a.pod().RestartPolicy; policy == "" || policy == corev1.RestartPolicyAlways {
		a.pod().RestartPolicy = corev1.RestartPolicy(s.text)
		a.set(a.podAt()+"/restartPolicy", s.text)
	}
}

func applyPriorityClass(a *applier, s *setting) {
	if a.pod().PriorityClassName == "" {
		a.pod().PriorityClassName = s.text
		a.set(a.podAt()+"/priorityClassName", s.text)
	}
}

func applyGracePeriod(a *applier, s *setting) {
	at, period := a.podAt()+"/terminationGracePeriodSeconds", a.pod().TerminationGracePeriodSeconds
	if period == nil || a.open(*period == serverGracePeriod && s.number != serverGracePeriod, at) {
		a.pod().TerminationGracePeriodSeconds = new(s.number)
		a.set(at, s.number)
	}
}

func applyAutomountToken(a *applier, s *setting) {
	if a.pod().AutomountServiceAccountToken == nil {
		a.pod().AutomountServiceAccountToken = new(s.flag)
		a.set(a.podAt()+"/automountServiceAccountToken", s.flag)
	}
}

func applyImagePullSecrets(a *applier, s *setting) {
	if len(a.pod().ImagePullSecrets) > 0 || len(s.list) == 0 {
		return
	}
	for _, name := range s.list {
		a.pod().ImagePullSecrets = append(a.pod().ImagePullSecrets, corev1.LocalObjectReference{Name: name})
	}
	a.set(a.podAt()+"/imagePullSecrets", a.pod().ImagePullSecrets)
}

func applyTolerations(a *applier, s *setting) {
	if len(a.pod().Tolerations) > 0 || len(s.tolerations) == 0 {
		return
	}
	for i := range s.tolerations {
		a.pod().Tolerations = append(a.pod().Tolerations, *s.tolerations[i].DeepCopy())
	}
	a.set(a.podAt()+"/tolerations", s.tolerations)
}

// applyRunAsNonRoot leaves a pod alone that says it runs as root: it could not start.
func applyRunAsNonRoot(a *applier, s *setting) {
	context := a.pod().SecurityContext
	if context == nil || context.RunAsNonRoot != nil {
		return
	}
	if at := a.podAt() + "/securityContext/runAsNonRoot"; s.flag && runsAsRoot(a.pod()) {
		a.leave(s, at, "the pod runs as user 0")
	} else {
		context.RunAsNonRoot = new(s.flag)
		a.set(at, s.flag)
	}
}

func runsAsRoot(pod *corev1.PodSpec) bool {
	if ptr.Equal(pod.SecurityContext.RunAsUser, new(int64(0))) {
		return true
	}
	for _, containers := range [][]corev1.Container{pod.InitContainers, pod.Containers} {
		for i := range containers {
			if c := containers[i].SecurityContext; c != nil && ptr.Equal(c.RunAsUser, new(int64(0))) {
				return true
			}
		}
	}
	return false
}

func applySeccomp(a *applier, s *setting) {
	if context := a.pod().SecurityContext; context != nil && context.SeccompProfile == nil {
		context.SeccompProfile = &corev1.SeccompProfile{Type: corev1.SeccompProfileType(s.text)}
		a.set(a.podAt()+"/securityContext/seccompProfile", json.RawMessage(`{"type":"`+s.text+`"}`))
	}
}
