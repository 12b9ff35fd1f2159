package check

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// ID names a check. It rides in field.Error.Origin, so that reports, coverage and documentation speak of
// the same thing. Every ID is a row of a catalog.
type ID string

// Row describes one check of a catalog.
type Row struct {
	ID    ID
	Field string // the API server's spelling, with [] for any element
	Type  field.ErrorType
	Says  string // the form of the message
	Since int    // first Kubernetes minor that has it; 0: all that are known
}

// Report collects the errors of one validation, for one target. The zero value is ready and costs nothing.
type Report struct {
	Target target.Version
	Errors field.ErrorList
	cut    bool // there was more than Errors may hold
}

// List returns the errors. Where there were more than finding.Most the last one says so.
func (r *Report) List() field.ErrorList {
	if r.cut {
		last := r.Errors[len(r.Errors)-1]
		message, hint, hinted := strings.Cut(last.Detail, HintMark)
		last.Detail = message + "; more errors of this object are not listed"
		if hinted {
			last.Detail += HintMark + hint
		}
		r.cut = false
	}
	return r.Errors
}

// Take writes an error that is made already.
func (r *Report) Take(err *field.Error) {
	if !r.full() {
		r.Errors = append(r.Errors, err)
	}
}

// full reports whether no more errors are taken, and notes that there was one.
func (r *Report) full() bool {
	full := len(r.Errors) >= finding.Most
	r.cut = r.cut || full
	return full
}

// HintMark stands between the message and the hint in field.Error.Detail: the hint is a line of its own.
const HintMark = "\n"

// Add writes one error. message says what is wrong and what was seen; hint, which may be empty, what to
// write instead.
func (r *Report) Add(id ID, kind field.ErrorType, at *Path, value any, message, hint string) {
	if r.full() {
		return
	}
	if hint != "" {
		message += HintMark + hint
	}
	r.Errors = append(r.Errors, &field.Error{Type: kind, Field: at.String(), BadValue: value, Detail: message, Origin: string(id)})
}

// Invalid writes an error of type Invalid.
func (r *Report) Invalid(id ID, at *Path, value any, message, hint string) {
	r.Add(id, field.ErrorTypeInvalid, at, value, message, hint)
}

// Required writes an error of type Required.
func (r *Report) Required(id ID, at *Path, message, hint string) {
	r.Add(id, field.ErrorTypeRequired, at, "", message, hint)
}

// NotSupported writes an error of type NotSupported.
func (r *Report) NotSupported(id ID, at *Path, value any, message, hint string) {
	r.Add(id, field.ErrorTypeNotSupported, at, value, message, hint)
}

// Forbidden writes an error of type Forbidden.
func (r *Report) Forbidden(id ID, at *Path, message, hint string) {
	r.Add(id, field.ErrorTypeForbidden, at, "", message, hint)
}

// Duplicate writes an error of type Duplicate.
func (r *Report) Duplicate(id ID, at *Path, value any, message, hint string) {
	r.Add(id, field.ErrorTypeDuplicate, at, value, message, hint)
}

// TooMany writes an error of type TooMany.
func (r *Report) TooMany(id ID, at *Path, count int, message, hint string) {
	r.Add(id, field.ErrorTypeTooMany, at, count, message, hint)
}

// TooLong writes an error of type TooLong.
func (r *Report) TooLong(id ID, at *Path, message, hint string) {
	r.Add(id, field.ErrorTypeTooLong, at, field.OmitValueType{}, message, hint)
}
