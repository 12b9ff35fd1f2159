package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var scheduleMidnightUTC = rule{
	name: "schedule-midnight-utc", severity: finding.Off, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if !s.calendar.known || s.calendar.every > 0 || s.calendar.minutes != 1 || s.calendar.hours != 1 && s.calendar.hours != everyHour {
			return nil
		}
		return say("spec.schedule",
			"the schedule "+words.Quoted(s.cronJob.Spec.Schedule)+" begins on the hour or at midnight, when everybody's does",
			"write another minute, such as 17")
	},
}
