package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var onFailureLosesLogs = rule{
	name: "onfailure-loses-logs", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		if s.pod.RestartPolicy != corev1.RestartPolicyOnFailure || s.deletedAtFirstRestart() {
			return nil
		}
		return say(s.atPod("restartPolicy"),
			"restartPolicy OnFailure: when the restarts reach backoffLimit the running pod is deleted, and its logs with it",
			"write `restartPolicy: Never` to keep failed pods, unless the logs are collected")
	},
}
