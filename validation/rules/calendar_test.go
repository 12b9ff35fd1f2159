package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

// likeTheController fails where the calendar reads a schedule otherwise than the CronJob controller's parser.
func likeTheController(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "TZ") {
		return
	}
	got := parseCalendar(text)
	schedule, err := cron.ParseStandard(text)
	if got.known != (err == nil) {
		t.Fatalf("%q: known is %t, the controller says %v", text, got.known, err)
	}
	if err != nil {
		return
	}
	switch s := schedule.(type) {
	case cron.ConstantDelaySchedule:
		if got.every != s.Delay {
			t.Errorf("%q: every %v, the controller %v", text, got.every, s.Delay)
		}
	case *cron.SpecSchedule:
		const star = 1 << 63
		want := calendar{
			known: true, minutes: s.Minute, hours: s.Hour, days: s.Dom, months: s.Month, weekdays: s.Dow,
			anyDay: s.Dom&star != 0, anyWeekday: s.Dow&star != 0,
		}
		for _, set := range []*uint64{&want.minutes, &want.hours, &want.days, &want.months, &want.weekdays} {
			*set &^= star
		}
		if got != want {
			t.Errorf("%q: %+v, the controller %+v", text, got, want)
		}
		never := schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero()
		if got.neverRuns() != never {
			t.Errorf("%q: never runs is %t, the controller %t", text, got.neverRuns(), never)
		}
	}
}

var schedules = []string{
	"* * * * *", "*/5 * * * *", "5/10 * * * *", "0-30/7 1,2,3 1-7 jan-mar mon-fri", "? ? ? ? ?", "0 0 1 1 *", "0 0 30 2 *", "0 0 31 4,6 *",
	"0 0 30 2 1", "@daily", "@hourly", "@weekly", "@yearly", "@every 90s", "@every 1.5s", "@every x", "@never", "", " ", "60 * * * *", "* 24 * * *",
	"* * 0 * *", "* * * * 7", "* * * * SUN", "*/0 * * * *", "*-5 * * * *", "1-2-3 * * * *", "1/2/3 * * * *", ", * * * *", "1,,2 * * * *", "+5 * * * *",
	"0 0 */2 * 1", "0 0 */1 * 1", "  1  2  3  4  5  ", "1 2 3 4", "1 2 3 4 5 6", "a * * * *", "5-1 * * * *", "*/70 * * * *",
}

func TestCalendarReadsLikeTheController(t *testing.T) {
	for _, text := range schedules {
		t.Run(text, func(t *testing.T) { likeTheController(t, text) })
	}
}

func FuzzCalendar(f *testing.F) {
	for _, text := range schedules {
		f.Add(text)
	}
	f.Fuzz(likeTheController)
}

func TestShortest(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"* * * * *":         time.Minute,
		"*/5 * * * *":       5 * time.Minute,
		"*/45 * * * *":      15 * time.Minute,
		"0 * * * *":         time.Hour,
		"30 5 * * *":        24 * time.Hour,
		"0 9,17 * * *":      8 * time.Hour,
		"0 23,1 * * *":      2 * time.Hour, // across midnight
		"0 23,1 * * 1":      22 * time.Hour,
		"30 5 * * 1":        7 * 24 * time.Hour,
		"30 5 * * 1-5":      24 * time.Hour,
		"30 5 * * 1,4":      3 * 24 * time.Hour,
		"30 5 1,15 * *":     14 * 24 * time.Hour,
		"30 5 1 * *":        28 * 24 * time.Hour, // February
		"30 5 1 1 *":        365 * 24 * time.Hour,
		"30 5 13 * 5":       24 * time.Hour, // either of the two
		"@every 90s":        90 * time.Second,
		"30 5 30 2 *":       0,
		"no schedule at al": 0,
	} {
		if got := parseCalendar(text).shortest(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestFixedHour(t *testing.T) {
	for text, want := range map[string]bool{
		"30 5 * * *": true, "0 0,12 * * *": false, "0 */6 * * *": false, "0 9-17 * * *": true, "*/5 * * * *": false,
		"@daily": true, "@hourly": false, "@every 5h": false, "0 1,3 * * *": true, "0 5/6 * * *": false,
	} {
		if got := parseCalendar(text).hasFixedHour(); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		90 * time.Second: "90 seconds", time.Minute: "1 minute", 2 * time.Hour: "2 hours", 24 * time.Hour: "1 day", 25 * time.Hour: "25 hours",
	} {
		if got := span(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}
