package podtemplate_test

import (
	"strconv"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// TestLargeTemplates asks about templates of as many entries as a request can carry. Nothing may look at each
// pair of them: this test would then run into the deadline of all tests, and a webhook into its own.
func TestLargeTemplates(t *testing.T) {
	const many = 20_000
	for name, write := range map[string]func(s *corev1.PodSpec, i int){
		"image volumes, mounts and devices": func(s *corev1.PodSpec, i int) {
			s.Volumes = append(s.Volumes, corev1.Volume{Name: strconv.Itoa(i), VolumeSource: corev1.VolumeSource{Image: &corev1.ImageVolumeSource{}}})
			s.Containers[0].VolumeMounts = append(s.Containers[0].VolumeMounts, corev1.VolumeMount{Name: strconv.Itoa(i), MountPath: "/a"})
			s.Containers[0].VolumeDevices = append(s.Containers[0].VolumeDevices, corev1.VolumeDevice{Name: "b", DevicePath: "/a"})
		},
		"ports": func(s *corev1.PodSpec, i int) {
			s.Containers[0].Ports = append(s.Containers[0].Ports, corev1.ContainerPort{ContainerPort: 1, Protocol: corev1.ProtocolTCP, HostPort: int32(i + 1)})
		},
		"files": func(s *corev1.PodSpec, i int) {
			if i == 0 {
				s.Volumes = []corev1.Volume{{Name: "a", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{}}}}
			}
			s.Volumes[0].ConfigMap.Items = append(s.Volumes[0].ConfigMap.Items, corev1.KeyToPath{Key: "k", Path: strconv.Itoa(i)})
		},
		"sources that repeat the one before": func(s *corev1.PodSpec, i int) {
			if i == 0 {
				s.Volumes = []corev1.Volume{{Name: "a", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{
					Sources: []corev1.VolumeProjection{{Secret: &corev1.SecretProjection{}}},
				}}}}
			}
			sources := &s.Volumes[0].Projected.Sources
			(*sources)[0].Secret.Items = append((*sources)[0].Secret.Items, corev1.KeyToPath{Key: "k", Path: strconv.Itoa(i)})
			*sources = append(*sources, corev1.VolumeProjection{Secret: &corev1.SecretProjection{}})
		},
		"spread constraints": func(s *corev1.PodSpec, i int) {
			s.TopologySpreadConstraints = append(s.TopologySpreadConstraints, corev1.TopologySpreadConstraint{
				MaxSkew: 1, TopologyKey: strconv.Itoa(i), WhenUnsatisfiable: corev1.DoNotSchedule, LabelSelector: &metav1.LabelSelector{},
			})
		},
		"label keys": func(s *corev1.PodSpec, i int) {
			if i == 0 {
				term := corev1.PodAffinityTerm{TopologyKey: "a", LabelSelector: &metav1.LabelSelector{}}
				s.Affinity = &corev1.Affinity{PodAffinity: &corev1.PodAffinity{RequiredDuringSchedulingIgnoredDuringExecution: []corev1.PodAffinityTerm{term}}}
			}
			term := &s.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution[0]
			term.MatchLabelKeys = append(term.MatchLabelKeys, "a"+strconv.Itoa(i))
			term.MismatchLabelKeys = append(term.MismatchLabelKeys, "b"+strconv.Itoa(i))
			term.LabelSelector.MatchExpressions = append(term.LabelSelector.MatchExpressions, metav1.LabelSelectorRequirement{Key: "c" + strconv.Itoa(i), Operator: metav1.LabelSelectorOpExists})
		},
		"containers, tolerations, claims and aliases": func(s *corev1.PodSpec, i int) {
			name := strconv.Itoa(i)
			s.InitContainers = append(s.InitContainers, corev1.Container{Name: name, Image: "a", TerminationMessagePolicy: corev1.TerminationMessageReadFile, ImagePullPolicy: corev1.PullAlways})
			s.Tolerations = append(s.Tolerations, corev1.Toleration{Key: name, Operator: corev1.TolerationOpExists})
			s.ResourceClaims = append(s.ResourceClaims, corev1.PodResourceClaim{Name: name, ResourceClaimName: &name})
			s.HostAliases = append(s.HostAliases, corev1.HostAlias{IP: "10.0.0.1"})
			s.Containers[0].Env = append(s.Containers[0].Env, corev1.EnvVar{Name: "A" + name})
		},
		"resources": func(s *corev1.PodSpec, i int) {
			if i == 0 {
				s.Resources = &corev1.ResourceRequirements{Requests: corev1.ResourceList{}, Limits: corev1.ResourceList{}}
			}
			name := corev1.ResourceName("hugepages-" + strconv.Itoa(i+1))
			amount := corev1.ResourceList{name: *resource.NewQuantity(int64(i+1), resource.BinarySI)}
			s.Resources.Requests[name], s.Resources.Limits[name] = amount[name], amount[name]
			s.Containers = append(s.Containers, corev1.Container{Name: strconv.Itoa(i), Resources: corev1.ResourceRequirements{Requests: amount, Limits: amount}})
		},
	} {
		template := corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "a"}}}}
		for i := range many {
			write(&template.Spec, i)
		}
		for _, minor := range []int{31, 33, 37} {
			t.Run(name+" in 1."+strconv.Itoa(minor), func(t *testing.T) {
				version, err := target.Minor(minor)
				if err != nil {
					t.Fatal(err)
				}
				at := check.Root("template")
				opts := podtemplate.OptionsFor(&template, &template, version)
				for _, o := range []*podtemplate.Options{nil, &opts} {
					r := check.Report{Target: version}
					podtemplate.Validate(&r, &at, &template, o)
					w := check.Warnings{Target: version}
					podtemplate.Warnings(&w, &at, &template, o)
				}
				podtemplate.Prune(&template, "template", podtemplate.Options{}, version)
			})
		}
	}
}
