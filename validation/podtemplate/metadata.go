package podtemplate

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	templateLabelKey        check.ID = "template-label-key-invalid"
	templateLabelValue      check.ID = "template-label-value-invalid"
	templateAnnotationKey   check.ID = "template-annotation-key-invalid"
	templateAnnotationsSize check.ID = "template-annotations-too-large"

	keyHint   = "use letters, digits, -, _ and . (63 at most, a letter or digit at both ends), after an optional domain and /"
	valueHint = "use letters, digits, -, _ and . (63 at most, a letter or digit at both ends)"
)

// templateMetadata reports what is wrong with the labels and annotations of the template. The API server
// looks at nothing else of its metadata, and calls them spec.template.labels and spec.template.annotations.
//
// Parity: core ValidatePodTemplateSpec.
func templateMetadata(r *check.Report, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	for key, value := range template.Labels {
		if syntax.IsQualifiedName(key) && syntax.IsLabelValue(value) {
			continue
		}
		at := p.Child("labels")
		if !syntax.IsQualifiedName(key) {
			labelKey(r, templateLabelKey, &at, "label", key)
		}
		if !syntax.IsLabelValue(value) {
			templateLabel(r, &at, key, value)
		}
	}
	if len(template.Annotations) == 0 {
		return
	}
	at := p.Child("annotations")
	annotationKeys(r, &at, template.Annotations)
	knownAnnotations(r, &at, template, opts)
}

// templateLabel reports a value that no label can have. The label that the server makes of the Job's name
// is not the author's: the name is.
func templateLabel(r *check.Report, p *check.Path, key, value string) {
	if over := len(value) - syntax.MaxLabel; over > 0 && (key == batchv1.JobNameLabel || key == "job-name") {
		r.Invalid(templateLabelValue, p, value, "metadata.name has "+words.Itoa(len(value))+" characters and becomes the label "+key+", of at most "+words.Itoa(syntax.MaxLabel), "shorten the name by "+words.Itoa(over))
		return
	}
	labelValue(r, templateLabelValue, p, "label "+key, value)
}

// labelKey reports a key that no label can have.
func labelKey(r *check.Report, id check.ID, p *check.Path, what, key string) {
	message := what + " " + words.Quoted(key) + " cannot be the key of a label"
	if key == "" {
		message = what + " is empty; it must be the key of a label"
	}
	r.Invalid(id, p, key, message, keyHint)
}

// labelValue reports a value that no label can have.
func labelValue(r *check.Report, id check.ID, p *check.Path, what, value string) {
	if n := len(value); n > syntax.MaxLabel {
		r.Invalid(id, p, value, what+" has a value of "+words.Itoa(n)+" characters; at most "+words.Itoa(syntax.MaxLabel)+" fit", "shorten it by "+words.Itoa(n-syntax.MaxLabel))
		return
	}
	r.Invalid(id, p, value, what+" has the value "+words.Quoted(value)+", which no label can have", valueHint)
}

// Parity: apimachinery ValidateAnnotations. The server removes four old annotations before it looks.
func annotationKeys(r *check.Report, p *check.Path, annotations map[string]string) {
	size := 0
	for key, value := range annotations {
		if isRemoved(key) {
			continue
		}
		size += len(key) + len(value)
		if !syntax.IsQualifiedName(key) && !syntax.IsQualifiedName(strings.ToLower(key)) {
			labelKey(r, templateAnnotationKey, p, "annotation", key)
		}
	}
	if size > apivalidation.TotalAnnotationSizeLimitB {
		r.TooLong(templateAnnotationsSize, p, "the annotations together have "+words.Itoa(size)+" bytes; at most "+words.Itoa(apivalidation.TotalAnnotationSizeLimitB)+" are possible", "move large values to a ConfigMap")
	}
}

func isRemoved(key string) bool {
	switch key {
	case "pod.beta.kubernetes.io/init-containers", "pod.alpha.kubernetes.io/init-containers",
		"pod.beta.kubernetes.io/init-container-statuses", "pod.alpha.kubernetes.io/init-container-statuses":
		return true
	}
	return false
}
