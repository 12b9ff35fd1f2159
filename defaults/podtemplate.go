package defaults

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// dropOldAnnotations takes away where init containers stood before they had a field. Up to 1.36 the API server
// does so when it converts the object, before anyone sees it; from 1.37 on only when it stores it. It is no
// default, and no record speaks of it.
func dropOldAnnotations(annotations map[string]string) {
	for key := range annotations {
		switch key {
		case "pod.beta.kubernetes.io/init-containers", "pod.alpha.kubernetes.io/init-containers",
			"pod.beta.kubernetes.io/init-container-statuses", "pod.alpha.kubernetes.io/init-container-statuses":
			delete(annotations, key)
		}
	}
}

// setPodTemplate gives a pod template its defaults.
//
// A template gets less than a Pod: no requests made of limits, no host ports of the host network, no
// enableServiceLinks, no requests of the pod made of its containers'. Those come when a Pod is made of it.
//
// Source: SetDefaults_PodSpec and what the scheme generates around it. 1.36 and older copied serviceAccount
// when they converted the object, with the same outcome.
func setPodTemplate(template *corev1.PodTemplateSpec, at *pointer, t target.Version, record *Record) {
	if !t.Since(37) {
		dropOldAnnotations(template.Annotations)
	}
	spec, specAt := &template.Spec, at.child("spec")
	if spec.ServiceAccountName == "" && spec.DeprecatedServiceAccount != "" {
		spec.ServiceAccountName = spec.DeprecatedServiceAccount
		if record != nil {
			record.add(&specAt, "serviceAccountName", spec.ServiceAccountName)
		}
	}
	if spec.DeprecatedServiceAccount != spec.ServiceAccountName {
		spec.DeprecatedServiceAccount = spec.ServiceAccountName
		if record != nil {
			record.add(&specAt, "serviceAccount", spec.ServiceAccountName)
		}
	}
	if spec.DNSPolicy == "" {
		spec.DNSPolicy = corev1.DNSClusterFirst
		record.add(&specAt, "dnsPolicy", corev1.DNSClusterFirst)
	}
	if spec.RestartPolicy == "" { // which no Job may have: validation says so
		spec.RestartPolicy = corev1.RestartPolicyAlways
		record.add(&specAt, "restartPolicy", corev1.RestartPolicyAlways)
	}
	if spec.SecurityContext == nil {
		spec.SecurityContext = &corev1.PodSecurityContext{}
		record.add(&specAt, "securityContext", object{})
	}
	if spec.TerminationGracePeriodSeconds == nil {
		spec.TerminationGracePeriodSeconds = new(int64(corev1.DefaultTerminationGracePeriodSeconds))
		record.add(&specAt, "terminationGracePeriodSeconds", int64(corev1.DefaultTerminationGracePeriodSeconds))
	}
	if spec.SchedulerName == "" {
		spec.SchedulerName = corev1.DefaultSchedulerName
		record.add(&specAt, "schedulerName", corev1.DefaultSchedulerName)
	}
	setVolumes(spec.Volumes, &specAt, t, record)
	setContainers(spec, &specAt, t, record)

	overhead := specAt.child("overhead")
	setResourceList(spec.Overhead, &overhead, record)
	if spec.Resources != nil {
		resources := specAt.child("resources")
		setResources(spec.Resources.Limits, spec.Resources.Requests, &resources, record)
	}
}
