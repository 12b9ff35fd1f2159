package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Stubs of the pod half, until its files take over. Delete the line when you write the function.

func templateMetadata(*check.Report, *check.Path, *corev1.PodTemplateSpec, *Options)        {}
func volumes(*check.Report, *check.Path, *corev1.PodSpec, *Options)                         {}
func podSecurity(*check.Report, *check.Path, *corev1.PodSpec, *Options)                     {}
func scheduling(*check.Report, *check.Path, *corev1.PodSpec, *Options)                      {}
func dns(*check.Report, *check.Path, *corev1.PodSpec, *Options)                             {}
func podResources(*check.Report, *check.Path, *corev1.PodSpec, *Options)                    {}
func podMisc(*check.Report, *check.Path, *corev1.PodSpec, *Options)                         {}
func podOptions(*Options, *corev1.PodTemplateSpec, *corev1.PodTemplateSpec, target.Version) {}
func catalogPod() []check.Row                                                               { return nil }
