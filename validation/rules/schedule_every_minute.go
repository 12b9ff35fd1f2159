package rules

import (
	"time"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var scheduleEveryMinute = rule{
	name: "schedule-every-minute", severity: finding.Info, kinds: cronJobs,
	check: func(s subject) []finding.Finding {
		const everyMinuteOfHour = 1<<60 - 1
		often := s.calendar.every > 0 && s.calendar.every <= time.Minute
		if !s.calendar.known || s.suspended() || !often && s.calendar.minutes != everyMinuteOfHour {
			return nil
		}
		return say("spec.schedule",
			"the schedule makes a Job and a pod every minute: starting them costs more than most work of that size",
			"run it less often, or as a Deployment that waits between its rounds")
	},
}
