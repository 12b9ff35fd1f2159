package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var cronAllowOverlap = rule{
	name: "cron-allow-overlap", severity: finding.Warning, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if s.concurrency() != batchv1.AllowConcurrent && s.concurrency() != "" || s.hasDeadline() || s.suspended() {
			return nil
		}
		severity, written := finding.Info, "is Allow" // somebody has thought of it
		if s.defaulted.Has("/spec/concurrencyPolicy") {
			severity, written = finding.Warning, "is not written, which means Allow"
		}
		return sayAs(severity, "spec.concurrencyPolicy",
			"concurrencyPolicy "+written+", and no activeDeadlineSeconds ends a run: runs that are slow or hang pile up",
			"write `concurrencyPolicy: Forbid` or Replace, and activeDeadlineSeconds in the Job's spec")
	},
}
