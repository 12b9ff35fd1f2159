package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var startingDeadlineMissing = rule{
	name: "starting-deadline-missing", severity: finding.Info, kinds: cronJobs,
	check: func(s subject) []finding.Finding {
		if s.cronJob.Spec.StartingDeadlineSeconds != nil || s.suspended() {
			return nil
		}
		return say("spec.startingDeadlineSeconds",
			"startingDeadlineSeconds is not written: after an outage, or when it is resumed, the last run that was missed starts at once, however late",
			"write how many seconds late a run is still of use")
	},
}
