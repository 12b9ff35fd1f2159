package validation

import (
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// negative reports a number below zero. The caller has made the test, so that a valid number costs no call.
func negative(r *check.Report, id check.ID, p *check.Path, name string, n int64) {
	at := p.Child(name)
	r.Invalid(id, &at, n, name+" is "+words.Itoa(n)+"; it must be 0 or more", "write 0 or more, or leave it out")
}
