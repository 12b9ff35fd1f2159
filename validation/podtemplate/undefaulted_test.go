package podtemplate_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
)

// undefaultedCases are what defaulting always mends, so that the API server says it only of objects that
// were written by code without it, and what is too large for a file of cases. The expected answers are read
// from the API server's source.
var undefaultedCases = []struct {
	name, version string
	spoil         func(*corev1.PodTemplateSpec)
	want          []string // "type field" below the template
}{
	{"no containers", "", func(p *corev1.PodTemplateSpec) { p.Spec.Containers = nil }, []string{"Required spec.containers"}},
	{"a container's policies", "", func(p *corev1.PodTemplateSpec) {
		p.Spec.Containers[0].ImagePullPolicy, p.Spec.Containers[0].TerminationMessagePolicy = "", ""
	}, []string{"Required spec.containers[0].imagePullPolicy", "Required spec.containers[0].terminationMessagePolicy"}},
	{"a port's protocol", "", func(p *corev1.PodTemplateSpec) {
		p.Spec.Containers[0].Ports = []corev1.ContainerPort{{ContainerPort: 1}}
	}, []string{"Required spec.containers[0].ports[0].protocol"}},
	{"a field's version", "", func(p *corev1.PodTemplateSpec) {
		p.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "A", ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.name"}}}}
	}, []string{"Required spec.containers[0].env[0].valueFrom.fieldRef.apiVersion"}},
	{"a probe's path", "", func(p *corev1.PodTemplateSpec) {
		p.Spec.Containers[0].ReadinessProbe = &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Scheme: corev1.URISchemeHTTP}}}
	}, []string{"Invalid spec.containers[0].readinessProbe.httpGet.port", "Required spec.containers[0].readinessProbe.httpGet.path"}},
	{"a liveness probe's path", "", func(p *corev1.PodTemplateSpec) {
		p.Spec.Containers[0].LivenessProbe = &corev1.Probe{SuccessThreshold: 1, ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Scheme: corev1.URISchemeHTTP}}}
	}, []string{"Invalid spec.containers[0].livenessProbe.httpGet.port", "Required spec.containers[0].livenessProbe.httpGet.path"}},
	{"dnsPolicy", "", func(p *corev1.PodTemplateSpec) { p.Spec.DNSPolicy = "" }, []string{"Required spec.dnsPolicy"}},
	{"the grace period", "", func(p *corev1.PodTemplateSpec) { p.Spec.TerminationGracePeriodSeconds = nil }, []string{"Required spec.terminationGracePeriodSeconds"}},
	{"the grace period, 1.30", "1.30", func(p *corev1.PodTemplateSpec) { p.Spec.TerminationGracePeriodSeconds = nil }, nil},
	{"the old service account", "", func(p *corev1.PodTemplateSpec) { p.Spec.ServiceAccountName, p.Spec.DeprecatedServiceAccount = "a", "b" }, []string{"Invalid spec.deprecatedServiceAccount"}},
	{"the old service account, 1.36", "1.36", func(p *corev1.PodTemplateSpec) { p.Spec.ServiceAccountName, p.Spec.DeprecatedServiceAccount = "a", "b" }, nil},

	{"annotations of 256 KiB", "", func(p *corev1.PodTemplateSpec) {
		p.Annotations = map[string]string{"a": strings.Repeat("b", 256<<10-1)}
	}, nil},
	{"annotations above 256 KiB", "", func(p *corev1.PodTemplateSpec) { p.Annotations = map[string]string{"a": strings.Repeat("b", 256<<10)} }, []string{"TooLong annotations"}},
	{"a large annotation that the server removes", "", func(p *corev1.PodTemplateSpec) {
		p.Annotations = map[string]string{"pod.beta.kubernetes.io/init-containers": strings.Repeat("b", 256<<10)}
	}, nil},
}

func TestUndefaulted(t *testing.T) {
	for _, c := range undefaultedCases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, e := range askUndefaulted(t, c.version, c.spoil) {
				got = append(got, shortType(e.Type)+" "+strings.TrimPrefix(e.Field, "template."))
				checkWords(t, e.Origin, e.Detail)
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

// askUndefaulted spoils a template after it was defaulted.
func askUndefaulted(t *testing.T, version string, spoil func(*corev1.PodTemplateSpec)) field.ErrorList {
	c := testCase{Version: version}
	r := check.Report{Target: c.target(t)}
	spoilt := template(t, nil, nil, r.Target)
	spoil(spoilt)
	at := check.Root("template")
	podtemplate.Validate(&r, &at, spoilt, nil)
	return r.Errors
}
