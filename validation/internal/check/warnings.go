package check

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// maxPairs bounds what one object may cost: some warnings are about pairs of entries, and an object
// of the largest size has a thousand million pairs.
const maxPairs = 1 << 20

// Warnings collects what the API server of one target would warn of. The zero value is ready and costs
// nothing.
type Warnings struct {
	Target target.Version
	Found  []finding.Finding
	pairs  int
}

// Add writes one warning. message says what was seen and what comes of it; hint, which may be empty, what to
// write instead.
func (w *Warnings) Add(id ID, at *Path, message, hint string) {
	if len(w.Found) >= finding.Most {
		return
	}
	w.Found = append(w.Found, finding.Finding{
		Rule: string(id), Severity: finding.Warning, Origin: finding.API, Field: at.String(), Message: message, Hint: hint,
	})
}

// MayCompare reports whether one more pair of entries may be looked at, and counts it.
func (w *Warnings) MayCompare() bool {
	w.pairs++
	return w.pairs <= maxPairs && len(w.Found) < finding.Most
}
