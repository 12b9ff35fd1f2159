package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	spreadSkew        check.ID = "topology-spread-max-skew"
	spreadKeyMissing  check.ID = "topology-spread-key-missing"
	spreadAction      check.ID = "topology-spread-when-unsatisfiable-unknown"
	spreadDuplicate   check.ID = "topology-spread-duplicate"
	spreadDomains     check.ID = "topology-spread-min-domains-range"
	spreadDomainsMode check.ID = "topology-spread-min-domains-mode"
	spreadNodePolicy  check.ID = "topology-spread-node-policy-unknown"
)

// topologySpread is about the spread of pods over zones, nodes or what else a label tells.
//
// Parity: core validateTopologySpreadConstraints.
func topologySpread(r *check.Report, p *check.Path, constraints []corev1.TopologySpreadConstraint, opts *Options) {
	if len(constraints) == 0 {
		return
	}
	list := p.Child("topologySpreadConstraints")
	var twins spreadTwins
	for i := range constraints {
		c := &constraints[i]
		at := list.Index(i)
		spreadConstraint(r, &at, c, opts)
		if twins.later(constraints, i) {
			in := at.Child("{topologyKey, whenUnsatisfiable}")
			r.Duplicate(spreadDuplicate, &in, c.TopologyKey, "two constraints have topologyKey "+words.Quoted(c.TopologyKey)+" and whenUnsatisfiable "+string(c.WhenUnsatisfiable), "join them")
		}
		spreadKeys(r, &at, c, opts)
		if !opts.AllowInvalidSpreadSelector {
			in := at.Child("labelSelector")
			labelSelector(r, &in, c.LabelSelector, false)
		}
	}
}

func spreadConstraint(r *check.Report, p *check.Path, c *corev1.TopologySpreadConstraint, opts *Options) {
	if c.MaxSkew <= 0 {
		at := p.Child("maxSkew")
		r.Invalid(spreadSkew, &at, c.MaxSkew, "maxSkew is "+words.Itoa(c.MaxSkew)+"; it must be 1 or more", "")
	}
	if c.TopologyKey == "" {
		at := p.Child("topologyKey")
		r.Required(spreadKeyMissing, &at, "the constraint has no topologyKey", "write topology.kubernetes.io/zone, kubernetes.io/hostname or another label of nodes")
	}
	if c.WhenUnsatisfiable != corev1.DoNotSchedule && c.WhenUnsatisfiable != corev1.ScheduleAnyway {
		at := p.Child("whenUnsatisfiable")
		r.NotSupported(spreadAction, &at, c.WhenUnsatisfiable, "whenUnsatisfiable is "+words.Quoted(c.WhenUnsatisfiable), words.OneOf(c.WhenUnsatisfiable, corev1.DoNotSchedule, corev1.ScheduleAnyway))
	}
	if c.MinDomains != nil && (r.Target.Enabled(target.MinDomainsInPodTopologySpread) || opts.KeepMinDomains) {
		minDomains(r, p, c)
	}
	inclusion := r.Target.Enabled(target.NodeInclusionPolicyInPodTopologySpread)
	if c.NodeAffinityPolicy != nil && (inclusion || opts.KeepNodeAffinityPolicy) {
		nodeInclusion(r, p, "nodeAffinityPolicy", *c.NodeAffinityPolicy)
	}
	if c.NodeTaintsPolicy != nil && (inclusion || opts.KeepNodeTaintsPolicy) {
		nodeInclusion(r, p, "nodeTaintsPolicy", *c.NodeTaintsPolicy)
	}
}

func minDomains(r *check.Report, p *check.Path, c *corev1.TopologySpreadConstraint) {
	if *c.MinDomains <= 0 {
		at := p.Child("minDomains")
		r.Invalid(spreadDomains, &at, *c.MinDomains, "minDomains is "+words.Itoa(*c.MinDomains)+"; it must be 1 or more", "")
	}
	if c.WhenUnsatisfiable != corev1.DoNotSchedule {
		at := p.Child("minDomains")
		r.Invalid(spreadDomainsMode, &at, *c.MinDomains, "minDomains goes only with whenUnsatisfiable DoNotSchedule, and this is "+words.Quoted(c.WhenUnsatisfiable), "remove minDomains, or write DoNotSchedule")
	}
}

func nodeInclusion(r *check.Report, p *check.Path, name string, policy corev1.NodeInclusionPolicy) {
	if policy == corev1.NodeInclusionPolicyHonor || policy == corev1.NodeInclusionPolicyIgnore {
		return
	}
	at := p.Child(name)
	r.NotSupported(spreadNodePolicy, &at, policy, name+" is "+words.Quoted(policy), words.OneOf(policy, corev1.NodeInclusionPolicyHonor, corev1.NodeInclusionPolicyIgnore))
}

// spreadTwins finds constraints of one kind. The zero value is ready.
type spreadTwins struct{ last map[spreadKind]int } // made where there are many

type spreadKind struct {
	key    string
	action corev1.UnsatisfiableConstraintAction
}

func kindOf(c *corev1.TopologySpreadConstraint) spreadKind {
	return spreadKind{c.TopologyKey, c.WhenUnsatisfiable}
}

// later reports whether one after constraint i is of its kind: the API server names the earlier.
func (t *spreadTwins) later(constraints []corev1.TopologySpreadConstraint, i int) bool {
	kind := kindOf(&constraints[i])
	if len(constraints) <= fewNames {
		for j := i + 1; j < len(constraints); j++ {
			if kindOf(&constraints[j]) == kind {
				return true
			}
		}
		return false
	}
	if t.last == nil {
		t.last = make(map[spreadKind]int, len(constraints))
		for j := range constraints {
			t.last[kindOf(&constraints[j])] = j
		}
	}
	return t.last[kind] > i
}

// spreadKeys: from 1.34 on the server merges the keys into the selector, where before the scheduler added
// them. An old object that breaks the rule of the one is held to the rule of the other.
func spreadKeys(r *check.Report, p *check.Path, c *corev1.TopologySpreadConstraint, opts *Options) {
	kept := r.Target.Enabled(target.MatchLabelKeysInPodTopologySpread)
	if len(c.MatchLabelKeys) == 0 || !kept && !opts.KeepMatchLabelKeysInSpread {
		return
	}
	merged := kept && mergesSpreadKeys(r.Target)
	switch {
	case merged && !opts.OldViolatesMatchLabelKeys, kept && !merged && opts.OldViolatesLegacyMatchLabelKeys:
		matchLabelKeys(r, p, c.MatchLabelKeys, nil, c.LabelSelector)
	default:
		at := p.Child("matchLabelKeys")
		unmergedKeys(r, &at, c.MatchLabelKeys, c.LabelSelector)
	}
}

func mergesSpreadKeys(t target.Version) bool {
	return t.Enabled(target.MatchLabelKeysInPodTopologySpreadSelectorMerge)
}
