package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Dropped is a field that the API server drops in silence, because its feature gate is off.
type Dropped struct {
	Field string
	Gate  target.Gate
}

// Prune returns the template, which stands at the field path at, as the target's API server validates and
// stores it: without the fields whose feature gate is off and which the old object does not use (opts). What
// was dropped is listed. Where nothing is dropped the template itself comes back, else a copy; it is never
// changed. The annotations that init containers once stood in go too, unlisted: no gate keeps them.
//
// Source: api/pod DropDisabledTemplateFields.
func Prune(template *corev1.PodTemplateSpec, at string, opts Options, t target.Version) (*corev1.PodTemplateSpec, []Dropped) {
	if kept := withoutRemoved(template.Annotations); len(kept) != len(template.Annotations) {
		twin := *template
		twin.Annotations = kept
		template = &twin
	}
	p := pruner{t: t, opts: opts}
	root := check.Root(at)
	p.template(&root, template)
	if len(p.found) == 0 {
		return template, nil
	}
	pruned := template.DeepCopy()
	p.apply = true
	p.template(&root, pruned)
	return pruned, p.found
}

// pruner goes over a template twice: once to see what would be dropped, and only where there is something,
// over a copy to drop it.
type pruner struct {
	t     target.Version
	opts  Options
	apply bool
	found []Dropped
}

// off reports whether the gate is off and the old object does not keep what it is about.
func (p *pruner) off(gate target.Gate, keep bool) bool { return !keep && !p.t.Enabled(gate) }

// drops notes the field name below path, or where it is to be dropped says so.
func (p *pruner) drops(path *check.Path, name string, gate target.Gate) bool {
	if !p.apply {
		at := path.Child(name)
		p.found = append(p.found, Dropped{at.String(), gate})
	}
	return p.apply
}

func (p *pruner) template(path *check.Path, template *corev1.PodTemplateSpec) {
	p.annotations(path, template)
	spec := path.Child("spec")
	p.pod(&spec, &template.Spec)
	p.placement(&spec, &template.Spec)
	p.volumes(&spec, &template.Spec)
	list := spec.Child("containers")
	for i := range template.Spec.Containers {
		at := list.Index(i)
		p.container(&at, &template.Spec.Containers[i], false)
	}
	list = spec.Child("initContainers")
	for i := range template.Spec.InitContainers {
		at := list.Index(i)
		p.container(&at, &template.Spec.InitContainers[i], true)
	}
	list = spec.Child("ephemeralContainers")
	for i := range template.Spec.EphemeralContainers {
		at := list.Index(i)
		p.container(&at, (*corev1.Container)(&template.Spec.EphemeralContainers[i].EphemeralContainerCommon), false)
	}
}

func (p *pruner) annotations(path *check.Path, template *corev1.PodTemplateSpec) {
	if len(template.Annotations) == 0 || !p.off(target.AppArmor, p.opts.KeepAppArmorAnnotations) {
		return
	}
	for key := range template.Annotations {
		if !strings.HasPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix) {
			continue
		}
		metadata := path.Child("metadata")
		if p.drops(&metadata, "annotations["+key+"]", target.AppArmor) {
			delete(template.Annotations, key)
		}
	}
}

func (p *pruner) pod(path *check.Path, spec *corev1.PodSpec) {
	if spec.HostUsers != nil && p.off(target.UserNamespacesSupport, p.opts.KeepHostUsers) && p.drops(path, "hostUsers", target.UserNamespacesSupport) {
		spec.HostUsers = nil
	}
	if spec.Resources != nil && p.off(target.PodLevelResources, p.opts.KeepPodResources) && p.drops(path, "resources", target.PodLevelResources) {
		spec.Resources = nil
	}
	if len(spec.ResourceClaims) > 0 && p.off(target.DynamicResourceAllocation, p.opts.KeepResourceClaims) && p.drops(path, "resourceClaims", target.DynamicResourceAllocation) {
		spec.ResourceClaims = nil
	}
	if spec.HostnameOverride != nil && p.off(target.HostnameOverride, p.opts.KeepHostnameOverride) && p.drops(path, "hostnameOverride", target.HostnameOverride) {
		spec.HostnameOverride = nil
	}
	if spec.SchedulingGroup != nil && p.off(target.GenericWorkload, p.opts.KeepSchedulingGroup) && p.drops(path, "schedulingGroup", target.GenericWorkload) {
		spec.SchedulingGroup = nil
	}
	if len(spec.EvictionResponders) > 0 && p.off(target.EvictionRequestAPI, p.opts.KeepEvictionResponders) && p.drops(path, "evictionResponders", target.EvictionRequestAPI) {
		spec.EvictionResponders = nil
	}
	sc := spec.SecurityContext
	if sc == nil {
		return
	}
	at := path.Child("securityContext")
	if sc.SupplementalGroupsPolicy != nil && p.off(target.SupplementalGroupsPolicy, p.opts.KeepSupplementalGroupsPolicy) && p.drops(&at, "supplementalGroupsPolicy", target.SupplementalGroupsPolicy) {
		sc.SupplementalGroupsPolicy = nil
	}
	if sc.SELinuxChangePolicy != nil && p.off(target.SELinuxChangePolicy, p.opts.KeepSELinuxChangePolicy) && p.drops(&at, "seLinuxChangePolicy", target.SELinuxChangePolicy) {
		sc.SELinuxChangePolicy = nil
	}
	if sc.AppArmorProfile != nil && p.appArmorOff() && p.drops(&at, "appArmorProfile", target.AppArmorFields) {
		sc.AppArmorProfile = nil
	}
}

