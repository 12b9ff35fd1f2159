package podtemplate

import (
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	tolerationKeyMissing  check.ID = "toleration-key-missing"
	tolerationSeconds     check.ID = "toleration-seconds-effect"
	tolerationValueUnused check.ID = "toleration-value-unused"
	tolerationNotNumber   check.ID = "toleration-value-not-a-number"
	tolerationOperator    check.ID = "toleration-operator-unknown"
	tolerationEffect      check.ID = "toleration-effect-unknown"
)

// tolerations is about the taints that the pod bears; p is the path of the list.
//
// Parity: core ValidateTolerations.
func tolerations(r *check.Report, p *check.Path, list []corev1.Toleration, opts *Options) {
	for i := range list {
		at := p.Index(i)
		toleration(r, &at, &list[i], opts)
	}
}

func toleration(r *check.Report, p *check.Path, t *corev1.Toleration, opts *Options) {
	if t.Key != "" {
		at := p.Child("key")
		labelKey(r, &at, t.Key)
	}
	if t.Key == "" && t.Operator != corev1.TolerationOpExists {
		at := p.Child("operator")
		r.Invalid(tolerationKeyMissing, &at, t.Operator, "a toleration without a key bears every taint, and its operator must say so", "write `operator: Exists`, or the key of the taint")
	}
	if t.TolerationSeconds != nil && t.Effect != corev1.TaintEffectNoExecute {
		at := p.Child("effect")
		r.Invalid(tolerationSeconds, &at, t.Effect, "tolerationSeconds is set and the effect is "+words.Quoted(t.Effect)+"; only NoExecute evicts after a time", "write `effect: NoExecute`, or remove tolerationSeconds")
	}
	tolerationValueFits(r, p, t, opts)
	switch t.Effect {
	case "", corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute:
	default:
		at := p.Child("effect")
		r.NotSupported(tolerationEffect, &at, t.Effect, "effect is "+words.Quoted(t.Effect),
			words.OneOf(t.Effect, corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute))
	}
}

// tolerationValueFits: the API server says of the operator what is wrong with the value. No operator is
// Equal; Lt and Gt came with 1.35 and a gate that is off by default.
func tolerationValueFits(r *check.Report, p *check.Path, t *corev1.Toleration, opts *Options) {
	switch t.Operator {
	case "", corev1.TolerationOpEqual:
		at := p.Child("operator")
		labelValue(r, &at, t.Key, t.Value)
		return
	case corev1.TolerationOpExists:
		if t.Value != "" {
			at := p.Child("operator")
			r.Invalid(tolerationValueUnused, &at, t.Value, "operator Exists compares with no value, and there is "+words.Quoted(t.Value), "remove the value, or write `operator: Equal`")
		}
		return
	case corev1.TolerationOpLt, corev1.TolerationOpGt:
		if r.Target.Enabled(target.TaintTolerationComparisonOperators) || opts.AllowTolerationComparison {
			if !isInt64(t.Value) {
				at := p.Child("value")
				r.Invalid(tolerationNotNumber, &at, t.Value, "operator "+string(t.Operator)+" compares numbers, and the value is "+words.Quoted(t.Value), "write a whole number of 64 bits in quotes")
			}
			return
		}
	}
	at := p.Child("operator")
	r.NotSupported(tolerationOperator, &at, t.Operator, "operator is "+words.Quoted(t.Operator), words.OneOf(t.Operator, corev1.TolerationOpEqual, corev1.TolerationOpExists))
}

func isInt64(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil && syntax.IsDecimalInteger(text)
}
