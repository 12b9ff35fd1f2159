package validation

import (
	_ "embed"
	"strings"
	"time"
	_ "time/tzdata" // so that the answer does not hang on the machine

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/utils/ptr"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	timeZoneEmpty   check.ID = "time-zone-empty"
	timeZoneUnknown check.ID = "time-zone-unknown"
	timeZoneLocal   check.ID = "time-zone-local"
	maxZonePart              = 14
)

// Parity: batch validateTimeZone, on create and where it changed.
// Cost: a zone that is not listed is loaded, which allocates.
func timeZone(r *check.Report, p *check.Path, spec, old *batchv1.CronJobSpec) {
	if spec.TimeZone == nil || old != nil && ptr.Equal(old.TimeZone, spec.TimeZone) {
		return
	}
	zone := *spec.TimeZone
	at := p.Child("timeZone")
	switch {
	case zone == "":
		r.Invalid(timeZoneEmpty, &at, zone, "timeZone is empty", "write a zone such as Europe/Berlin, or leave timeZone out")
		return
	case !isZoneForm(zone):
		r.Invalid(timeZoneUnknown, &at, zone, "no time zone is called "+words.Quoted(zone), zoneHint(zone))
		return
	case strings.EqualFold(zone, "Local"):
		r.Invalid(timeZoneLocal, &at, zone, "timeZone is "+words.Quoted(zone)+", which is another zone on every machine", "write a zone such as Etc/UTC")
	}
	if isListedZone(zone) {
		return
	}
	if _, err := time.LoadLocation(zone); err != nil {
		r.Invalid(timeZoneUnknown, &at, zone, "no time zone is called "+words.Quoted(zone), zoneHint(zone))
	}
}

// isZoneForm reports whether the parts of the name are of the form that IANA gives them.
func isZoneForm(zone string) bool {
	for part := range strings.SplitSeq(zone, "/") {
		if part == "" || part == "." || part == ".." || part[0] == '-' || len(part) > maxZonePart {
			return false
		}
		for i := range len(part) {
			c := part[i]
			if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '-' || c == '_' || c == '+') {
				return false
			}
		}
	}
	return true
}

// zones are the names of the IANA database, one a line, of the release that Go has.
//
//go:embed zones.txt
var zones string

// isListedZone reports whether the name is one of the IANA database, spelled as there.
func isListedZone(zone string) bool {
	for at := 0; ; at++ {
		found := strings.Index(zones[at:], zone)
		if found < 0 {
			return false
		}
		at += found
		end := at + len(zone)
		if (at == 0 || zones[at-1] == '\n') && (end == len(zones) || zones[end] == '\n') {
			return true
		}
	}
}

// zoneHint names the zone that was probably meant: another spelling, the same city, or a near name of the
// same region.
// Cost: compares with all zones; only an error calls it.
func zoneHint(zone string) string {
	written := strings.ReplaceAll(strings.TrimSpace(zone), " ", "_")
	region, _, _ := strings.Cut(written, "/")
	var city string
	var near []string
	for name := range strings.Lines(zones) {
		name = strings.TrimSuffix(name, "\n")
		if strings.EqualFold(name, written) || strings.EqualFold(name, "Etc/"+written) {
			return "did you mean " + name + "?"
		}
		if strings.EqualFold(name[strings.LastIndexByte(name, '/')+1:], written) {
			city = name
		}
		if of, _, _ := strings.Cut(name, "/"); strings.EqualFold(of, region) || nearest.Close(written, name) {
			near = append(near, name)
		}
	}
	if city != "" {
		return "did you mean " + city + "?"
	}
	if meant, ok := nearest.Of(written, near...); ok {
		return "did you mean " + meant + "?"
	}
	return "write a name of the IANA database, such as Europe/Berlin or Etc/UTC"
}
