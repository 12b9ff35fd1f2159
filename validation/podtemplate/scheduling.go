package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	gateNameInvalid     check.ID = "scheduling-gate-name-invalid"
	gateNameDuplicate   check.ID = "scheduling-gate-duplicate"
	preemptionMissing   check.ID = "preemption-policy-missing"
	preemptionUnknown   check.ID = "preemption-policy-unknown"
	groupNameMissing    check.ID = "scheduling-group-name-missing"
	groupNameInvalid    check.ID = "scheduling-group-name-invalid"
	groupWithResponders check.ID = "scheduling-group-with-eviction-responders"
	nodeNameInvalid     check.ID = "node-name-invalid"
	priorityClassName   check.ID = "priority-class-name-invalid"
	runtimeClassName    check.ID = "runtime-class-name-invalid"
)

// scheduling reports what is wrong with where and when the pod may run.
func scheduling(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.NodeSelector) > 0 {
		at := p.Child("nodeSelector")
		labels(r, &at, spec.NodeSelector)
	}
	affinity(r, p, spec.Affinity, opts)
	schedulingGates(r, p, spec.SchedulingGates, opts)
	topologySpread(r, p, spec.TopologySpreadConstraints, opts)
	if spec.NodeName != "" {
		subdomainName(r, nodeNameInvalid, p, "nodeName", spec.NodeName)
	}
	if len(spec.Tolerations) > 0 {
		at := p.Child("tolerations")
		tolerations(r, &at, spec.Tolerations, opts)
	}
	if spec.PriorityClassName != "" {
		subdomainName(r, priorityClassName, p, "priorityClassName", spec.PriorityClassName)
	}
	if spec.RuntimeClassName != nil {
		subdomainName(r, runtimeClassName, p, "runtimeClassName", *spec.RuntimeClassName)
	}
	preemptionPolicy(r, p, spec.PreemptionPolicy)
	schedulingGroup(r, p, spec, opts)
}

// subdomainName is about the name of another object, which is a DNS subdomain.
func subdomainName(r *check.Report, id check.ID, p *check.Path, field, name string) {
	if !syntax.IsDNSSubdomain(name) {
		at := p.Child(field)
		r.Invalid(id, &at, name, dnsSubdomainFault(field, name), "")
	}
}

// qualifiedNameFault says why the name is no qualified name.
func qualifiedNameFault(what, name string) string {
	if name == "" {
		return what + " is empty"
	}
	return what + " " + words.Quoted(name) + " must be a name of at most 63 letters, digits, -, _ and ., after an optional domain and /"
}

// schedulingGates: 1.29 can turn them off.
//
// Parity: core validateSchedulingGates.
func schedulingGates(r *check.Report, p *check.Path, gates []corev1.PodSchedulingGate, opts *Options) {
	if len(gates) == 0 || !r.Target.Enabled(target.PodSchedulingReadiness) && !opts.KeepSchedulingGates {
		return
	}
	list := p.Child("schedulingGates")
	var names nameSet
	for i := range gates {
		name := gates[i].Name
		if !syntax.IsQualifiedName(name) {
			at := list.Index(i)
			r.Invalid(gateNameInvalid, &at, name, qualifiedNameFault("scheduling gate", name), "")
		}
		if !names.add(name) {
			at := list.Index(i)
			r.Duplicate(gateNameDuplicate, &at, name, "scheduling gate "+words.Quoted(name)+" stands twice", "remove one")
		}
	}
}

func preemptionPolicy(r *check.Report, p *check.Path, policy *corev1.PreemptionPolicy) {
	if policy == nil {
		return
	}
	switch at := p.Child("preemptionPolicy"); *policy {
	case corev1.PreemptLowerPriority, corev1.PreemptNever:
	case "":
		r.Required(preemptionMissing, &at, "preemptionPolicy is empty", "write PreemptLowerPriority or Never, or leave it out")
	default:
		r.NotSupported(preemptionUnknown, &at, *policy, "preemptionPolicy is "+words.Quoted(*policy), words.OneOf(*policy, corev1.PreemptLowerPriority, corev1.PreemptNever))
	}
}

// schedulingGroup: since 1.36, off by default.
//
// Parity: core validateSchedulingGroup, ValidatePodSpec.
func schedulingGroup(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if spec.SchedulingGroup == nil || !r.Target.Since(36) || !r.Target.Enabled(target.GenericWorkload) && !opts.KeepSchedulingGroup {
		return
	}
	at := p.Child("schedulingGroup")
	if name := spec.SchedulingGroup.PodGroupName; name == nil {
		in := at.Child("podGroupName")
		r.Invalid(groupNameMissing, &in, "", "schedulingGroup names no group", "write podGroupName, or remove schedulingGroup")
	} else {
		subdomainName(r, groupNameInvalid, &at, "podGroupName", *name)
	}
	if len(spec.EvictionResponders) > 0 && keepsEvictionResponders(r, opts) {
		r.Forbidden(groupWithResponders, &at, "schedulingGroup and evictionResponders are both set; they exclude each other", "remove one of them")
	}
}
