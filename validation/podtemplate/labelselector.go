package podtemplate

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	selectorLabelKey        check.ID = "label-selector-label-key-invalid"
	selectorLabelValue      check.ID = "label-selector-label-value-invalid"
	selectorOperator        check.ID = "label-selector-operator-unknown"
	selectorKey             check.ID = "label-selector-key-invalid"
	selectorValue           check.ID = "label-selector-value-invalid"
	selectorValuesMissing   check.ID = "label-selector-values-missing"
	selectorValuesForbidden check.ID = "label-selector-values-forbidden"
)

// labelSelector is about a selector of pods or namespaces, which may be nil. anyValue lets pass values
// that no label can have.
//
// Parity: apimachinery ValidateLabelSelector.
func labelSelector(r *check.Report, p *check.Path, selector *metav1.LabelSelector, anyValue bool) {
	if selector == nil {
		return
	}
	for key, value := range selector.MatchLabels {
		if syntax.IsQualifiedName(key) && syntax.IsLabelValue(value) {
			continue
		}
		at := p.Child("matchLabels")
		if !syntax.IsQualifiedName(key) {
			labelKey(r, selectorLabelKey, &at, "matchLabels key", key)
		}
		if !syntax.IsLabelValue(value) {
			labelValue(r, selectorLabelValue, &at, "label "+key, value)
		}
	}
	list := p.Child("matchExpressions")
	for i := range selector.MatchExpressions {
		at := list.Index(i)
		selectorRequirement(r, &at, &selector.MatchExpressions[i], anyValue)
	}
}

// Parity: apimachinery ValidateLabelSelectorRequirement.
func selectorRequirement(r *check.Report, p *check.Path, e *metav1.LabelSelectorRequirement, anyValue bool) {
	switch e.Operator {
	case metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn:
		if len(e.Values) == 0 {
			at := p.Child("values")
			r.Required(selectorValuesMissing, &at, "operator "+string(e.Operator)+" has no values to compare with", "write values, or use Exists or DoesNotExist")
		}
	case metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist:
		if len(e.Values) > 0 {
			at := p.Child("values")
			r.Forbidden(selectorValuesForbidden, &at, "operator "+string(e.Operator)+" takes no values", "remove values, or use In or NotIn")
		}
	default:
		at := p.Child("operator")
		r.Invalid(selectorOperator, &at, e.Operator, "operator is "+words.Quoted(e.Operator),
			words.OneOf(e.Operator, metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist))
	}
	if !syntax.IsQualifiedName(e.Key) {
		at := p.Child("key")
		labelKey(r, selectorKey, &at, "key", e.Key)
	}
	if anyValue {
		return
	}
	for i, value := range e.Values {
		if !syntax.IsLabelValue(value) {
			list := p.Child("values")
			at := list.Index(i)
			labelValue(r, selectorValue, &at, "label "+e.Key, value)
		}
	}
}

// HasInvalidLabelValue reports whether an expression of the selector names a value that no label can have.
// An update may keep such values. A nil selector has none.
//
// Parity: apimachinery LabelSelectorHasInvalidLabelValue.
func HasInvalidLabelValue(selector *metav1.LabelSelector) bool {
	if selector == nil {
		return false
	}
	for i := range selector.MatchExpressions {
		for _, value := range selector.MatchExpressions[i].Values {
			if !syntax.IsLabelValue(value) {
				return true
			}
		}
	}
	return false
}
