package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// ruleOfDropped is our own: the API server drops fields in silence.
const ruleOfDropped = "field-dropped"

// maxWarnings is how many warnings of one object we give.
const maxWarnings = 1000

// WarningsDifference says where the numbers of warnings of a field differ. It looks only at what both accept.
func WarningsDifference(ours *Verdict, theirs *oracle.Reply) string {
	if ours.Panic != "" {
		return "we panic: " + ours.Panic
	}
	if !theirs.Accepted() || len(ours.ErrorSet()) > 0 || hasError(ours.Decode) {
		return ""
	}
	if len(theirs.Warnings) >= maxWarnings {
		return "" // we stop counting there
	}
	count := map[string]int{}
	for _, w := range theirs.Warnings {
		count[warnedField(w)]++
	}
	for _, f := range ours.Findings {
		if f.Severity == finding.Warning && f.Origin == finding.API && f.Rule != ruleOfDropped {
			count[fieldOf(f)]--
		}
	}
	text := ""
	for _, field := range slices.Sorted(maps.Keys(count)) {
		switch n := count[field]; {
		case n > 0:
			text += fmt.Sprintf("missing warning: %s\n", field)
		case n < 0:
			text += fmt.Sprintf("extra warning: %s\n", field)
		}
	}
	return text
}

// filesOfVolumes stands for the field of warnings of which the API server names only the volume.
const filesOfVolumes = "files of volumes"

func fieldOf(f finding.Finding) string {
	if f.Rule == "volume-file-overlap" || f.Rule == "projected-source-empty" {
		return filesOfVolumes
	}
	return f.Field
}

// warnedField is the field that a warning's text begins with.
func warnedField(text string) string {
	switch {
	case strings.HasPrefix(text, "cannot use TZ or CRON_TZ in "):
		return "spec.spec.schedule" // as it is spelled there
	case strings.HasPrefix(text, `volume "`):
		return filesOfVolumes
	}
	field, _, _ := strings.Cut(text, ": ")
	return field
}
