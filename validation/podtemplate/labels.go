package podtemplate

import (
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	labelKeyInvalid         check.ID = "label-key-invalid"
	labelValueInvalid       check.ID = "label-value-invalid"
	annotationKeyInvalid    check.ID = "annotation-key-invalid"
	annotationsTooLarge     check.ID = "annotations-too-large"
	selectorOperatorUnknown check.ID = "label-selector-operator-unknown"
	selectorValuesMissing   check.ID = "label-selector-values-missing"
	selectorValuesForbidden check.ID = "label-selector-values-forbidden"
)

// labels is about a map of labels at p, which carries the errors of its keys and of its values.
//
// Parity: apimachinery ValidateLabels.
func labels(r *check.Report, p *check.Path, list map[string]string) {
	for key, value := range list {
		if !syntax.IsQualifiedName(key) {
			badLabelKey(r, p, key, finding.Part{Path: "[" + key + "]", Value: key, Key: true})
		}
		if !syntax.IsLabelValue(value) {
			badLabelValue(r, p, key, value, finding.Part{Path: "[" + key + "]", Value: value})
		}
	}
}

func labelKey(r *check.Report, p *check.Path, key string) {
	if !syntax.IsQualifiedName(key) {
		badLabelKey(r, p, key, key)
	}
}

// badLabelKey writes the error; seen is the key, and where below p it stands.
func badLabelKey(r *check.Report, p *check.Path, key string, seen any) {
	r.Invalid(labelKeyInvalid, p, seen, "label key "+words.Quoted(key)+" is none that can be", "write a name of at most 63 letters, digits, -, _ and ., or a DNS prefix, / and such a name")
}

func labelValue(r *check.Report, p *check.Path, key, value string) {
	if !syntax.IsLabelValue(value) {
		badLabelValue(r, p, key, value, value)
	}
}

// badLabelValue writes the error; seen is the value, and where below p it stands.
func badLabelValue(r *check.Report, p *check.Path, key, value string, seen any) {
	if n := len(value); n > syntax.MaxLabel {
		r.Invalid(labelValueInvalid, p, seen, "the value of label "+key+" has "+words.Itoa(n)+" characters; at most "+words.Itoa(syntax.MaxLabel)+" are allowed", "shorten it, or make an annotation of it")
		return
	}
	r.Invalid(labelValueInvalid, p, seen, "the value "+words.Quoted(value)+" of label "+key+" may have only letters, digits, -, _ and ., with a letter or digit at both ends", "make an annotation of it if it must stay as it is")
}

// annotations is about a map of annotations at p. The case of their keys does not matter.
//
// Parity: apimachinery ValidateAnnotations.
func annotations(r *check.Report, p *check.Path, list map[string]string) {
	for key := range list {
		if !syntax.IsQualifiedName(key) && !syntax.IsQualifiedName(strings.ToLower(key)) {
			r.Invalid(annotationKeyInvalid, p, finding.Part{Path: "[" + key + "]", Value: key, Key: true}, "annotation key "+words.Quoted(key)+" is none that can be", "write a name of at most 63 letters, digits, -, _ and ., or a DNS prefix, / and such a name")
		}
	}
	annotationsSize(r, p, list)
}

func annotationsSize(r *check.Report, p *check.Path, list map[string]string) {
	size := 0
	for key, value := range list {
		size += len(key) + len(value)
	}
	if size > apivalidation.TotalAnnotationSizeLimitB {
		r.TooLong(annotationsTooLarge, p, "the annotations have "+words.Itoa(size)+" bytes; all together may have at most "+words.Itoa(apivalidation.TotalAnnotationSizeLimitB), "move what is large into a ConfigMap")
	}
}

// labelSelector is about a selector at p; nil is fine. An update may keep invalid values of expressions.
//
// Parity: apimachinery ValidateLabelSelector.
func labelSelector(r *check.Report, p *check.Path, selector *metav1.LabelSelector, allowInvalidValues bool) {
	if selector == nil {
		return
	}
	if len(selector.MatchLabels) > 0 {
		at := p.Child("matchLabels")
		labels(r, &at, selector.MatchLabels)
	}
	if len(selector.MatchExpressions) == 0 {
		return
	}
	list := p.Child("matchExpressions")
	for i := range selector.MatchExpressions {
		e := &selector.MatchExpressions[i]
		item := list.Index(i)
		selectorOperator(r, &item, e)
		at := item.Child("key")
		labelKey(r, &at, e.Key)
		if !allowInvalidValues {
			values := item.Child("values")
			for j, value := range e.Values {
				at := values.Index(j)
				labelValue(r, &at, e.Key, value)
			}
		}
	}
}

func selectorOperator(r *check.Report, p *check.Path, e *metav1.LabelSelectorRequirement) {
	switch e.Operator {
	case metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn:
		if len(e.Values) == 0 {
			at := p.Child("values")
			r.Required(selectorValuesMissing, &at, "operator "+string(e.Operator)+" has no values", "write values, or operator Exists or DoesNotExist")
		}
	case metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist:
		if len(e.Values) > 0 {
			at := p.Child("values")
			r.Forbidden(selectorValuesForbidden, &at, "operator "+string(e.Operator)+" goes without values", "remove values, or write operator In or NotIn")
		}
	default:
		at := p.Child("operator")
		r.Invalid(selectorOperatorUnknown, &at, e.Operator, "operator is "+words.Quoted(e.Operator),
			words.OneOf(e.Operator, metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist))
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
