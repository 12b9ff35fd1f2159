package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	podResourcesWindows  check.ID = "pod-resources-windows"
	podResourcesClaims   check.ID = "pod-resources-claims"
	podResourceUnknown   check.ID = "pod-resource-unsupported"
	podRequestBelowSum   check.ID = "pod-request-below-containers"
	podLimitBelowSum     check.ID = "pod-limit-below-containers"
	containerAbovePod    check.ID = "container-limit-above-pod"
	podResourceNamesHint          = "write cpu, memory or hugepages-SIZE, or give it to a container"
	podRequestHint                = "raise the pod's request, or lower the containers'"
)

// podResources reports what is wrong with the resources of the pod as a whole. Since 1.32, on by default
// from 1.34.
//
// Parity: core validatePodResources.
func podResources(r *check.Report, p *check.Path, s *scope, opts *Options) {
	res := s.spec.Resources
	if res == nil || !r.Target.Enabled(target.PodLevelResources) {
		return
	}
	at := p.Child("resources")
	if r.Target.Since(34) && s.spec.OS != nil && s.spec.OS.Name == corev1.Windows {
		r.Forbidden(podResourcesWindows, &at, "a Windows pod (os.name) has no resources of its own", "move them to the containers")
		return
	}
	if res.Claims != nil {
		in := at.Child("claims")
		r.Forbidden(podResourcesClaims, &in, "the resources of a pod have no claims", "move them to a container")
		resourceClaims(r, &in, res.Claims, s)
	}
	resourceLists(r, &at, res.Limits, res.Requests, true, opts)
	requestsCoverContainers(r, &at, s.spec, opts)
	if r.Target.Since(34) {
		limitsCoverHugePages(r, &at, s.spec, opts)
	}
	containersWithinLimits(r, &at, s.spec)
}

// podResourceName is about the name of a resource other than cpu and memory. Huge pages came with 1.33.
//
// Parity: core validatePodResourceName.
func podResourceName(r *check.Report, p *check.Path, name corev1.ResourceName) {
	switch {
	case !syntax.IsQualifiedName(string(name)):
		r.Invalid(resourceNameInvalid, p, name, words.Quoted(name)+" is no name of a resource", podResourceNamesHint)
	case !strings.Contains(string(name), "/") && !isStandardResource(name):
		r.Invalid(resourceNameUnknown, p, name, "there is no resource "+words.Quoted(name), words.OneOf(name, corev1.ResourceCPU, corev1.ResourceMemory))
	case !isHugePages(name) || !r.Target.Since(33):
		r.NotSupported(podResourceUnknown, p, name, "a pod as a whole has no resource "+words.Quoted(name), podResourceNamesHint)
	}
}

// isStandardResource reports whether a container, a quota or a volume can have a resource of the name.
//
// Parity: core IsStandardResourceName.
func isStandardResource(name corev1.ResourceName) bool {
	switch name {
	case corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage, corev1.ResourceStorage,
		corev1.ResourceRequestsCPU, corev1.ResourceRequestsMemory, corev1.ResourceRequestsEphemeralStorage, corev1.ResourceRequestsStorage,
		corev1.ResourceLimitsCPU, corev1.ResourceLimitsMemory, corev1.ResourceLimitsEphemeralStorage:
		return true
	}
	return isCounted(name) || isHugePages(name) || strings.HasPrefix(string(name), corev1.ResourceRequestsHugePagesPrefix)
}

// isCounted reports whether a quota counts objects under the name.
func isCounted(name corev1.ResourceName) bool {
	switch name {
	case corev1.ResourcePods, corev1.ResourceQuotas, corev1.ResourceServices, corev1.ResourceReplicationControllers, corev1.ResourceSecrets,
		corev1.ResourceConfigMaps, corev1.ResourcePersistentVolumeClaims, corev1.ResourceServicesNodePorts, corev1.ResourceServicesLoadBalancers:
		return true
	}
	return false
}

// requestsCoverContainers: what the containers ask for together must fit into what the pod asks for. Until
// 1.33 a request that the pod does not have counts as 0.
//
// Parity: core validatePodResourceConsistency.
func requestsCoverContainers(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	list := p.Child("requests")
	if r.Target.Since(34) {
		sums := sumsFor(r, spec, spec.Resources.Requests, false, opts)
		for name, request := range spec.Resources.Requests {
			at := list.Key(string(name))
			requestCovers(r, &at, name, &request, sums.of(r, name, opts))
		}
		return
	}
	for name, sum := range allSums(r, spec, false, opts) {
		at := list.Key(string(name))
		request := spec.Resources.Requests[name]
		requestCovers(r, &at, name, &request, sum)
	}
}

func requestCovers(r *check.Report, p *check.Path, name corev1.ResourceName, request *resource.Quantity, sum resource.Quantity) {
	if sum.Cmp(*request) > 0 {
		r.Invalid(podRequestBelowSum, p, request.String(), "the pod requests "+request.String()+" of "+string(name)+", but its containers together "+sum.String(), podRequestHint)
	}
}

// limitsCoverHugePages: huge pages cannot be overcommitted, so the pod's limit must hold all of them.
func limitsCoverHugePages(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	list := p.Child("limits")
	sums := sumsFor(r, spec, spec.Resources.Limits, true, opts)
	for name, limit := range spec.Resources.Limits {
		if !isHugePages(name) {
			continue
		}
		if sum := sums.of(r, name, opts); sum.Cmp(limit) > 0 {
			at := list.Key(string(name))
			r.Invalid(podLimitBelowSum, &at, limit.String(), "the pod's limit of "+string(name)+" is "+limit.String()+", but its containers may use "+sum.String()+" together", "raise the pod's limit, or lower the containers'")
		}
	}
}

// containersWithinLimits: no regular container may use more than the pod.
func containersWithinLimits(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	if len(spec.Resources.Limits) == 0 {
		return
	}
	list := p.Child("containers")
	for i := range spec.Containers {
		item := list.Index(i)
		for name, limit := range spec.Containers[i].Resources.Limits {
			ofPod, ok := spec.Resources.Limits[name]
			if !ok || limit.Cmp(ofPod) <= 0 {
				continue
			}
			// The API server writes this path, although there is no such field.
			key := item.Key(string(name))
			at := key.Child("limits")
			r.Invalid(containerAbovePod, &at, limit.String(), "container "+words.Quoted(spec.Containers[i].Name)+" has a "+string(name)+" limit of "+limit.String()+", above the pod's "+ofPod.String(), "lower it, or raise the pod's limit")
		}
	}
}
