// Package compare holds our verdict against the API server's.
package compare

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Verdict is what we say.
type Verdict struct {
	// Decode tells that the document could not be read as its type.
	Decode   []finding.Finding
	Findings []finding.Finding
}

// Ours answers the question with the product, the way its CLI and its webhook do.
// supported is false for an operation that the product cannot answer.
func Ours(q *oracle.Request, t target.Version) (v Verdict, supported bool) {
	fields := decode.FieldValidation(strings.ToLower(q.FieldValidation))
	e := engine.Engine{Target: t}
	if q.Operation != oracle.Create {
		return v, false
	}
	if q.Kind == oracle.CronJob {
		var cronJob batchv1.CronJob
		if v.Decode = decode.CronJob(q.Object, &cronJob, fields); hasError(v.Decode) {
			return v, true
		}
		v.Findings = e.CreateCronJob(&cronJob, nil)
		return v, true
	}
	var job batchv1.Job
	if v.Decode = decode.Job(q.Object, &job, fields); hasError(v.Decode) {
		return v, true
	}
	v.Findings = e.CreateJob(&job, nil)
	return v, true
}

func hasError(findings []finding.Finding) bool {
	for _, f := range findings {
		if f.Severity == finding.Error {
			return true
		}
	}
	return false
}

// ErrorSet returns the errors' types and fields, each pair once, as "Type field".
func (v *Verdict) ErrorSet() map[string]bool {
	set := map[string]bool{}
	for _, f := range v.Findings {
		if f.Severity == finding.Error {
			set[strings.TrimPrefix(f.Type, "FieldValue")+" "+f.Field] = true
		}
	}
	return set
}
