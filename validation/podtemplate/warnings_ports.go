package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	warnHostIPAlone   check.ID = "port-host-ip-alone"
	warnPortTwice     check.ID = "port-duplicate"
	warnPortOverlap   check.ID = "port-overlap"
	warnPortAmbiguous check.ID = "port-ambiguous"
	warnPortName      check.ID = "port-name-duplicate-in-pod"
)

// portAt is a port and where it stands.
type portAt struct {
	port             *corev1.ContainerPort
	list             string // initContainers or containers
	container, index int32
}

// where spells the place of the port: containers[0].ports[1].
func (a *portAt) where() string {
	return a.list + "[" + words.Itoa(a.container) + "].ports[" + words.Itoa(a.index) + "]"
}

func (a *portAt) add(w *check.Warnings, spec *check.Path, id check.ID, message, hint string) {
	list := spec.Child(a.list)
	container := list.Index(int(a.container))
	ports := container.Child("ports")
	at := ports.Index(int(a.index))
	w.Add(id, &at, message, hint)
}

// warnPorts is about ports that are in another one's way, in the same container or another of the pod.
// Cost: one look at each pair of ports, as far as the collector lets it; allocates above 32 ports.
func warnPorts(w *check.Warnings, p *check.Path, spec *corev1.PodSpec) {
	var few [32]portAt
	all := few[:0]
	for i := range spec.InitContainers {
		all = appendPorts(all, "initContainers", i, spec.InitContainers[i].Ports)
	}
	for i := range spec.Containers {
		all = appendPorts(all, "containers", i, spec.Containers[i].Ports)
	}
	for i := range all {
		if port := all[i].port; port.HostIP != "" && port.HostPort == 0 {
			all[i].add(w, p, warnHostIPAlone, "hostIP "+port.HostIP+" has no effect without a hostPort", "remove hostIP, or write hostPort")
		}
		named := false
		for j := range i {
			if !w.MayCompare() {
				return
			}
			warnPortPair(w, p, &all[i], &all[j])
			if name := all[i].port.Name; name != "" && name == all[j].port.Name && !named && w.Target.Since(33) {
				named = true // the first of the name is the one that counts
				all[i].add(w, p, warnPortName, "port name "+words.Quoted(name)+" belongs to "+all[j].where()+", which services and probes will use", "give each port of the pod a name of its own")
			}
		}
	}
}

func appendPorts(all []portAt, list string, container int, ports []corev1.ContainerPort) []portAt {
	for i := range ports {
		all = append(all, portAt{&ports[i], list, int32(container), int32(i)})
	}
	return all
}

func warnPortPair(w *check.Warnings, p *check.Path, this, earlier *portAt) {
	a, b := this.port, earlier.port
	if a.ContainerPort != b.ContainerPort || a.Protocol != b.Protocol {
		return
	}
	port := "port " + words.Itoa(a.ContainerPort) + "/" + string(a.Protocol)
	switch {
	case a.HostIP == b.HostIP && a.HostPort == b.HostPort:
		this.add(w, p, warnPortTwice, port+" stands in "+earlier.where()+" already", "remove one of them")
	case a.HostPort == 0 || b.HostPort == 0:
		this.add(w, p, warnPortOverlap, port+" stands in "+earlier.where()+" too, and only one of them has a hostPort", "remove the one without")
	case a.HostPort == b.HostPort && (a.HostIP == "") != (b.HostIP == ""):
		this.add(w, p, warnPortAmbiguous, port+" has the hostPort of "+earlier.where()+", once with a hostIP and once for all addresses", "write hostIP in both, or remove one of them")
	}
}
