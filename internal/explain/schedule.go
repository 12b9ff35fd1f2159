package explain

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
	batchv1 "k8s.io/api/batch/v1"
)

// nextRuns is how many runs are told.
const nextRuns = 5

// scheduleTopics tells when a CronJob runs and what happens where runs meet or are missed.
func scheduleTopics(spec *batchv1.CronJobSpec, now time.Time) []Topic {
	zone, where := time.UTC, "UTC, if that is the controller's zone (timeZone is not set)"
	if spec.TimeZone != nil {
		where = *spec.TimeZone
		if loaded, err := time.LoadLocation(*spec.TimeZone); err == nil {
			zone = loaded
		}
	}
	topics := []Topic{{"Schedule", []string{fmt.Sprintf("%q in %s", spec.Schedule, where)}}}
	if spec.Suspend != nil && *spec.Suspend {
		topics[0].Lines = append(topics[0].Lines, "suspended: no run starts before somebody sets suspend to false")
	}
	topics[0].Lines = append(topics[0].Lines, runs(spec.Schedule, zone, now)...)
	return append(topics, Topic{"Overlap", []string{overlap(spec.ConcurrencyPolicy)}}, Topic{"Missed", []string{missed(spec)}})
}

func runs(schedule string, zone *time.Location, now time.Time) []string {
	parsed, err := parseStandard(schedule)
	if err != nil {
		return []string{"it cannot be read: " + err.Error()}
	}
	var lines []string
	at := now.In(zone)
	for range nextRuns {
		if at = parsed.Next(at); at.IsZero() {
			break
		}
		lines = append(lines, at.Format("Mon 2006-01-02 15:04:05 MST"))
	}
	if len(lines) == 0 {
		return []string{"never: no day of the next five years fits"}
	}
	lines[0] = "next " + lines[0]
	for i := range lines[1:] {
		lines[i+1] = "     " + lines[i+1]
	}
	return lines
}

// parseStandard is cron.ParseStandard; the parser panics on some malformed time zones.
func parseStandard(schedule string) (parsed cron.Schedule, err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("%q is malformed", schedule)
		}
	}()
	return cron.ParseStandard(schedule)
}

func overlap(policy batchv1.ConcurrencyPolicy) string {
	switch policy {
	case batchv1.ForbidConcurrent:
		return "a run that would start while the last one still runs is skipped (Forbid)"
	case batchv1.ReplaceConcurrent:
		return "a run that starts while the last one still runs replaces it: that Job is deleted (Replace)"
	default:
		return "runs may overlap: a slow one does not hold up the next (Allow)"
	}
}

func missed(spec *batchv1.CronJobSpec) string {
	deadline := spec.StartingDeadlineSeconds
	if deadline == nil {
		return "after an outage the last run that was missed starts, however late (startingDeadlineSeconds is not set)"
	}
	return "a run that cannot start within " + seconds(*deadline) + " of its time is skipped (startingDeadlineSeconds)"
}
