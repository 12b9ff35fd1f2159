// Package finding holds the one value that flows from a check to a report.
package finding

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Severity orders findings: an Error stands above a Warning, a Warning above an Info.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"

	// Off is the severity of a rule that is not asked; no finding has it.
	Off Severity = "off"
)

// Below reports whether the severity is less bad than the other.
func (s Severity) Below(other Severity) bool { return s.rank() < other.rank() }

func (s Severity) rank() int {
	switch s {
	case Error:
		return 3
	case Warning:
		return 2
	case Info:
		return 1
	}
	return 0
}

// Origin says who speaks.
type Origin string

// The origins.
const (
	API    Origin = "api"    // the API server would reject or warn
	Advice Origin = "advice" // the API server accepts it, production regrets it
	Policy Origin = "policy" // the organisation does not want it
)

// Finding is one thing found in one object. The JSON names are those of `jobvalidate lint -o json`.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Origin   Origin   `json:"origin"`
	Type     string   `json:"type"`  // the API's cause type, such as FieldValueInvalid; empty for advice
	Field    string   `json:"field"` // as the API server spells it
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`

	// AuditOnly is what a policy wants in the audit log and nowhere else of the webhook.
	AuditOnly bool `json:"-"`

	// Part is the way from Field to what is at fault, where the API server names no more than the whole: [memory].
	Part string `json:"-"`

	// AtKey says that it is about the name of the field, not its value.
	AtKey bool `json:"-"`

	// Value is what was seen, where the API server would show it.
	Value any `json:"-"`

	// Fix is how it can be mended; nil where that takes a decision.
	Fix *Fix `json:"-"`
}

// Most bounds what is said of one object: of a list with a fault in each of its hundred thousand elements nobody reads
// more, and each finding takes a hundred times the bytes that brought it about.
const Most = 1000

// Place returns the field to look at: Field, or the part of it that is at fault.
func (f *Finding) Place() string { return f.Field + f.Part }

// Part is a value that was seen in a part of the field that an error names. To who prints the error it is the
// value alone.
type Part struct {
	Path  string // below the field: [memory], [1].restartPolicy
	Value string
	Key   bool // the value is the key that Path ends in
}

// MarshalText returns the value.
func (p Part) MarshalText() ([]byte, error) { return []byte(p.Value), nil }

// FromErrors turns the errors of package validation into findings, in their order.
// It returns nil for an empty list.
func FromErrors(errs field.ErrorList) []Finding {
	if len(errs) == 0 {
		return nil
	}
	findings := make([]Finding, len(errs))
	for i, e := range errs {
		message, hint, _ := strings.Cut(e.Detail, "\n")
		findings[i] = Finding{
			Rule: e.Origin, Severity: Error, Origin: API, Type: string(e.Type),
			Field: e.Field, Message: message, Hint: hint, Value: e.BadValue,
		}
		if part, ok := e.BadValue.(Part); ok {
			findings[i].Part, findings[i].AtKey, findings[i].Value = part.Path, part.Key, part.Value
		}
	}
	return findings
}
