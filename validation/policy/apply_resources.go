package policy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
)

// applyRequests sets requests of containers. A container with a limit requests that much when nothing else
// is written, so there is nothing to set; nor where the pod as a whole says what it requests.
func applyRequests(a *applier, s *setting) {
	a.eachContainer(func(c *corev1.Container, at string) {
		for _, name := range slices.Sorted(maps.Keys(s.amounts)) {
			if has(c.Resources.Requests, name) || has(c.Resources.Limits, name) || a.podSays(name) {
				continue
			}
			setAmount(a, &c.Resources.Requests, name, s, at+"/resources/requests")
		}
	})
}

func applyLimits(a *applier, s *setting) {
	a.eachContainer(func(c *corev1.Container, at string) {
		for _, name := range slices.Sorted(maps.Keys(s.amounts)) {
			if has(c.Resources.Limits, name) || a.podSays(name) {
				continue
			}
			if request, limit := c.Resources.Requests[name], s.amounts[name]; request.Cmp(limit) > 0 {
				a.leave(s, at+"/resources/limits", fmt.Sprintf("container %s requests %s of %s, more than %s", c.Name, &request, name, &limit))
				continue
			}
			setAmount(a, &c.Resources.Limits, name, s, at+"/resources/limits")
		}
	})
}

// podSays reports whether the pod's own resources speak of the resource.
func (a *applier) podSays(name corev1.ResourceName) bool {
	own := a.pod().Resources
	return own != nil && (has(own.Requests, name) || has(own.Limits, name))
}

func (a *applier) eachContainer(do func(c *corev1.Container, at string)) {
	for i := range a.pod().InitContainers {
		do(&a.pod().InitContainers[i], a.podAt()+"/initContainers/"+strconv.Itoa(i))
	}
	for i := range a.pod().Containers {
		do(&a.pod().Containers[i], a.podAt()+"/containers/"+strconv.Itoa(i))
	}
}

func has(list corev1.ResourceList, name corev1.ResourceName) bool {
	_, there := list[name]
	return there
}

func setAmount(a *applier, into *corev1.ResourceList, name corev1.ResourceName, s *setting, at string) {
	if *into == nil {
		*into = corev1.ResourceList{}
	}
	(*into)[name] = s.amounts[name].DeepCopy()
	a.set(at+"/"+escape(string(name)), s.amounts[name])
}
