// Package decode reads Jobs and CronJobs as the API server does, and says everything that is wrong with the
// form of a document in one go, where the API server stops at the first.
package decode

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/schema"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// FieldValidation is the API server's parameter of that name: what it does with fields that it does not
// know and fields that stand twice.
type FieldValidation string

// The values of fieldValidation.
const (
	Strict FieldValidation = "strict" // an error
	Warn   FieldValidation = "warn"   // a warning
	Ignore FieldValidation = "ignore" // nothing
)

// NotText is the finding for a file that is no text, and the line that it is about.
func NotText(err error) (f finding.Finding, line int) {
	f, line = syntaxFinding(err.Error()), 1
	var bytes manifest.NotUTF8
	switch {
	case errors.As(err, &bytes):
		line = bytes.Line
		f.Message, f.Hint = "this line is not UTF-8 text", "save the file as UTF-8 (iconv -f LATIN1 -t UTF-8)"
	case errors.Is(err, manifest.ErrUTF16):
		f.Hint = "save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"
	}
	return f, line
}

// Failure is the first error among the findings of a document, nil where there is none.
func Failure(found []finding.Finding) error {
	for _, f := range found {
		if f.Severity == finding.Error {
			return fmt.Errorf("%s: %s", f.Field, f.Message)
		}
	}
	return nil
}

// structureOf says what is wrong with the form of a document, of which the decoder has said what is in strict,
// and decodes the rest.
func structureOf(data []byte, kind string, object any, strict []error, version target.Version, fields FieldValidation) []finding.Finding {
	var found []finding.Finding
	for _, problem := range strict {
		// Of YAML the duplicates are gone by now: this is a document that was JSON.
		if name, duplicate := strings.CutPrefix(problem.Error(), "duplicate field "); duplicate {
			if f, say := DuplicateField(strings.Trim(name, `"`), 0, fields); say {
				found = append(found, f)
			}
		}
	}
	var tree any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(data, &tree); err != nil {
		return []finding.Finding{syntaxFinding(plain(err.Error()))}
	}
	shape, err := schema.For(version)
	if err != nil {
		return []finding.Finding{syntaxFinding(err.Error())}
	}
	s := structure{schema: shape, tree: tree, fields: fields, findings: found}
	rest, err := s.check(kind)
	if err != nil {
		return append(found, syntaxFinding(err.Error()))
	}
	target := reflect.ValueOf(object).Elem()
	target.SetZero()
	encoded, err := json.Marshal(rest)
	if err == nil {
		// Fields that only another version has may be left; they were said or are to be ignored.
		err = kjson.UnmarshalCaseSensitivePreserveInts(encoded, object)
	}
	if err != nil { // the schema has missed something: say at least what the decoder says
		target.SetZero()
		s.findings = append(s.findings, syntaxFinding(plain(err.Error())))
	}
	return s.findings
}

func syntaxFinding(message string) finding.Finding {
	return finding.Finding{
		Rule: "decode-syntax", Severity: finding.Error, Origin: finding.API, Type: "FieldValueInvalid", Message: message,
	}
}

// Severity of a field that the API server does not know or has twice; false where nothing is said.
func (v FieldValidation) severity() (finding.Severity, bool) {
	switch v {
	case Warn:
		return finding.Warning, true
	case Ignore:
		return "", false
	default:
		return finding.Error, true
	}
}

// DuplicateField is the finding for a key that stands twice, first in a line that is known unless 0; false where fieldValidation ignores it.
func DuplicateField(field string, first int, fields FieldValidation) (finding.Finding, bool) {
	severity, say := fields.severity()
	where := ""
	if first > 0 {
		where = fmt.Sprintf(", first in line %d", first)
	}
	return finding.Finding{
		Rule: "decode-duplicate-field", Severity: severity, Origin: finding.API, Type: "FieldValueDuplicate", Field: field,
		Message: fmt.Sprintf("%s stands twice%s; the last one wins", field, where), Hint: "remove one of the two",
	}, say
}
