package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	completionsImmutable check.ID = "completions-immutable"
	completionsTandem    check.ID = "completions-tandem"
)

// completionsUpdate: the completions of an Indexed Job may change together with parallelism, to the same
// number; of another Job they cannot.
//
// Parity: batch validateCompletions. Up to 1.30 the gate ElasticIndexedJob could forbid it altogether
// (KEP-3715). Where an Indexed Job lost its completions, completions.go says so.
func completionsUpdate(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec) {
	if same.Pointer(spec.Completions, old.Completions) {
		return
	}
	if !isIndexed(spec) || !r.Target.Enabled(target.ElasticIndexedJob) {
		at := p.Child("completions")
		leavesChanged(r, completionsImmutable, &at, spec.Completions, old.Completions, "the completions of a Job that is not Indexed cannot change", newJobHint)
		return
	}
	if spec.Completions == nil || spec.Parallelism == nil || *spec.Completions == *spec.Parallelism {
		return
	}
	at := p.Child("completions")
	now, parallelism := *spec.Completions, *spec.Parallelism
	changed := "completions changed to "
	if old.Completions != nil {
		changed = "completions changed " + words.Itoa(*old.Completions) + " → "
	}
	still := "parallelism is "
	if old.Parallelism != nil && *old.Parallelism == parallelism {
		still = "parallelism is still "
	}
	r.Invalid(completionsTandem, &at, now, changed+words.Itoa(now)+", "+still+words.Itoa(parallelism)+"; on an Indexed Job they change together, to the same number", "set both to "+words.Itoa(now))
}
