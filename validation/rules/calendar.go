package rules

import (
	"math/bits"
	"strings"
	"time"
	"unicode"
)

// calendar is a schedule as bits: what a rule asks of it costs no allocation. It reads what the CronJob
// controller's parser (robfig/cron, ParseStandard) reads; a test holds the two against each other.
type calendar struct {
	known bool // false: there is no schedule, or it cannot be read

	every time.Duration // of @every; the bits are empty then

	minutes, hours, days, months, weekdays uint64
	anyDay, anyWeekday                     bool // written as *, so that the other decides alone
}

// cronField is one of the five.
type cronField struct {
	low, high uint
	names     string // three letters each, from low on
}

var (
	cronMinutes  = cronField{0, 59, ""}
	cronHours    = cronField{0, 23, ""}
	cronDays     = cronField{1, 31, ""}
	cronMonths   = cronField{1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"}
	cronWeekdays = cronField{0, 6, "sunmontuewedthufrisat"}
)

// parseCalendar reads a schedule. Its known is false where the text is none, or names a zone with TZ=.
func parseCalendar(text string) (c calendar) {
	if duration, is := strings.CutPrefix(text, "@every "); is {
		every, err := time.ParseDuration(duration)
		return calendar{known: err == nil, every: max(every.Truncate(time.Second), time.Second)}
	}
	if strings.HasPrefix(text, "@") {
		text = macro(text)
	}
	text = strings.TrimSpace(text)
	ok := true
	read := func(f cronField) (set uint64, star bool) {
		var field string
		field, text = cutField(text)
		set, star, good := f.parse(field)
		ok = ok && good
		return set, star
	}
	c.minutes, _ = read(cronMinutes)
	c.hours, _ = read(cronHours)
	c.days, c.anyDay = read(cronDays)
	c.months, _ = read(cronMonths)
	c.weekdays, c.anyWeekday = read(cronWeekdays)
	c.known = ok && text == ""
	return c
}

// macro is what a short form stands for; empty for one that does not exist.
func macro(text string) string {
	switch text {
	case "@yearly", "@annually":
		return "0 0 1 1 *"
	case "@monthly":
		return "0 0 1 * *"
	case "@weekly":
		return "0 0 * * 0"
	case "@daily", "@midnight":
		return "0 0 * * *"
	case "@hourly":
		return "0 * * * *"
	}
	return ""
}

// cutField returns the first field, and what is behind it.
func cutField(text string) (field, rest string) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimLeftFunc(text[end:], unicode.IsSpace)
}

// parse returns the numbers that the field stands for. star: it is * or ?, without a step.
func (f cronField) parse(text string) (set uint64, star, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			if text == "" {
				return 0, false, false
			}
			continue // the controller's parser passes over an empty element
		}
		span, step, stepped := strings.Cut(part, "/")
		every := uint(1)
		if stepped {
			if every, ok = number(step); !ok || every == 0 {
				return 0, false, false
			}
		}
		low, high, isRange := strings.Cut(span, "-")
		from, to := f.low, f.high
		if low == "*" || low == "?" {
			star = star || every == 1
		} else {
			if from, ok = f.number(low); !ok {
				return 0, false, false
			}
			switch {
			case isRange:
				if to, ok = f.number(high); !ok {
					return 0, false, false
				}
			case !stepped:
				to = from
			}
		}
		if from < f.low || to > f.high || from > to {
			return 0, false, false
		}
		for n := from; n <= to; n += every {
			set |= 1 << n
		}
	}
	return set, star, true
}

// number reads a number or a name of the field.
func (f cronField) number(text string) (uint, bool) {
	if len(text) == 3 {
		for i := 0; i+3 <= len(f.names); i += 3 {
			if strings.EqualFold(text, f.names[i:i+3]) {
				return f.low + uint(i)/3, true
			}
		}
	}
	return number(text)
}

