package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	selectorMissing      check.ID = "selector-missing"
	selectorForm         check.ID = "selector-form"
	selectorMismatch     check.ID = "selector-mismatch"
	selectorNotGenerated check.ID = "selector-not-generated"
	uidMissing           check.ID = "uid-missing"
	generatedLabel       check.ID = "generated-label"

	legacyControllerUID = "controller-uid"
	legacyJobName       = "job-name"
	copiedJobHint       = "remove spec.selector and the labels controller-uid, job-name and batch.kubernetes.io/… from the template; the server makes them"
)

// generatedSelector checks the labels and the selector that the API server makes, unless manualSelector
// says that they are the author's. They are wrong where they were copied from another Job.
//
// Parity: batch validateGeneratedSelector. Up to 1.36 on update too; from 1.37 on create only.
func generatedSelector(r *check.Report, job *batchv1.Job) { generatedSelectorWith(r, job, true) }

func generatedSelectorWith(r *check.Report, job *batchv1.Job, prefixed bool) {
	if job.Spec.ManualSelector != nil && *job.Spec.ManualSelector || job.Spec.Selector == nil {
		return
	}
	if job.UID == "" {
		metadata := check.Root("metadata")
		at := metadata.Child("uid")
		r.Required(uidMissing, &at, "the Job has no uid to make its selector of", "set metadata.uid, as the API server does before it validates")
	}
	uid := string(job.UID)
	labelMustBe(r, job, legacyControllerUID, uid)
	labelMustBe(r, job, legacyJobName, job.Name)
	if prefixed {
		labelMustBe(r, job, batchv1.ControllerUidLabel, uid)
		labelMustBe(r, job, batchv1.JobNameLabel, job.Name)
	}
	if !selectsGenerated(job, prefixed) {
		spec := check.Root("spec")
		at := spec.Child("selector")
		r.Invalid(selectorNotGenerated, &at, nil, "the selector is made by the server; this one was copied from another Job or written by hand", copiedJobHint)
	}
}

func labelMustBe(r *check.Report, job *batchv1.Job, key, want string) {
	value, found := job.Spec.Template.Labels[key]
	if found && value == want {
		return
	}
	spec := check.Root("spec")
	template := spec.Child("template")
	metadata := template.Child("metadata")
	labels := metadata.Child("labels")
	at := labels.Key(key)
	if !found {
		r.Required(generatedLabel, &at, "the template lacks the label "+key+", which the server makes", "let the server make it, or set manualSelector: true")
		return
	}
	made := words.Quoted(want)
	if want == string(job.UID) { // which nobody knows before the server has made it
		made = "the Job's own uid"
	}
	r.Invalid(generatedLabel, &at, nil, "the template's label "+key+" is "+words.Quoted(value)+"; the server makes it "+made, copiedJobHint)
}

// selectsGenerated reports whether the selector matches the labels that the server makes. A selector that
// is malformed matches nothing and everything: its form is reported elsewhere.
func selectsGenerated(job *batchv1.Job, prefixed bool) bool {
	selector := job.Spec.Selector
	if len(selector.MatchExpressions) == 0 {
		matches := true
		for key, value := range selector.MatchLabels {
			if !syntax.IsQualifiedName(key) || !syntax.IsLabelValue(value) {
				return true
			}
			switch {
			case key == legacyControllerUID, prefixed && key == batchv1.ControllerUidLabel:
				matches = matches && value == string(job.UID)
			case key == legacyJobName, prefixed && key == batchv1.JobNameLabel:
				matches = matches && value == job.Name
			default:
				matches = false
			}
		}
		return matches
	}
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return true
	}
	made := labels.Set{legacyControllerUID: string(job.UID), legacyJobName: job.Name}
	if prefixed {
		made[batchv1.ControllerUidLabel], made[batchv1.JobNameLabel] = string(job.UID), job.Name
	}
	return parsed.Matches(made)
}

// jobSelector checks the form of the selector and that the Job's own pods match it.
//
// Parity: batch ValidateJobSpec.
func jobSelector(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	jobSelectorWith(r, p, spec, metav1validation.LabelSelectorValidationOptions{})
}

func jobSelectorWith(r *check.Report, p *check.Path, spec *batchv1.JobSpec, opts metav1validation.LabelSelectorValidationOptions) {
	if spec.Selector == nil {
		at := p.Child("selector")
		r.Required(selectorMissing, &at, "manualSelector is true, but there is no selector", "remove manualSelector, or write the selector")
	} else if !isPlainSelector(spec.Selector) {
		at := p.Child("selector")
		for _, e := range metav1validation.ValidateLabelSelector(spec.Selector, opts, at.Field()) {
			r.Take(selectorError(e))
		}
	}
	if !selectorMatches(spec.Selector, spec.Template.Labels) {
		template := p.Child("template")
		metadata := template.Child("metadata")
		at := metadata.Child("labels")
		r.Invalid(selectorMismatch, &at, nil, "the selector does not match the labels of the template, so the Job would never find its pods", "give the template the labels of the selector, or leave the selector out")
	}
}

func selectorError(e *field.Error) *field.Error {
	e.Origin = string(selectorForm)
	switch e.Type {
	case field.ErrorTypeRequired:
		e.Detail = "operator In or NotIn needs values" + check.HintMark + "add values, or use Exists"
	case field.ErrorTypeForbidden:
		e.Detail = "operator Exists or DoesNotExist takes no values" + check.HintMark + "remove values, or use In"
	default:
		e.Detail = quotedAny(e.BadValue) + " cannot stand in a label selector" + check.HintMark + labelHint
	}
	return e
}

// isPlainSelector reports whether the selector is of matchLabels alone and those are well formed.
func isPlainSelector(s *metav1.LabelSelector) bool {
	return len(s.MatchExpressions) == 0 && areLabels(s.MatchLabels)
}

// selectorMatches reports whether the selector matches the labels; a malformed one is reported elsewhere
// and matches.
func selectorMatches(s *metav1.LabelSelector, set map[string]string) bool {
	switch {
	case s == nil:
		return false
	case len(s.MatchExpressions) == 0:
		matches := true
		for key, value := range s.MatchLabels {
			if !syntax.IsQualifiedName(key) || !syntax.IsLabelValue(value) {
				return true
			}
			if found, ok := set[key]; !ok || found != value {
				matches = false
			}
		}
		return matches
	}
	parsed, err := metav1.LabelSelectorAsSelector(s)
	return err != nil || parsed.Matches(labels.Set(set))
}
