package validation

import (
	"fmt"
	"strings"

	"github.com/robfig/cron/v3"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	scheduleMissing      check.ID = "schedule-missing"
	scheduleForm         check.ID = "schedule-form"
	scheduleTimeZone     check.ID = "schedule-time-zone"
	scheduleTimeZoneBoth check.ID = "schedule-time-zone-both"
)

// Parity: batch validateScheduleFormat. A TZ in the schedule is tolerated on update where it was there.
// Up to 1.34 the API server's parser crashes on TZ= with nothing behind it; that is an error here too.
// Cost: the parser allocates.
func schedule(r *check.Report, p *check.Path, spec, old *batchv1.CronJobSpec) {
	if spec.Schedule == "" {
		at := p.Child("schedule")
		r.Required(scheduleMissing, &at, "the CronJob has no schedule", `write five fields (minute, hour, day, month, weekday): "*/5 * * * *"`)
		return
	}
	if isPlainSchedule(spec.Schedule) {
		return
	}
	if err := parseSchedule(spec.Schedule); err != nil {
		at := p.Child("schedule")
		message, hint := scheduleWords(spec.Schedule, err)
		r.Invalid(scheduleForm, &at, spec.Schedule, message, hint)
	}
	if !strings.Contains(spec.Schedule, "TZ") {
		return
	}
	switch allowed := old != nil && strings.Contains(old.Schedule, "TZ"); {
	case !allowed:
		at := p.Child("schedule")
		r.Invalid(scheduleTimeZone, &at, spec.Schedule, "the schedule names a time zone with TZ=, which is not supported", "put the zone into spec.timeZone")
	case spec.TimeZone != nil:
		at := p.Child("schedule")
		r.Invalid(scheduleTimeZoneBoth, &at, spec.Schedule, "both the schedule (TZ=) and timeZone name a time zone", "remove TZ= from the schedule")
	}
}

// parseSchedule is the parser that the API server and the CronJob controller use, with its panics caught.
func parseSchedule(text string) (err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("the time zone has no schedule behind it")
		}
	}()
	_, err = cron.ParseStandard(text)
	return err
}

const fieldsOfSchedule = 5

func scheduleWords(text string, err error) (message, hint string) {
	fields := strings.Fields(text)
	if strings.HasPrefix(text, "@") {
		return "the schedule " + words.Quoted(text) + " is none of the short forms", "write @hourly, @daily, @weekly, @monthly, @yearly, @every 1h30m, or five fields"
	}
	switch n := len(fields); {
	case n == fieldsOfSchedule+1 && parseSchedule(strings.Join(fields[1:], " ")) == nil:
		return "the schedule has 6 fields; Kubernetes has no seconds", `drop the first: "` + strings.Join(fields[1:], " ") + `"`
	case n != fieldsOfSchedule && !strings.Contains(text, "TZ="):
		return "the schedule " + words.Quoted(text) + " has " + words.Plural(n, "field") + "; five are due", `write minute, hour, day, month and weekday: "*/5 * * * *"`
	}
	return "the schedule " + words.Quoted(text) + " cannot be read: " + err.Error(), "write minute, hour, day, month and weekday, such as \"30 2 * * 1-5\""
}
