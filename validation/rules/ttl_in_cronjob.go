package rules

import (
	"time"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var ttlInCronJob = rule{
	name: "ttl-in-cronjob", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		ttl := s.TTLSecondsAfterFinished
		if ttl == nil {
			return nil
		}
		interval, keep := s.calendar.shortest(), s.historyLimit()
		if interval == 0 || keep == 0 || time.Duration(*ttl)*time.Second >= interval*time.Duration(keep) {
			return nil
		}
		return say(s.at("ttlSecondsAfterFinished"),
			"finished runs are deleted after "+span(time.Duration(*ttl)*time.Second)+", before the history limits ("+words.Itoa(keep)+" runs, one every "+span(interval)+") can keep them",
			"remove ttlSecondsAfterFinished: the history limits clean up after a CronJob")
	},
}

// historyLimit is how many finished runs of one kind the CronJob keeps at most.
func (s *subject) historyLimit() int32 {
	keep := int32(0)
	for _, limit := range [...]*int32{s.cronJob.Spec.SuccessfulJobsHistoryLimit, s.cronJob.Spec.FailedJobsHistoryLimit} {
		if limit != nil {
			keep = max(keep, *limit)
		}
	}
	return keep
}
