package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	containersMissing         check.ID = "containers-missing"
	containerNameMissing      check.ID = "container-name-missing"
	containerNameInvalid      check.ID = "container-name-invalid"
	containerNameDuplicate    check.ID = "container-name-duplicate"
	containerImageMissing     check.ID = "container-image-missing"
	containerMessageMissing   check.ID = "container-termination-message-policy-missing"
	containerMessageUnknown   check.ID = "container-termination-message-policy-unknown"
	containerPullMissing      check.ID = "container-image-pull-policy-missing"
	containerPullUnknown      check.ID = "container-image-pull-policy-unknown"
	containerHostPortConflict check.ID = "container-host-port-duplicate"
)

// containers reports what is wrong with the regular containers.
//
// Parity: core validateContainers.
func containers(r *check.Report, p *check.Path, s *scope, opts *Options) {
	list := p.Child("containers")
	if len(s.spec.Containers) == 0 {
		r.Required(containersMissing, &list, "the pod has no containers", "write at least one container with a name and an image")
		return
	}
	var names nameSet
	for i := range s.spec.Containers {
		c := &s.spec.Containers[i]
		at := list.Index(i)
		container(r, &at, c, s, opts)
		if !names.add(c.Name) {
			duplicateName(r, &at, c.Name)
		}
		lifecycle(r, &at, c, s, opts)
		probes(r, &at, c, s, opts)
		restartPolicy(r, &at, c, opts)
	}
	hostPorts(r, &list, s.spec.Containers)
	hostNetworkPorts(r, &list, s.spec)
}

func duplicateName(r *check.Report, p *check.Path, name string) {
	at := p.Child("name")
	r.Duplicate(containerNameDuplicate, &at, name, "another container is called "+words.Quoted(name)+" already", "give each container, init containers too, a name of its own")
}

// container reports what is wrong with a container of any kind.
//
// Parity: core validateContainerCommon.
func container(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	containerName(r, p, c)
	if c.Image == "" {
		at := p.Child("image")
		r.Required(containerImageMissing, &at, "container "+words.Quoted(c.Name)+" has no image", "write `image: NAME:TAG`")
	}
	terminationMessagePolicy(r, p, c)
	ports(r, p, c)
	env(r, p, c, opts)
	envFrom(r, p, c, opts)
	volumeMounts(r, p, c, s, opts)
	volumeDevices(r, p, c, s)
	imagePullPolicy(r, p, c)
	resources(r, p, c, s, opts)
	resizePolicy(r, p, c, s, opts)
	securityContext(r, p, c, s, opts)
}

func containerName(r *check.Report, p *check.Path, c *corev1.Container) {
	switch {
	case c.Name == "":
		at := p.Child("name")
		r.Required(containerNameMissing, &at, "the container has no name", "write `name: main`, or what it does")
	case !syntax.IsDNSLabel(c.Name):
		at := p.Child("name")
		r.Invalid(containerNameInvalid, &at, c.Name, dnsLabelFault("container name", c.Name), "")
	}
}

// dnsLabelFault says why the name is no DNS label.
func dnsLabelFault(what, name string) string {
	if n := len(name); n > syntax.MaxLabel {
		return what + " " + words.Quoted(name) + " has " + words.Itoa(n) + " characters; at most " + words.Itoa(syntax.MaxLabel) + " are allowed"
	}
	return what + " " + words.Quoted(name) + " may have only lower case letters, digits and -, with a letter or digit at both ends"
}

// dnsSubdomainFault says why the name is no DNS subdomain.
func dnsSubdomainFault(what, name string) string {
	switch n := len(name); {
	case n == 0:
		return what + " is empty"
	case n > syntax.MaxSubdomain:
		return what + " " + words.Quoted(name) + " has " + words.Itoa(n) + " characters; at most " + words.Itoa(syntax.MaxSubdomain) + " are allowed"
	}
	return what + " " + words.Quoted(name) + " may have only lower case letters, digits, - and ., with a letter or digit at the ends of each part"
}

func terminationMessagePolicy(r *check.Report, p *check.Path, c *corev1.Container) {
	switch c.TerminationMessagePolicy {
	case corev1.TerminationMessageReadFile, corev1.TerminationMessageFallbackToLogsOnError:
	case "":
		at := p.Child("terminationMessagePolicy")
		r.Required(containerMessageMissing, &at, "terminationMessagePolicy is missing", "write File or FallbackToLogsOnError")
	default:
		at := p.Child("terminationMessagePolicy")
		r.NotSupported(containerMessageUnknown, &at, c.TerminationMessagePolicy, "terminationMessagePolicy is "+words.Quoted(c.TerminationMessagePolicy),
			words.OneOf(c.TerminationMessagePolicy, corev1.TerminationMessageReadFile, corev1.TerminationMessageFallbackToLogsOnError))
	}
}

func imagePullPolicy(r *check.Report, p *check.Path, c *corev1.Container) {
	switch c.ImagePullPolicy {
	case corev1.PullAlways, corev1.PullIfNotPresent, corev1.PullNever:
	case "":
		at := p.Child("imagePullPolicy")
		r.Required(containerPullMissing, &at, "imagePullPolicy is missing", "write IfNotPresent, Always or Never")
	default:
		at := p.Child("imagePullPolicy")
		r.NotSupported(containerPullUnknown, &at, c.ImagePullPolicy, "imagePullPolicy is "+words.Quoted(c.ImagePullPolicy),
			words.OneOf(c.ImagePullPolicy, corev1.PullIfNotPresent, corev1.PullAlways, corev1.PullNever))
	}
}
