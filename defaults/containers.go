package defaults

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/imageref"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// setContainers gives the containers of all three lists their defaults.
func setContainers(spec *corev1.PodSpec, at *pointer, t target.Version, record *Record) {
	hostPorts := spec.HostNetwork && t.Enabled(target.DefaultHostNetworkHostPortsInPodTemplates)

	list := at.child("initContainers")
	for i := range spec.InitContainers {
		c := list.element(i)
		setContainer(&spec.InitContainers[i], hostPorts, &c, t, record)
	}
	list = at.child("containers")
	for i := range spec.Containers {
		c := list.element(i)
		setContainer(&spec.Containers[i], hostPorts, &c, t, record)
	}
	list = at.child("ephemeralContainers")
	for i := range spec.EphemeralContainers {
		c := list.element(i)
		setContainer((*corev1.Container)(&spec.EphemeralContainers[i].EphemeralContainerCommon), false, &c, t, record)
	}
}

// setContainer gives a container its defaults. hostPorts asks for those of the host network too, which
// versions up to 1.30 give with an old feature gate.
//
// Source: SetDefaults_Container and the declared defaults of ports, env and probes.
func setContainer(c *corev1.Container, hostPorts bool, at *pointer, t target.Version, record *Record) {
	if c.ImagePullPolicy == "" {
		c.ImagePullPolicy = pullPolicy(c.Image, t)
		if record != nil {
			record.add(at, "imagePullPolicy", c.ImagePullPolicy)
		}
	}
	if c.TerminationMessagePath == "" {
		c.TerminationMessagePath = corev1.TerminationMessagePathDefault
		record.add(at, "terminationMessagePath", corev1.TerminationMessagePathDefault)
	}
	if c.TerminationMessagePolicy == "" {
		c.TerminationMessagePolicy = corev1.TerminationMessageReadFile
		record.add(at, "terminationMessagePolicy", corev1.TerminationMessageReadFile)
	}
	setPorts(c.Ports, hostPorts, at, record)
	setEnv(c.Env, at, record)
	resources := at.child("resources")
	setResources(c.Resources.Limits, c.Resources.Requests, &resources, record)
	setProbes(c, at, record)
}

// maxOldName is the most bytes of registry and repository that versions up to 1.31 take for an image name.
const maxOldName = 255

// pullPolicy is Always for the tag latest, which an image without tag and digest has, else IfNotPresent.
// What is no image name has no tag.
func pullPolicy(image string, t target.Version) corev1.PullPolicy {
	ref, ok := imageref.Parse(image)
	if !ok || ref.EffectiveTag() != "latest" || !t.Since(32) && ref.NameLength() > maxOldName {
		return corev1.PullIfNotPresent
	}
	return corev1.PullAlways
}

func setPorts(ports []corev1.ContainerPort, hostPorts bool, at *pointer, record *Record) {
	list := at.child("ports")
	for i := range ports {
		port, portAt := &ports[i], list.element(i)
		if port.Protocol == "" {
			port.Protocol = corev1.ProtocolTCP
			record.add(&portAt, "protocol", corev1.ProtocolTCP)
		}
		if hostPorts && port.HostPort == 0 && port.ContainerPort != 0 {
			port.HostPort = port.ContainerPort
			if record != nil {
				record.add(&portAt, "hostPort", port.HostPort)
			}
		}
	}
}

func setEnv(env []corev1.EnvVar, at *pointer, record *Record) {
	list := at.child("env")
	for i := range env {
		from := env[i].ValueFrom
		if from == nil {
			continue
		}
		variable := list.element(i)
		fromAt := variable.child("valueFrom")
		setFieldRef(from.FieldRef, &fromAt, record)
		if key := from.FileKeyRef; key != nil && key.Optional == nil {
			key.Optional = new(false)
			keyAt := fromAt.child("fileKeyRef")
			record.add(&keyAt, "optional", false)
		}
	}
}

// setFieldRef fills in the version that a field of the Pod is named in. at is what has the fieldRef.
func setFieldRef(ref *corev1.ObjectFieldSelector, at *pointer, record *Record) {
	if ref != nil && ref.APIVersion == "" {
		ref.APIVersion = "v1"
		refAt := at.child("fieldRef")
		record.add(&refAt, "apiVersion", "v1")
	}
}
