package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	podWeightRange        check.ID = "pod-affinity-weight-range"
	podTopologyKeyMissing check.ID = "pod-affinity-topology-key-missing"
	podNamespaceInvalid   check.ID = "pod-affinity-namespace-invalid"
)

// affinity is about the nodes and the neighbours that the pod must or should have.
//
// Parity: core validateAffinity.
func affinity(r *check.Report, p *check.Path, a *corev1.Affinity, opts *Options) {
	if a == nil {
		return
	}
	at := p.Child("affinity")
	if a.NodeAffinity != nil {
		in := at.Child("nodeAffinity")
		nodeAffinity(r, &in, a.NodeAffinity, opts)
	}
	if pod := a.PodAffinity; pod != nil {
		in := at.Child("podAffinity")
		podAffinityTerms(r, &in, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution, opts)
	}
	if pod := a.PodAntiAffinity; pod != nil {
		in := at.Child("podAntiAffinity")
		podAffinityTerms(r, &in, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution, opts)
	}
}

// Parity: core validatePodAffinity, validatePodAntiAffinity.
func podAffinityTerms(r *check.Report, p *check.Path, required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm, opts *Options) {
	list := p.Child("requiredDuringSchedulingIgnoredDuringExecution")
	for i := range required {
		at := list.Index(i)
		podAffinityTerm(r, &at, &required[i], opts)
	}
	list = p.Child("preferredDuringSchedulingIgnoredDuringExecution")
	for i := range preferred {
		item := list.Index(i)
		weight(r, podWeightRange, &item, preferred[i].Weight)
		at := item.Child("podAffinityTerm")
		podAffinityTerm(r, &at, &preferred[i].PodAffinityTerm, opts)
	}
}

// Parity: core validatePodAffinityTerm.
func podAffinityTerm(r *check.Report, p *check.Path, term *corev1.PodAffinityTerm, opts *Options) {
	affinitySelectors(r, p, term, opts.AllowInvalidLabelValueInSelector)
	for _, name := range term.Namespaces {
		if !syntax.IsDNSLabel(name) {
			// The API server names the field so, and no index.
			at := p.Child("namespace")
			r.Invalid(podNamespaceInvalid, &at, name, dnsLabelFault("namespace", name), "")
		}
	}
	if r.Target.Enabled(target.MatchLabelKeysInPodAffinity) || opts.KeepMatchLabelKeysInAffinity {
		matchLabelKeys(r, p, term.MatchLabelKeys, term.MismatchLabelKeys, term.LabelSelector)
	}
	at := p.Child("topologyKey")
	if term.TopologyKey == "" {
		r.Required(podTopologyKeyMissing, &at, "the term has no topologyKey, so it does not say how near is near", "write kubernetes.io/hostname, topology.kubernetes.io/zone or another label of nodes")
	}
	labelKey(r, &at, term.TopologyKey)
}

// affinitySelectors is about the two selectors of a term.
//
// Parity: core ValidatePodAffinityTermSelector.
func affinitySelectors(r *check.Report, p *check.Path, term *corev1.PodAffinityTerm, anyValue bool) {
	at := p.Child("labelSelector")
	labelSelector(r, &at, term.LabelSelector, anyValue)
	at = p.Child("namespaceSelector")
	labelSelector(r, &at, term.NamespaceSelector, anyValue)
}
