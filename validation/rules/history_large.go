package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// historyMany is more finished runs than anybody looks through.
const historyMany = 20

var historyLarge = rule{
	name: "history-large", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if limit := s.cronJob.Spec.FailedJobsHistoryLimit; limit != nil && *limit > historyMany {
			return historyOf("failedJobsHistoryLimit", *limit)
		}
		if limit := s.cronJob.Spec.SuccessfulJobsHistoryLimit; limit != nil && *limit > historyMany {
			return historyOf("successfulJobsHistoryLimit", *limit)
		}
		return nil
	},
}

func historyOf(field string, limit int32) []finding.Finding {
	return say("spec."+field, field+" is "+words.Itoa(limit)+": that many finished Jobs and their pods stay in the cluster",
		"lower it to "+words.Itoa(int32(historyMany))+" or less, and keep history in a log store")
}
