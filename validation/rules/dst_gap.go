package rules

import (
	"time"

	"github.com/robfig/cron/v3"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var dstGap = rule{
	name: "dst-gap", severity: finding.Warning, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		zone := s.cronJob.Spec.TimeZone
		if zone == nil || !s.calendar.hasFixedHour() || s.calendar.hours&hoursNearClockChange == 0 {
			return nil
		}
		skipped, repeated := s.atClockChange(*zone, time.Now())
		effect := ""
		switch {
		case skipped && repeated:
			effect = "skips a run in spring and repeats one in autumn"
		case skipped:
			effect = "skips a run when clocks go forward"
		case repeated:
			effect = "repeats a run when clocks go back"
		default:
			return nil
		}
		return say("spec.schedule",
			"the hour is one that "+*zone+" skips or has twice when its clocks change: the schedule "+words.Quoted(s.cronJob.Spec.Schedule)+" "+effect,
			"write another hour, or `timeZone: Etc/UTC`")
	},
}

// hoursNearClockChange are those in which some zone's clocks change, 23 to 4.
const hoursNearClockChange = 1<<23 | 1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<4

// atClockChange says whether the CronJob controller's own parser leaves out or repeats a run on a day of the
// two years from now on which the zone's clocks change.
// Cost: reads the zone and looks at 730 days; a fixed hour at night comes first.
func (s *subject) atClockChange(zone string, now time.Time) (skipped, repeated bool) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return false, false
	}
	schedule, err := cron.ParseStandard("TZ=" + zone + " " + s.cronJob.Spec.Schedule)
	if err != nil {
		return false, false
	}
	const years = 2
	year, month, day := now.In(location).Date()
	for n := range years * 365 {
		begin := time.Date(year, month, day+n, 0, 0, 0, 0, location)
		end := time.Date(year, month, day+n+1, 0, 0, 0, 0, location)
		if end.Sub(begin) == 24*time.Hour || !s.calendar.onDay(begin.Add(12*time.Hour)) {
			continue
		}
		runs := 0
		for at := schedule.Next(begin.Add(-time.Second)); !at.IsZero() && at.Before(end); at = schedule.Next(at) {
			runs++
		}
		skipped = skipped || runs < s.calendar.runsADay()
		repeated = repeated || runs > s.calendar.runsADay()
	}
	return skipped, repeated
}
