package podtemplate

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// catalogLabels has a row for every check of labels, annotations and label selectors, wherever they stand.
func catalogLabels() []check.Row {
	const (
		labels      = "spec.template.labels"
		annotations = "spec.template.annotations"
		selector    = "spec.template.spec.topologySpreadConstraints[].labelSelector"
	)
	return []check.Row{
		row(labelKeyInvalid, labels, field.ErrorTypeInvalid, "the key is none that a label can have", 0),
		row(labelValueInvalid, labels, field.ErrorTypeInvalid, "the value is none that a label can have", 0),
		row(annotationKeyInvalid, annotations, field.ErrorTypeInvalid, "the key is none that an annotation can have", 0),
		row(annotationsTooLarge, annotations, field.ErrorTypeTooLong, "all annotations have more than 256 KiB", 0),
		row(selectorOperatorUnknown, selector+".matchExpressions[].operator", field.ErrorTypeInvalid, "the operator is none of the four", 0),
		row(selectorValuesMissing, selector+".matchExpressions[].values", field.ErrorTypeRequired, "In and NotIn need values", 0),
		row(selectorValuesForbidden, selector+".matchExpressions[].values", field.ErrorTypeForbidden, "Exists and DoesNotExist go without values", 0),
	}
}
