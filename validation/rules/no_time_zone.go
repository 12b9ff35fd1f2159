package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var noTimeZone = rule{
	name: "no-time-zone", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if s.cronJob.Spec.TimeZone != nil || !s.calendar.hasFixedHour() {
			return nil
		}
		return mend(say("spec.timeZone",
			"the schedule has a fixed hour but no timeZone: it is read in the zone of the cluster's controller, which is mostly UTC but not always",
			"write `timeZone: Etc/UTC`, or the zone that is meant"),
			finding.Fix{Title: "set timeZone to Etc/UTC", Edits: []finding.Edit{
				{Op: finding.Set, Field: "spec.timeZone", Value: "Etc/UTC"},
			}})
	},
}
