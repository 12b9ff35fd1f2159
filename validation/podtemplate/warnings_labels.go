package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	warnNodeLabel    check.ID = "node-label-deprecated"
	warnNodeValue    check.ID = "node-affinity-value-invalid"
	warnNullSelector check.ID = "label-selector-null"
)

// warnNodeLabels is about labels of nodes that are deprecated, and values that no node can have.
//
// Parity: api/node GetWarningsForNodeSelectorTerm.
func warnNodeLabels(w *check.Warnings, p *check.Path, spec *corev1.PodSpec) {
	for key := range spec.NodeSelector {
		if hint, ok := deprecatedNodeLabel(w, key); ok {
			list := p.Child("nodeSelector")
			at := list.Key(key)
			w.Add(warnNodeLabel, &at, "node label "+key+" is deprecated", hint)
		}
	}
	for i := range spec.TopologySpreadConstraints {
		key := spec.TopologySpreadConstraints[i].TopologyKey
		if hint, ok := deprecatedNodeLabel(w, key); ok {
			list := p.Child("topologySpreadConstraints")
			item := list.Index(i)
			at := item.Child("topologyKey")
			w.Add(warnNodeLabel, &at, "node label "+key+" is deprecated", hint)
		}
	}
	if spec.Affinity == nil || spec.Affinity.NodeAffinity == nil {
		return
	}
	affinity := p.Child("affinity")
	at, node := affinity.Child("nodeAffinity"), spec.Affinity.NodeAffinity
	if required := node.RequiredDuringSchedulingIgnoredDuringExecution; required != nil {
		requiredAt := at.Child("requiredDuringSchedulingIgnoredDuringExecution")
		list := requiredAt.Child("nodeSelectorTerms")
		for i := range required.NodeSelectorTerms {
			at := list.Index(i)
			warnNodeTerm(w, &at, required.NodeSelectorTerms[i].MatchExpressions, false)
		}
	}
	list := at.Child("preferredDuringSchedulingIgnoredDuringExecution")
	for i := range node.PreferredDuringSchedulingIgnoredDuringExecution {
		item := list.Index(i)
		at := item.Child("preference")
		warnNodeTerm(w, &at, node.PreferredDuringSchedulingIgnoredDuringExecution[i].Preference.MatchExpressions, w.Target.Since(33))
	}
}

// warnNodeTerm: the values of required terms have errors, not warnings.
func warnNodeTerm(w *check.Warnings, p *check.Path, expressions []corev1.NodeSelectorRequirement, values bool) {
	list := p.Child("matchExpressions")
	for i := range expressions {
		e := &expressions[i]
		item := list.Index(i)
		if hint, ok := deprecatedNodeLabel(w, e.Key); ok {
			at := item.Child("key")
			w.Add(warnNodeLabel, &at, "node label "+e.Key+" is deprecated", hint)
		}
		if !values {
			continue
		}
		valuesAt := item.Child("values")
		for j, value := range e.Values {
			if !syntax.IsLabelValue(value) {
				at := valuesAt.Index(j)
				warnLabelValue(w, &at, value)
			}
		}
	}
}

// warnLabelValue warns once for the length and once for the characters, as the API server does.
func warnLabelValue(w *check.Warnings, p *check.Path, value string) {
	warnings := len(validation.IsValidLabelValue(value))
	if n := len(value); n > syntax.MaxLabel {
		w.Add(warnNodeValue, p, "the value has "+words.Itoa(n)+" characters; labels of nodes have at most "+words.Itoa(syntax.MaxLabel), "")
		warnings--
	}
	if warnings > 0 {
		w.Add(warnNodeValue, p, "no label of a node has the value "+words.Quoted(value), "write only letters, digits, -, _ and ., with a letter or digit at both ends")
	}
}

// deprecatedNodeLabel returns what to write instead of a deprecated label of nodes.
func deprecatedNodeLabel(w *check.Warnings, key string) (hint string, deprecated bool) {
	switch key {
	case "beta.kubernetes.io/arch":
		return "write kubernetes.io/arch", true
	case "beta.kubernetes.io/os":
		return "write kubernetes.io/os", true
	case "beta.kubernetes.io/instance-type":
		return "write node.kubernetes.io/instance-type", true
	case "failure-domain.beta.kubernetes.io/region":
		return "write topology.kubernetes.io/region", true
	case "failure-domain.beta.kubernetes.io/zone":
		return "write topology.kubernetes.io/zone", true
	case "app.kubernetes.io/created-by":
		return "remove it: nodes have no such label", w.Target.Since(31)
	case "scheduler.alpha.kubernetes.io/preferAvoidPods":
		return "taint the nodes, and tolerate the taint", w.Target.Since(31)
	case "node-role.kubernetes.io/master":
		return "write node-role.kubernetes.io/control-plane", w.Target.Since(31)
	}
	return "", false
}

// warnSelectors is about label selectors that are left out and so match no pod.
func warnSelectors(w *check.Warnings, p *check.Path, spec *corev1.PodSpec) {
	for i := range spec.TopologySpreadConstraints {
		if spec.TopologySpreadConstraints[i].LabelSelector == nil {
			list := p.Child("topologySpreadConstraints")
			at := list.Index(i)
			warnNoSelector(w, &at)
		}
	}
	if spec.Affinity == nil {
		return
	}
	affinity := p.Child("affinity")
	if pod := spec.Affinity.PodAffinity; pod != nil {
		at := affinity.Child("podAffinity")
		warnPodTerms(w, &at, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution)
	}
	if pod := spec.Affinity.PodAntiAffinity; pod != nil {
		at := affinity.Child("podAntiAffinity")
		warnPodTerms(w, &at, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution)
	}
}

func warnPodTerms(w *check.Warnings, p *check.Path, required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm) {
	list := p.Child("requiredDuringSchedulingIgnoredDuringExecution")
	for i := range required {
		if required[i].LabelSelector == nil {
			at := list.Index(i)
			warnNoSelector(w, &at)
		}
	}
	list = p.Child("preferredDuringSchedulingIgnoredDuringExecution")
	for i := range preferred {
		if preferred[i].PodAffinityTerm.LabelSelector == nil {
			item := list.Index(i)
			at := item.Child("podAffinityTerm")
			warnNoSelector(w, &at)
		}
	}
}

func warnNoSelector(w *check.Warnings, p *check.Path) {
	at := p.Child("labelSelector")
	w.Add(warnNullSelector, &at, "without a labelSelector this matches no pod", "write a labelSelector; {} matches all pods")
}
