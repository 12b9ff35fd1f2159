package policy

import (
	"math/bits"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// schedule checks when a CronJob runs. What is no schedule is the API server's to say.
// Cost: the parser allocates; it is asked only where the policy limits minutes or intervals.
func (c *checker) schedule(s *batchv1.CronJobSpec, at *check.Path) {
	c.child(limitSchedule, at, "schedule", s.Schedule)
	if l, word := c.limit(limitScheduleMacros), macro(s.Schedule); l != nil && word != "" {
		p := at.Child("schedule")
		c.textValue(l, &p, "the schedule's macro", word)
	}
	if c.limit(limitScheduleMinutes) == nil && c.limit(limitScheduleInterval) == nil {
		return
	}
	parsed := parseSchedule(s.Schedule)
	if parsed == nil {
		return
	}
	if l := c.limit(limitScheduleMinutes); l != nil {
		c.minutes(l, parsed, at)
	}
	if l := c.limit(limitScheduleInterval); l != nil {
		shortest := shortestInterval(parsed)
		p := at.Child("schedule")
		switch n := int64(shortest / time.Second); {
		case shortest == 0: // it runs once at most
		case l.min != nil && n < *l.min:
			c.breach(l, causeInvalid, &p, s.Schedule, "the schedule runs "+shortest.String()+" after its last run; the policy wants "+duration(*l.min)+" between runs", "run it less often")
		case l.max != nil && n > *l.max:
			c.breach(l, causeInvalid, &p, s.Schedule, "the schedule runs "+shortest.String()+" after its last run at the soonest; the policy wants a run every "+duration(*l.max), "run it more often")
		}
	}
}

func duration(seconds int64) string { return (time.Duration(seconds) * time.Second).String() }

// minutes checks at which minutes of an hour it runs; an interval has none.
func (c *checker) minutes(l *limit, parsed cron.Schedule, at *check.Path) {
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return
	}
	for minute := range 60 {
		if spec.Minute&(1<<minute) == 0 {
			continue
		}
		text := strconv.Itoa(minute)
		if len(l.oneOf) > 0 && !matchesAny(l.oneOf, text) || matchesAny(l.noneOf, text) {
			p := at.Child("schedule")
			c.breach(l, causeNotSupported, &p, text, "the schedule runs at minute "+text+", which the policy does not allow", "choose another minute")
			return
		}
	}
}

// parseSchedule is the parser of the API server, with its panics caught; nil where there is no schedule.
func parseSchedule(text string) (schedule cron.Schedule) {
	defer func() {
		if recover() != nil {
			schedule = nil
		}
	}()
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		return nil
	}
	return schedule
}

// maxRuns bounds the search for the shortest interval: a schedule that runs more often than hourly shows it
// within an hour's runs and the next day's.
const maxRuns = 400

// shortestInterval returns the shortest time between two runs, 0 where there is at most one. Runs are looked
// for in UTC: a change of the clock makes no interval.
func shortestInterval(schedule cron.Schedule) time.Duration {
	if every, ok := schedule.(cron.ConstantDelaySchedule); ok {
		return every.Delay
	}
	if spec, ok := schedule.(*cron.SpecSchedule); ok {
		utc := *spec
		utc.Location = time.UTC
		schedule = &utc
		if bits.OnesCount64(utc.Minute&(1<<60-1)) == 60 {
			return time.Minute
		}
	}
	// From the start of a leap year, so that what runs on its 29 February is seen.
	previous := schedule.Next(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
	shortest := time.Duration(0)
	for range maxRuns {
		next := schedule.Next(previous)
		if next.IsZero() {
			break
		}
		if gap := next.Sub(previous); shortest == 0 || gap < shortest {
			shortest = gap
		}
		previous = next
	}
	return shortest
}
