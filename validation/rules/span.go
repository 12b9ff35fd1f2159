package rules

import (
	"time"

	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// span writes a length of time as one would say it: 90s is "90 seconds", 7200s is "2 hours".
func span(d time.Duration) string {
	for _, unit := range [...]struct {
		name string
		of   time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if d >= unit.of && d%unit.of == 0 {
			return words.Plural(int(d/unit.of), unit.name)
		}
	}
	return words.Plural(int(d/time.Second), "second")
}
