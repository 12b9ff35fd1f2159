package podtemplate

import (
	"maps"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// templateMetadata reports what is wrong with the labels and annotations of the template. The API server
// looks at nothing else of its metadata, and calls them spec.template.labels and spec.template.annotations.
//
// Parity: core ValidatePodTemplateSpec.
func templateMetadata(r *check.Report, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	at := p.Child("labels")
	for key, value := range template.Labels {
		if key == batchv1.JobNameLabel && value == template.Labels[oldJobNameLabel] {
			continue // said of the other one
		}
		if !syntax.IsQualifiedName(key) {
			badLabelKey(r, &at, key, finding.Part{Path: "[" + key + "]", Value: key, Key: true})
		}
		if over := len(value) - syntax.MaxLabel; over > 0 && isMadeOfName(key) {
			r.Invalid(labelValueInvalid, &at, value, "metadata.name has "+words.Itoa(len(value))+" characters and becomes a label of at most "+words.Itoa(syntax.MaxLabel), "shorten the name by "+words.Itoa(over))
			continue
		}
		switch {
		case syntax.IsLabelValue(value):
		case isMadeOfName(key): // it stands in metadata.name
			badLabelValue(r, &at, key, value, value)
		default:
			badLabelValue(r, &at, key, value, finding.Part{Path: "[" + key + "]", Value: value})
		}
	}
	if len(template.Annotations) == 0 {
		return
	}
	at = p.Child("annotations")
	annotations(r, &at, withoutRemoved(template.Annotations))
	knownAnnotations(r, &at, template, opts)
}

// oldJobNameLabel is the name that the label had first; the server still makes both.
const oldJobNameLabel = "job-name"

// isMadeOfName reports whether the server makes the label of the Job's name.
func isMadeOfName(key string) bool { return key == batchv1.JobNameLabel || key == oldJobNameLabel }

// withoutRemoved leaves out the four annotations that the server removes before it looks.
// Cost: allocates only where one is there.
func withoutRemoved(annotations map[string]string) map[string]string {
	kept := annotations
	for key := range annotations {
		switch key {
		case "pod.beta.kubernetes.io/init-containers", "pod.alpha.kubernetes.io/init-containers",
			"pod.beta.kubernetes.io/init-container-statuses", "pod.alpha.kubernetes.io/init-container-statuses":
			if len(kept) == len(annotations) {
				kept = maps.Clone(annotations)
			}
			delete(kept, key)
		}
	}
	return kept
}
