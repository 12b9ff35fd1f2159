package rules

import (
	"time"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// oftenEnough is the interval below which a late run is hardly later than the next.
const oftenEnough = time.Hour

var startingDeadlineMissing = rule{
	name: "starting-deadline-missing", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if s.cronJob.Spec.StartingDeadlineSeconds != nil || s.suspended() || s.calendar.shortest() < oftenEnough {
			return nil
		}
		return say("spec.startingDeadlineSeconds",
			"startingDeadlineSeconds is not written: after an outage, or when it is resumed, the last run that was missed starts at once, however late",
			"write how many seconds late a run is still of use")
	},
}
