package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	nodeTermsMissing     check.ID = "node-affinity-terms-missing"
	nodeWeightRange      check.ID = "node-affinity-weight-range"
	nodeValuesMissing    check.ID = "node-affinity-values-missing"
	nodeValuesForbidden  check.ID = "node-affinity-values-forbidden"
	nodeOperatorUnknown  check.ID = "node-affinity-operator-unknown"
	nodeFieldValues      check.ID = "node-affinity-field-values"
	nodeFieldOperator    check.ID = "node-affinity-field-operator"
	nodeFieldKey         check.ID = "node-affinity-field-key"
	nodeFieldNodeInvalid check.ID = "node-affinity-field-node-name"
)

// nodeAffinity: what a preferred term compares with is not looked at; a required one's is from 1.33 on.
//
// Parity: core validateNodeAffinity.
func nodeAffinity(r *check.Report, p *check.Path, affinity *corev1.NodeAffinity, opts *Options) {
	if required := affinity.RequiredDuringSchedulingIgnoredDuringExecution; required != nil {
		anyValue := opts.AllowInvalidLabelValueInNodeAffinity || !r.Target.Since(33)
		at := p.Child("requiredDuringSchedulingIgnoredDuringExecution")
		list := at.Child("nodeSelectorTerms")
		if len(required.NodeSelectorTerms) == 0 {
			r.Required(nodeTermsMissing, &list, "the required node affinity has no terms, so no node fits", "write at least one term, or remove it")
		}
		for i := range required.NodeSelectorTerms {
			term := list.Index(i)
			nodeSelectorTerm(r, &term, &required.NodeSelectorTerms[i], anyValue)
		}
	}
	list := p.Child("preferredDuringSchedulingIgnoredDuringExecution")
	for i := range affinity.PreferredDuringSchedulingIgnoredDuringExecution {
		preferred := &affinity.PreferredDuringSchedulingIgnoredDuringExecution[i]
		item := list.Index(i)
		weight(r, nodeWeightRange, &item, preferred.Weight)
		term := item.Child("preference")
		nodeSelectorTerm(r, &term, &preferred.Preference, true)
	}
}

func weight(r *check.Report, id check.ID, p *check.Path, n int32) {
	if n < 1 || n > 100 {
		at := p.Child("weight")
		r.Invalid(id, &at, n, "weight is "+words.Itoa(n)+"; it must be 1 to 100", "")
	}
}

// Parity: core ValidateNodeSelectorTerm.
func nodeSelectorTerm(r *check.Report, p *check.Path, term *corev1.NodeSelectorTerm, anyValue bool) {
	list := p.Child("matchExpressions")
	for i := range term.MatchExpressions {
		at := list.Index(i)
		nodeLabel(r, &at, &term.MatchExpressions[i], anyValue)
	}
	list = p.Child("matchFields")
	for i := range term.MatchFields {
		at := list.Index(i)
		nodeField(r, &at, &term.MatchFields[i])
	}
}

// Parity: core ValidateNodeSelectorRequirement.
func nodeLabel(r *check.Report, p *check.Path, e *corev1.NodeSelectorRequirement, anyValue bool) {
	switch values := len(e.Values); e.Operator {
	case corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn:
		if values == 0 {
			at := p.Child("values")
			r.Required(nodeValuesMissing, &at, "operator "+string(e.Operator)+" has no values to compare with", "write values, or use Exists or DoesNotExist")
		}
	case corev1.NodeSelectorOpExists, corev1.NodeSelectorOpDoesNotExist:
		if values > 0 {
			at := p.Child("values")
			r.Forbidden(nodeValuesForbidden, &at, "operator "+string(e.Operator)+" takes no values", "remove values, or use In or NotIn")
		}
	case corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt:
		if values != 1 {
			at := p.Child("values")
			r.Required(nodeValuesMissing, &at, "operator "+string(e.Operator)+" has "+words.Plural(values, "value")+"; it takes one", "write one number")
		}
	default:
		at := p.Child("operator")
		r.Invalid(nodeOperatorUnknown, &at, e.Operator, "operator is "+words.Quoted(e.Operator),
			words.OneOf(e.Operator, corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn, corev1.NodeSelectorOpExists, corev1.NodeSelectorOpDoesNotExist, corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt))
	}
	at := p.Child("key")
	labelKey(r, &at, e.Key)
	if anyValue {
		return
	}
	list := p.Child("values")
	for i, value := range e.Values {
		at := list.Index(i)
		labelValue(r, &at, e.Key, value)
	}
}

// nodeField: the only field to select a node by is its name.
//
// Parity: core ValidateNodeFieldSelectorRequirement.
func nodeField(r *check.Report, p *check.Path, e *corev1.NodeSelectorRequirement) {
	switch e.Operator {
	case corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn:
		if len(e.Values) != 1 {
			at := p.Child("values")
			r.Required(nodeFieldValues, &at, "a match of a field has "+words.Plural(len(e.Values), "value")+"; it takes one", "write the name of one node")
		}
	default:
		at := p.Child("operator")
		r.Invalid(nodeFieldOperator, &at, e.Operator, "operator of a field is "+words.Quoted(e.Operator), words.OneOf(e.Operator, corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn))
	}
	if e.Key != metav1.ObjectNameField {
		at := p.Child("key")
		r.Invalid(nodeFieldKey, &at, e.Key, "nodes cannot be selected by field "+words.Quoted(e.Key), "write metadata.name, or use matchExpressions for labels")
		return
	}
	for i, value := range e.Values {
		if !syntax.IsDNSSubdomain(value) {
			list := p.Child("values")
			at := list.Index(i)
			r.Invalid(nodeFieldNodeInvalid, &at, value, dnsSubdomainFault("the node's name", value), "")
		}
	}
}
