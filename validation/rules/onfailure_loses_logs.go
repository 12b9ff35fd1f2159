package rules

import "github.com/jobvalidate/jobvalidate/validation/finding"

var onFailureLosesLogs = rule{
	name: "onfailure-loses-logs", severity: finding.Info, kinds: both, needs: onFailure,
	check: func(s *subject) []finding.Finding {
		if s.deletedAtFirstRestart() {
			return nil
		}
		return say(s.atPod("restartPolicy"),
			"restartPolicy OnFailure: when the restarts reach backoffLimit the running pod is deleted, and its logs with it",
			"write `restartPolicy: Never` to keep failed pods, unless the logs are collected")
	},
}
