// Package compare holds our verdict against the API server's.
package compare

import (
	"fmt"
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
	// Decode is what is wrong with the form of the document.
	Decode   []finding.Finding
	Findings []finding.Finding
	// Panic is the text of a panic of ours.
	Panic string
}

// Ours answers the question with the product, the way its CLI and its webhook do.
func Ours(q *oracle.Request, t target.Version) (v Verdict) {
	defer func() {
		if p := recover(); p != nil {
			v.Panic = fmt.Sprint(p)
		}
	}()
	if q.Kind == oracle.CronJob {
		var cronJob, old batchv1.CronJob
		v.Decode = decode.FromJSON(q.Object).CronJob(&cronJob, t, fieldsOf(q))
		if hasError(v.Decode) || q.Operation != oracle.Create && hasError(decode.FromJSON(q.Old).CronJob(&old, t, decode.Ignore)) {
			return v
		}
		v.Findings = ofCronJob(&cronJob, &old, q.Operation, t)
		return v
	}
	var job, old batchv1.Job
	v.Decode = decode.FromJSON(q.Object).Job(&job, t, fieldsOf(q))
	if hasError(v.Decode) || q.Operation != oracle.Create && hasError(decode.FromJSON(q.Old).Job(&old, t, decode.Ignore)) {
		return v
	}
	v.Findings = ofJob(&job, &old, q.Operation, t)
	return v
}

func fieldsOf(q *oracle.Request) decode.FieldValidation {
	return decode.FieldValidation(strings.ToLower(q.FieldValidation))
}

func ofJob(job, old *batchv1.Job, operation oracle.Operation, t target.Version) []finding.Finding {
	e := engine.Engine{Target: t}
	if operation == oracle.Create {
		return e.CreateJob(job, nil)
	}
	if operation == oracle.StatusUpdate {
		return e.UpdateJobStatus(job, old)
	}
	return e.UpdateJob(job, old, nil)
}

func ofCronJob(cronJob, old *batchv1.CronJob, operation oracle.Operation, t target.Version) []finding.Finding {
	e := engine.Engine{Target: t}
	if operation == oracle.Create {
		return e.CreateCronJob(cronJob, nil)
	}
	if operation == oracle.StatusUpdate {
		return e.UpdateCronJobStatus(cronJob, old)
	}
	return e.UpdateCronJob(cronJob, old, nil)
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
		if f.Severity == finding.Error && f.Origin == finding.API {
			set[strings.TrimPrefix(f.Type, "FieldValue")+" "+f.Field] = true
		}
	}
	return set
}