func (p *pruner) appArmorOff() bool {
	return p.off(target.AppArmorFields, p.opts.KeepAppArmorFields) || p.off(target.AppArmor, p.opts.KeepAppArmorFields)
}

func (p *pruner) placement(path *check.Path, spec *corev1.PodSpec) {
	if len(spec.SchedulingGates) > 0 && p.off(target.PodSchedulingReadiness, p.opts.KeepSchedulingGates) && p.drops(path, "schedulingGates", target.PodSchedulingReadiness) {
		spec.SchedulingGates = nil
	}
	list := path.Child("topologySpreadConstraints")
	for i := range spec.TopologySpreadConstraints {
		at := list.Index(i)
		p.spread(&at, &spec.TopologySpreadConstraints[i])
	}
	if spec.Affinity == nil || !p.off(target.MatchLabelKeysInPodAffinity, p.opts.KeepMatchLabelKeysInAffinity) {
		return
	}
	affinity := path.Child("affinity")
	if a := spec.Affinity.PodAffinity; a != nil {
		at := affinity.Child("podAffinity")
		p.affinity(&at, a.RequiredDuringSchedulingIgnoredDuringExecution, a.PreferredDuringSchedulingIgnoredDuringExecution)
	}
	if a := spec.Affinity.PodAntiAffinity; a != nil {
		at := affinity.Child("podAntiAffinity")
		p.affinity(&at, a.RequiredDuringSchedulingIgnoredDuringExecution, a.PreferredDuringSchedulingIgnoredDuringExecution)
	}
}

func (p *pruner) spread(path *check.Path, c *corev1.TopologySpreadConstraint) {
	if c.MinDomains != nil && p.off(target.MinDomainsInPodTopologySpread, p.opts.KeepMinDomains) && p.drops(path, "minDomains", target.MinDomainsInPodTopologySpread) {
		c.MinDomains = nil
	}
	if c.NodeAffinityPolicy != nil && p.off(target.NodeInclusionPolicyInPodTopologySpread, p.opts.KeepNodeAffinityPolicy) && p.drops(path, "nodeAffinityPolicy", target.NodeInclusionPolicyInPodTopologySpread) {
		c.NodeAffinityPolicy = nil
	}
	if c.NodeTaintsPolicy != nil && p.off(target.NodeInclusionPolicyInPodTopologySpread, p.opts.KeepNodeTaintsPolicy) && p.drops(path, "nodeTaintsPolicy", target.NodeInclusionPolicyInPodTopologySpread) {
		c.NodeTaintsPolicy = nil
	}
	if len(c.MatchLabelKeys) > 0 && p.off(target.MatchLabelKeysInPodTopologySpread, p.opts.KeepMatchLabelKeysInSpread) && p.drops(path, "matchLabelKeys", target.MatchLabelKeysInPodTopologySpread) {
		c.MatchLabelKeys = nil
	}
}

func (p *pruner) affinity(path *check.Path, required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm) {
	list := path.Child("requiredDuringSchedulingIgnoredDuringExecution")
	for i := range required {
		at := list.Index(i)
		p.affinityTerm(&at, &required[i])
	}
	list = path.Child("preferredDuringSchedulingIgnoredDuringExecution")
	for i := range preferred {
		element := list.Index(i)
		at := element.Child("podAffinityTerm")
		p.affinityTerm(&at, &preferred[i].PodAffinityTerm)
	}
}

func (p *pruner) affinityTerm(path *check.Path, term *corev1.PodAffinityTerm) {
	if len(term.MatchLabelKeys) > 0 && p.drops(path, "matchLabelKeys", target.MatchLabelKeysInPodAffinity) {
		term.MatchLabelKeys = nil
	}
	if len(term.MismatchLabelKeys) > 0 && p.drops(path, "mismatchLabelKeys", target.MatchLabelKeysInPodAffinity) {
		term.MismatchLabelKeys = nil
	}
}
