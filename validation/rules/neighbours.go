package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// Neighbours are the objects of the same input that a rule may need beside the one it looks at.
// The zero value is empty and ready. Objects without a namespace are in the same one.
type Neighbours struct {
	services []service
	claims   []claim
}

type service struct {
	namespace, name string
	headless        bool
}

type claim struct {
	namespace, name string
	modes           []corev1.PersistentVolumeAccessMode
}

// AddService takes a Service of the input.
func (n *Neighbours) AddService(s *corev1.Service) {
	n.services = append(n.services, service{s.Namespace, s.Name, s.Spec.ClusterIP == corev1.ClusterIPNone})
}

// AddClaim takes a PersistentVolumeClaim of the input.
func (n *Neighbours) AddClaim(c *corev1.PersistentVolumeClaim) {
	n.claims = append(n.claims, claim{c.Namespace, c.Name, c.Spec.AccessModes})
}

// service returns the Service of that name, and whether the input has any Service at all: without one they
// are probably somewhere else.
func (n *Neighbours) service(namespace, name string) (found service, ok, others bool) {
	if n == nil {
		return service{}, false, false
	}
	for _, s := range n.services {
		if s.name == name && sameNamespace(s.namespace, namespace) {
			return s, true, true
		}
	}
	return service{}, false, len(n.services) > 0
}

// claimModes returns the access modes of the claim, nil where it is not in the input.
func (n *Neighbours) claimModes(namespace, name string) []corev1.PersistentVolumeAccessMode {
	if n == nil {
		return nil
	}
	for _, c := range n.claims {
		if c.name == name && sameNamespace(c.namespace, namespace) {
			return c.modes
		}
	}
	return nil
}

// sameNamespace leaves open what is not written: it is then the one that the manifest is applied to.
func sameNamespace(a, b string) bool { return a == "" || b == "" || a == b }

// exclusive says how far a volume can be shared.
type exclusive uint8

const (
	shared  exclusive = iota
	oneNode           // ReadWriteOnce
	onePod            // ReadWriteOncePod
)

// exclusiveClaim returns the first volume of the pod that is a claim known to be for one node or one pod
// only, and its index; -1 where there is none.
func (s *subject) exclusiveClaim() (how exclusive, index int) {
	for i := range s.pod.Volumes {
		var modes []corev1.PersistentVolumeAccessMode
		switch v := &s.pod.Volumes[i]; {
		case v.PersistentVolumeClaim != nil:
			modes = s.neighbours.claimModes(s.meta.Namespace, v.PersistentVolumeClaim.ClaimName)
		default:
			continue // an ephemeral volume is a claim of its own for each pod
		}
		switch {
		case slices.Contains(modes, corev1.ReadWriteOncePod):
			return onePod, i
		case len(modes) > 0 && !slices.Contains(modes, corev1.ReadWriteMany) && !slices.Contains(modes, corev1.ReadOnlyMany):
			return oneNode, i
		}
	}
	return shared, -1
}
