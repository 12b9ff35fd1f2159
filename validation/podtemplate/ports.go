package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	portNameInvalid       check.ID = "container-port-name-invalid"
	portNameDuplicate     check.ID = "container-port-name-duplicate"
	portMissing           check.ID = "container-port-missing"
	portRange             check.ID = "container-port-range"
	hostPortRange         check.ID = "container-host-port-range"
	hostPortOnHostNetwork check.ID = "container-host-port-host-network"
	portProtocolMissing   check.ID = "container-port-protocol-missing"
	portProtocolUnknown   check.ID = "container-port-protocol-unknown"
	targetPortRange       check.ID = "handler-port-range"
	targetPortName        check.ID = "handler-port-name-invalid"
)

// Parity: core validateContainerPorts.
func ports(r *check.Report, p *check.Path, c *corev1.Container) {
	if len(c.Ports) == 0 {
		return
	}
	list := p.Child("ports")
	var names nameSet
	for i := range c.Ports {
		port := &c.Ports[i]
		item := list.Index(i)
		switch {
		case port.Name == "":
		case !syntax.IsPortName(port.Name):
			at := item.Child("name")
			r.Invalid(portNameInvalid, &at, port.Name, portNameFault(port.Name), "")
		case !names.add(port.Name):
			at := item.Child("name")
			r.Duplicate(portNameDuplicate, &at, port.Name, "two ports of the container are called "+words.Quoted(port.Name), "rename one")
		}
		portNumbers(r, &item, port)
		switch port.Protocol {
		case corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP:
		case "":
			at := item.Child("protocol")
			r.Required(portProtocolMissing, &at, "the port has no protocol", "write TCP, UDP or SCTP")
		default:
			at := item.Child("protocol")
			r.NotSupported(portProtocolUnknown, &at, port.Protocol, "protocol is "+words.Quoted(port.Protocol),
				words.OneOf(port.Protocol, corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP))
		}
	}
}

func portNumbers(r *check.Report, p *check.Path, port *corev1.ContainerPort) {
	switch {
	case port.ContainerPort == 0:
		at := p.Child("containerPort")
		r.Required(portMissing, &at, "the port has no containerPort", "write the number that the container listens on")
	case !syntax.IsPort(port.ContainerPort):
		at := p.Child("containerPort")
		r.Invalid(portRange, &at, port.ContainerPort, portRangeFault("containerPort", port.ContainerPort), "")
	}
	if port.HostPort != 0 && !syntax.IsPort(port.HostPort) {
		at := p.Child("hostPort")
		r.Invalid(hostPortRange, &at, port.HostPort, portRangeFault("hostPort", port.HostPort), "")
	}
}

func portRangeFault(what string, n int32) string {
	return what + " is " + words.Itoa(n) + "; ports are 1 to 65535"
}

func portNameFault(name string) string {
	if n := len(name); n > syntax.MaxPortName {
		return "port name " + words.Quoted(name) + " has " + words.Itoa(n) + " characters; at most " + words.Itoa(syntax.MaxPortName) + " are allowed"
	}
	return "port name " + words.Quoted(name) + " may have only lower case letters, digits and single -, with a letter among them and no - at the ends"
}

// portReference is about a port that is given by number or by name.
//
// Parity: core ValidatePortNumOrName.
func portReference(r *check.Report, p *check.Path, port intstr.IntOrString) {
	switch {
	case port.Type == intstr.Int && !syntax.IsPort(port.IntVal):
		at := p.Child("port")
		r.Invalid(targetPortRange, &at, port.IntVal, portRangeFault("port", port.IntVal), "")
	case port.Type == intstr.String && !syntax.IsPortName(port.StrVal):
		at := p.Child("port")
		r.Invalid(targetPortName, &at, port.StrVal, portNameFault(port.StrVal), "write the name of one of the container's ports, or a number without quotes")
	}
}

// hostPort is one port of the node that a container takes.
type hostPort struct {
	protocol, ip string
	port         int32
}

// hostPortOf: the API server joins the three with slashes, so a slash in a protocol, which is wrong anyway,
// counts as the one before the address.
func hostPortOf(port *corev1.ContainerPort) hostPort {
	protocol, rest, slashed := strings.Cut(string(port.Protocol), "/")
	if slashed {
		return hostPort{protocol, rest + "/" + port.HostIP, port.HostPort}
	}
	return hostPort{protocol, port.HostIP, port.HostPort}
}

// hostPorts reports ports of the node that two of the containers take.
//
// Parity: core checkHostPortConflicts.
// Cost: allocates above 8 host ports.
func hostPorts(r *check.Report, list *check.Path, containers []corev1.Container) {
	var few [8]hostPort
	n := 0
	var many map[hostPort]struct{}
	for i := range containers {
		for j := range containers[i].Ports {
			port := &containers[i].Ports[j]
			if port.HostPort == 0 {
				continue
			}
			key := hostPortOf(port)
			taken := false
			for k := 0; k < n && many == nil; k++ {
				taken = taken || few[k] == key
			}
			if many != nil {
				_, taken = many[key]
			}
			switch {
			case taken:
				c := list.Index(i)
				ports := c.Child("ports")
				item := ports.Index(j)
				at := item.Child("hostPort")
				r.Duplicate(containerHostPortConflict, &at, port.HostPort, "host port "+words.Itoa(port.HostPort)+" is taken already by another port of the pod", "change one of them, or leave hostPort out")
			case many != nil:
				many[key] = struct{}{}
			case n < len(few):
				few[n] = key
				n++
			default:
				many = map[hostPort]struct{}{key: {}}
				for _, before := range few {
					many[before] = struct{}{}
				}
			}
		}
	}
}

// hostNetworkPorts: on the node's network a port cannot be another one outside. A template may leave
// hostPort out, a pod could not.
//
// Parity: core validatePodHostNetworkDeps, of regular containers only.
func hostNetworkPorts(r *check.Report, list *check.Path, spec *corev1.PodSpec) {
	if !spec.HostNetwork {
		return
	}
	for i := range spec.Containers {
		for j := range spec.Containers[i].Ports {
			port := &spec.Containers[i].Ports[j]
			if port.HostPort == 0 || port.HostPort == port.ContainerPort {
				continue
			}
			c := list.Index(i)
			ports := c.Child("ports")
			item := ports.Index(j)
			at := item.Child("hostPort")
			r.Invalid(hostPortOnHostNetwork, &at, port.HostPort, "hostPort is "+words.Itoa(port.HostPort)+" and containerPort "+words.Itoa(port.ContainerPort)+"; with hostNetwork they are the same port", "leave hostPort out")
		}
	}
}
