package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var scheduleUnevenStep = rule{
	name: "schedule-uneven-step", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if !s.calendar.known || s.calendar.every > 0 {
			return nil
		}
		minutes, rest := cutField(strings.TrimSpace(s.cronJob.Spec.Schedule))
		hours, _ := cutField(rest)
		field, unit, size := minutes, "minute", 60
		if step := stepOf(minutes); step == 0 || step < size && size%step == 0 {
			field, unit, size = hours, "hour", 24
		}
		step := stepOf(field)
		if step == 0 || step < size && size%step == 0 {
			return nil
		}
		message := field + " is not every " + words.Plural(step, unit) + ": it starts again at 0, so the last gap is "
		if step >= size {
			message = field + " is the same as 0: there are only " + words.Plural(size, unit) + ", so the gap is "
			step = size
		}
		gap := size % step
		if gap == 0 {
			gap = size
		}
		return say("spec.schedule", message+words.Plural(gap, unit),
			"write a step that divides "+words.Itoa(size)+", or a list")
	},
}

// stepOf returns n of */n, 0 where the field is something else.
func stepOf(field string) int {
	step, is := strings.CutPrefix(field, "*/")
	n, ok := number(step)
	if !is || !ok {
		return 0
	}
	return int(n)
}
