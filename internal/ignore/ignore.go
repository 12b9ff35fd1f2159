// Package ignore knows what a manifest or an object asks not to be told: rules named in comments and in an
// annotation. It says which findings are asked away, and which of the asking was for nothing.
package ignore

import (
	"slices"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// Annotation names rules, with commas between, that the object's author does not want to hear of.
const Annotation = "jobvalidate.dev/ignore"

// The rules about ignoring itself.
const (
	unusedRule  = "ignore-unused"
	refusedRule = "ignore-refused"
)

// Request is one comment or annotation, and what has become of it. It serves one object or document at a time.
type Request struct {
	names []name

	// Line is the line that a comment is about; 0: the whole document or object.
	Line int

	// At is where a comment stands, both from 1; zero for an annotation.
	At struct{ Line, Column int }
}

type name struct {
	rule          string
	used, refused bool
}

// Rules makes a request for the whole of an object of the text of its annotation; nil for an empty one.
func Rules(text string) *Request {
	r := new(Request)
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			r.names = append(r.names, name{rule: part})
		}
	}
	if len(r.names) == 0 {
		return nil
	}
	return r
}

// Drops reports whether the finding, which stands on the line, is asked away, and remembers that it was. may
// says whether such a finding can be: what the API server rejects cannot. A nil request drops nothing.
func (r *Request) Drops(f *finding.Finding, line int, may bool) bool {
	if r == nil || r.Line != 0 && r.Line != line {
		return false
	}
	i := slices.IndexFunc(r.names, func(n name) bool { return n.rule == f.Rule })
	if i < 0 {
		return false
	}
	r.names[i].used = r.names[i].used || may
	r.names[i].refused = r.names[i].refused || !may
	return may
}

// Left is a finding for each rule that was named for nothing: it did not speak, or it cannot be ignored.
// set says how bad that is.
func (r *Request) Left(field string, set rules.Set) []finding.Finding {
	if r == nil {
		return nil
	}
	var left []finding.Finding
	for _, n := range r.names {
		f := finding.Finding{Rule: unusedRule, Origin: finding.Advice, Field: field}
		switch meant, near := nearest.Of(n.rule, rules.Names()...); {
		case n.refused:
			f.Rule = refusedRule
			f.Message = n.rule + " cannot be ignored here: the API server rejects what it is about, or the policy does not allow it"
			f.Hint = "mend what it says, and remove it from the list"
		case n.used:
			continue
		case slices.Contains(rules.Names(), n.rule) || !near:
			f.Message = n.rule + " is ignored, but has nothing to say here"
			f.Hint = "remove it"
		default:
			f.Message = n.rule + " is ignored, but no rule is called that"
			f.Hint = "did you mean " + meant + "?"
		}
		if f.Severity = set.Severity(f.Rule); f.Severity != finding.Off {
			left = append(left, f)
		}
	}
	return left
}
