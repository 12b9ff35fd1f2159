package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var historyZeroFailed = rule{
	name: "history-zero-failed", severity: finding.Warning, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if limit := s.cronJob.Spec.FailedJobsHistoryLimit; limit == nil || *limit != 0 {
			return nil
		}
		return mend(say("spec.failedJobsHistoryLimit",
			"failedJobsHistoryLimit is 0: a failed run is deleted at once, with its pods, logs and events",
			"write 1 or more"),
			finding.Fix{Title: "keep one failed run", Edits: []finding.Edit{
				{Op: finding.Set, Field: "spec.failedJobsHistoryLimit", Value: 1},
			}})
	},
}
