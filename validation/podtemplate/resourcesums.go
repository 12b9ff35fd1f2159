package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// resourceSums answers how much of a resource all containers of a pod need at once.
type resourceSums struct {
	spec   *corev1.PodSpec
	limits bool // else requests
	all    map[corev1.ResourceName]resource.Quantity
}

// sumsFor returns the sums of the resources that are asked for. Few are added up one by one.
// Cost: allocates where more than fewNames are asked for.
func sumsFor(r *check.Report, spec *corev1.PodSpec, asked corev1.ResourceList, limits bool, opts *Options) resourceSums {
	s := resourceSums{spec: spec, limits: limits}
	if len(asked) > fewNames {
		s.all = allSums(r, spec, limits, opts)
	}
	return s
}

// of returns the sum of one resource: of the regular containers and the sidecars together, or more where an
// init container that ends needs more beside the sidecars started before it.
//
// Parity: component-helpers AggregateContainerRequests, AggregateContainerLimits.
func (s *resourceSums) of(r *check.Report, name corev1.ResourceName, opts *Options) resource.Quantity {
	if s.all != nil {
		return s.all[name]
	}
	var sum, sidecars, most resource.Quantity
	for i := range s.spec.Containers {
		sum.Add(amounts(&s.spec.Containers[i], s.limits)[name])
	}
	for i := range s.spec.InitContainers {
		c := &s.spec.InitContainers[i]
		amount := amounts(c, s.limits)[name]
		if isSidecar(r, c, opts) {
			sum.Add(amount)
			sidecars.Add(amount)
			continue
		}
		need := amount.DeepCopy() // a very large amount is a pointer to the template's own
		if need.Add(sidecars); need.Cmp(most) > 0 {
			most = need
		}
	}
	if most.Cmp(sum) > 0 {
		return most
	}
	return sum
}

// allSums returns the sums of all resources that a container names, as of does for one.
func allSums(r *check.Report, spec *corev1.PodSpec, limits bool, opts *Options) map[corev1.ResourceName]resource.Quantity {
	sums, sidecars, most := corev1.ResourceList{}, corev1.ResourceList{}, corev1.ResourceList{}
	for i := range spec.Containers {
		addTo(sums, amounts(&spec.Containers[i], limits))
	}
	for i := range spec.InitContainers {
		c := &spec.InitContainers[i]
		if isSidecar(r, c, opts) {
			addTo(sums, amounts(c, limits))
			addTo(sidecars, amounts(c, limits))
			continue
		}
		for name, amount := range amounts(c, limits) {
			need := amount.DeepCopy()
			if need.Add(sidecars[name]); need.Cmp(most[name]) > 0 {
				most[name] = need
			}
		}
	}
	for name, amount := range most {
		if amount.Cmp(sums[name]) > 0 {
			sums[name] = amount
		}
	}
	return sums
}

func amounts(c *corev1.Container, limits bool) corev1.ResourceList {
	if limits {
		return c.Resources.Limits
	}
	return c.Resources.Requests
}

func addTo(sums, list corev1.ResourceList) {
	for name, amount := range list {
		sum := sums[name]
		sum.Add(amount)
		sums[name] = sum
	}
}
