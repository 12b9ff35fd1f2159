package check

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// maxWarnings bounds what one object can be told: two warnings a pair of entries is how many an object can
// earn, and the API server itself shows only the first 4096 characters.
const maxWarnings = 1000

// Warnings collects what the API server of one target would warn of. The zero value is ready and costs
// nothing.
type Warnings struct {
	Target target.Version
	Found  []finding.Finding
}

// Add writes one warning. message says what was seen and what comes of it; hint, which may be empty, what to
// write instead.
func (w *Warnings) Add(id ID, at *Path, message, hint string) {
	if w.Full() {
		return
	}
	w.Found = append(w.Found, finding.Finding{
		Rule: string(id), Severity: finding.Warning, Origin: finding.API, Field: at.String(), Message: message, Hint: hint,
	})
}

// Full reports that no more warnings are taken: whoever looks for pairs stops there.
func (w *Warnings) Full() bool { return len(w.Found) >= maxWarnings }