func number(text string) (n uint, ok bool) {
	text = strings.TrimPrefix(text, "+")
	const longest = 18 // digits, which no 64 bits overflow
	if text == "" || len(text) > longest {
		return 0, false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + uint(text[i]-'0')
	}
	return n, true
}

const everyHour = 1<<24 - 1

// hasFixedHour reports whether the hour of the day matters: not every hour has runs, and they are not spread
// evenly over the day.
func (c calendar) hasFixedHour() bool {
	return c.known && c.every == 0 && !c.neverRuns() && !evenlySpread(c.hours, 24)
}

// evenlySpread reports whether the same gap is between any two neighbours on a ring of size, and there are
// at least two.
func evenlySpread(set uint64, size int) bool {
	n := bits.OnesCount64(set)
	if n < 2 || size%n != 0 {
		return false
	}
	first := bits.TrailingZeros64(set)
	for i := first; i < size; i += size / n {
		if set&(1<<i) == 0 {
			return false
		}
	}
	return first < size/n
}

// neverRuns reports whether no date of any year is a day of the schedule.
func (c calendar) neverRuns() bool {
	switch {
	case !c.known || c.every > 0:
		return false
	case c.minutes == 0 || c.hours == 0 || c.months == 0: // a field of nothing but commas
		return true
	case !c.anyWeekday:
		return c.weekdays == 0 && (c.anyDay || c.days == 0)
	case c.anyDay:
		return false
	}
	longest := [...]int{1: 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	for month := 1; month <= 12; month++ {
		if c.months&(1<<month) != 0 && bits.TrailingZeros64(c.days) <= longest[month] {
			return false
		}
	}
	return true
}

// shortest is the least time between two runs, where every month is long enough; 0 where it is not known.
func (c calendar) shortest() time.Duration {
	switch {
	case !c.known || c.neverRuns():
		return 0
	case c.every > 0:
		return c.every
	}
	const minutesOfDay = 24 * 60
	least, first, last := minutesOfDay*366, -1, -1
	for hour := range 24 {
		for set := c.minutes; c.hours&(1<<hour) != 0 && set != 0; set &= set - 1 {
			at := hour*60 + bits.TrailingZeros64(set)
			if last >= 0 {
				least = min(least, at-last)
			} else {
				first = at
			}
			if last = at; least == 1 {
				return time.Minute
			}
		}
	}
	across := first + minutesOfDay*c.fewestDays() - last
	return time.Duration(min(least, across)) * time.Minute
}

// fewestDays is the least number of days from a day with runs to the next.
func (c calendar) fewestDays() int {
	switch {
	case c.anyDay && c.anyWeekday:
		return 1
	case c.anyDay:
		return closest(c.weekdays, 7)
	case c.anyWeekday && bits.OnesCount64(c.days) == 1 && bits.OnesCount64(c.months) == 1:
		return 365
	case c.anyWeekday:
		return closest(c.days>>1, 28)
	}
	return 1
}

// closest is the least gap between two neighbours on a ring of size.
func closest(set uint64, size int) int {
	least, last := size, -1
	for rest := set; rest != 0; rest &= rest - 1 {
		at := bits.TrailingZeros64(rest)
		if last >= 0 {
			least = min(least, at-last)
		}
		last = at
	}
	if wrap := bits.TrailingZeros64(set) + size - last; wrap > 0 {
		least = min(least, wrap)
	}
	return least
}

// onDay reports whether the date has runs.
func (c calendar) onDay(date time.Time) bool {
	if c.months&(1<<date.Month()) == 0 {
		return false
	}
	day, weekday := c.days&(1<<date.Day()) != 0, c.weekdays&(1<<date.Weekday()) != 0
	if c.anyDay || c.anyWeekday {
		return day && weekday
	}
	return day || weekday
}

// runsADay is how many runs a day with runs has.
func (c calendar) runsADay() int { return bits.OnesCount64(c.minutes) * bits.OnesCount64(c.hours) }
