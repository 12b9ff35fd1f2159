package defaults

import (
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// setPodTemplate gives a pod template its defaults. at is its JSON pointer.
// Only what the validation of every template reads is set so far.
func setPodTemplate(template *corev1.PodTemplateSpec, at string, _ target.Version, record *Record) {
	spec := &template.Spec
	if spec.RestartPolicy == "" {
		spec.RestartPolicy = corev1.RestartPolicyAlways
		if record != nil {
			record.add(at+"/spec/restartPolicy", corev1.RestartPolicyAlways)
		}
	}
	if spec.DNSPolicy == "" {
		spec.DNSPolicy = corev1.DNSClusterFirst
		if record != nil {
			record.add(at+"/spec/dnsPolicy", corev1.DNSClusterFirst)
		}
	}
	if spec.TerminationGracePeriodSeconds == nil {
		spec.TerminationGracePeriodSeconds = new(int64(corev1.DefaultTerminationGracePeriodSeconds))
		if record != nil {
			record.add(at+"/spec/terminationGracePeriodSeconds", int64(corev1.DefaultTerminationGracePeriodSeconds))
		}
	}
	setContainers(spec.InitContainers, at+"/spec/initContainers/", record)
	setContainers(spec.Containers, at+"/spec/containers/", record)
}

func setContainers(containers []corev1.Container, at string, record *Record) {
	for i := range containers {
		c := &containers[i]
		pointer := ""
		if record != nil {
			pointer = at + strconv.Itoa(i)
		}
		if c.TerminationMessagePath == "" {
			c.TerminationMessagePath = corev1.TerminationMessagePathDefault
			record.add(pointer+"/terminationMessagePath", c.TerminationMessagePath)
		}
		if c.TerminationMessagePolicy == "" {
			c.TerminationMessagePolicy = corev1.TerminationMessageReadFile
			record.add(pointer+"/terminationMessagePolicy", c.TerminationMessagePolicy)
		}
		if c.ImagePullPolicy == "" {
			c.ImagePullPolicy = corev1.PullIfNotPresent
			name := c.Image[strings.LastIndexByte(c.Image, '/')+1:]
			if tag := name[strings.LastIndexByte(name, ':')+1:]; tag == name || tag == "latest" {
				c.ImagePullPolicy = corev1.PullAlways
			}
			record.add(pointer+"/imagePullPolicy", c.ImagePullPolicy)
		}
		for j := range c.Ports {
			if c.Ports[j].Protocol == "" {
				c.Ports[j].Protocol = corev1.ProtocolTCP
				record.add(pointer+"/ports/"+strconv.Itoa(j)+"/protocol", corev1.ProtocolTCP)
			}
		}
	}
}
