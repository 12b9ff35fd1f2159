package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var scheduleOrDays = rule{
	name: "schedule-or-days", severity: finding.Warning, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if !s.calendar.known || s.calendar.every > 0 || s.calendar.anyDay || s.calendar.anyWeekday {
			return nil
		}
		return say("spec.schedule",
			"the schedule "+words.Quoted(s.cronJob.Spec.Schedule)+" limits both the day of the month and the weekday: it runs on days that match either, not both",
			"write * for one of the two, and let the command test the other")
	},
}
