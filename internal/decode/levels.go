package decode

import "strings"

// belongs returns the way from an object of the API type to where a field that stands in it belongs.
func belongs(kind, name string) (way string, ok bool) {
	for _, level := range levels {
		if level.kind != kind {
			continue
		}
		for field := range strings.FieldsSeq(level.fields) {
			if field == name {
				return level.way, true
			}
		}
	}
	return "", false
}

// levels knows the fields that are often written at the wrong level: the type that they stand in, and the
// way from there to where they belong (.. goes up). The first row that fits counts.
var levels = [...]struct{ kind, way, fields string }{
	{"Job", "spec", "template backoffLimit completions parallelism completionMode activeDeadlineSeconds ttlSecondsAfterFinished suspend podFailurePolicy"},
	{"Job", "metadata", "name namespace labels annotations generateName"},
	{"CronJob", "spec", "schedule timeZone jobTemplate concurrencyPolicy suspend startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit"},
	{"CronJob", "metadata", "name namespace labels annotations generateName"},
	{"JobSpec", "template.spec", podFields},
	{"JobSpec", "../..", cronFields},
	{"PodTemplateSpec", "spec", podFields},
	{"PodTemplateSpec", "metadata", "labels annotations"},
	{"PodTemplateSpec", "..", jobFields},
	{"PodSpec", "../..", jobFields},
	{"PodSpec", "../metadata", "labels annotations"},
	{"Container", "securityContext", "privileged readOnlyRootFilesystem runAsNonRoot runAsUser runAsGroup capabilities seccompProfile allowPrivilegeEscalation"},
	{"Container", "resources", "limits requests"},
	{"Container", "..", "serviceAccountName serviceAccount volumes nodeSelector tolerations affinity imagePullSecrets initContainers hostNetwork"},
	{"CronJobSpec", "jobTemplate.spec", "template " + jobFields},
	{"JobTemplateSpec", "spec", "template " + jobFields},
	{"JobTemplateSpec", "metadata", "labels annotations"},
	{"JobTemplateSpec", "..", cronFields},
}

const (
	podFields = "restartPolicy containers initContainers volumes serviceAccountName serviceAccount imagePullSecrets nodeSelector tolerations affinity " +
		"terminationGracePeriodSeconds automountServiceAccountToken dnsPolicy dnsConfig hostNetwork priorityClassName topologySpreadConstraints hostAliases runtimeClassName"
	jobFields = "backoffLimit completions parallelism ttlSecondsAfterFinished completionMode podFailurePolicy backoffLimitPerIndex maxFailedIndexes " +
		"successPolicy podReplacementPolicy manualSelector managedBy activeDeadlineSeconds"
	cronFields = "schedule timeZone concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit"
)
