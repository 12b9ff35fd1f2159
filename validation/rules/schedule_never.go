package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var scheduleNever = rule{
	name: "schedule-never", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if !s.calendar.neverRuns() || s.suspended() {
			return nil
		}
		return say("spec.schedule",
			"the schedule "+words.Quoted(s.cronJob.Spec.Schedule)+" never runs: no month that it names has such a day",
			"write a day that exists; what is run by hand only can say so with `suspend: true`")
	},
}
