package compare

import (
	"fmt"
	"maps"
	"slices"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Difference says how our verdict differs from the API server's, "" where it does not. A panic of the API
// server counts as a rejection of whatever kind: we must refuse what makes it crash.
func Difference(ours *Verdict, theirs *oracle.Reply) string {
	switch {
	case ours.Panic != "":
		return "we panic: " + ours.Panic
	case theirs.Panic != "":
		if len(ours.ErrorSet()) == 0 && !hasError(ours.Decode) {
			return "the API server panics and we accept: " + theirs.Panic
		}
		return ""
	case theirs.Decode != "":
		if !hasError(ours.Decode) {
			return "only the API server cannot read it: " + theirs.Decode
		}
		return ""
	case hasError(ours.Decode):
		return "only we cannot read it: " + ours.Decode[0].Message
	case theirs.Refused != "":
		if len(ours.ErrorSet()) == 0 {
			return "only the API server refuses: " + theirs.Refused
		}
		return ""
	}
	mine, its := ours.ErrorSet(), theirs.ErrorSet()
	cut := len(ours.Findings) >= finding.Most // then we do not list them all, and say so
	text := ""
	for _, e := range slices.Sorted(maps.Keys(its)) {
		if !mine[e] && !cut {
			text += fmt.Sprintf("missing: %s\n", e)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(mine)) {
		if !its[e] {
			text += fmt.Sprintf("extra: %s\n", e)
		}
	}
	return text
}
