package rules

import (
	"time"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var scheduleEveryMinute = rule{
	name: "schedule-every-minute", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		const everyMinuteOfHour = 1<<60 - 1
		often := s.calendar.every > 0 && s.calendar.every <= time.Minute
		if !s.calendar.known || !often && s.calendar.minutes != everyMinuteOfHour {
			return nil
		}
		if s.calendar.every == 0 && s.calendar.hours != everyHour {
			return sayAs(finding.Warning, "spec.schedule",
				"the schedule "+words.Quoted(s.cronJob.Spec.Schedule)+" names hours but no minute: it runs 60 times in each of them",
				"write a minute, such as 0, in place of the first *")
		}
		return say("spec.schedule",
			"the schedule makes a Job and a pod every minute: starting them costs more than most work of that size",
			"run it less often, or as a Deployment that waits between its rounds")
	},
}
