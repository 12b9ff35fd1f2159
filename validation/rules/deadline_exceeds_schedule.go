package rules

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var deadlineExceedsSchedule = rule{
	name: "deadline-exceeds-schedule", severity: finding.Info, kinds: cronJobs, needs: deadline,
	check: func(s *subject) []finding.Finding {
		if s.concurrency() != batchv1.AllowConcurrent {
			return nil
		}
		deadline, interval := time.Duration(*s.ActiveDeadlineSeconds)*time.Second, s.calendar.shortest()
		if interval == 0 || deadline <= interval {
			return nil
		}
		return say(s.at("activeDeadlineSeconds"),
			"a run may take "+span(deadline)+", the next begins after "+span(interval)+", and concurrencyPolicy Allow lets them overlap",
			"write `concurrencyPolicy: Forbid` or Replace, or a shorter deadline")
	},
}
