package podtemplate

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
)

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
