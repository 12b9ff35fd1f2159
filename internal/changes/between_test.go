package changes

import (
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func template() *corev1.PodTemplateSpec {
	return &corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "pi", "tier": ""}},
		Spec: corev1.PodSpec{
			TerminationGracePeriodSeconds: new(int64(30)),
			Containers: []corev1.Container{
				{Name: "main", Image: "perl:5.34", Args: []string{"a", "b"}, Resources: corev1.ResourceRequirements{
					Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1")},
				}},
				{Name: "log", Image: "log:1", LivenessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{
					HTTPGet: &corev1.HTTPGetAction{Port: intstr.FromInt32(80)},
				}}},
			},
			Tolerations: []corev1.Toleration{{Key: "gpu", Operator: corev1.TolerationOpExists}},
		},
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*corev1.PodTemplateSpec)
		want   []string
	}{
		{"nothing", func(*corev1.PodTemplateSpec) {}, nil},
		{"nothing and empty are the same", func(p *corev1.PodTemplateSpec) {
			p.Annotations, p.Spec.Volumes, p.Spec.NodeSelector = map[string]string{}, []corev1.Volume{}, map[string]string{}
		}, nil},
		{"one quantity written two ways", func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers[0].Resources.Requests[corev1.ResourceCPU] = resource.MustParse("1000m")
		}, nil},
		{"text", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[0].Image = "perl:6" }, []string{`t.spec.containers[0].image: "perl:5.34" → "perl:6"`}},
		{"number behind a pointer", func(p *corev1.PodTemplateSpec) { *p.Spec.TerminationGracePeriodSeconds = 60 }, []string{`t.spec.terminationGracePeriodSeconds: 30 → 60`}},
		{"quantity", func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers[0].Resources.Requests[corev1.ResourceCPU] = resource.MustParse("2")
		}, []string{`t.spec.containers[0].resources.requests[cpu]: "1" → "2"`}},
		{"port from number to name", func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers[1].LivenessProbe.HTTPGet.Port = intstr.FromString("http")
		}, []string{`t.spec.containers[1].livenessProbe.httpGet.port: 80 → "http"`}},
		{"field added", func(p *corev1.PodTemplateSpec) { p.Spec.NodeName = "n1" }, []string{`t.spec.nodeName added ("n1")`}},
		{"map added", func(p *corev1.PodTemplateSpec) { p.Spec.NodeSelector = map[string]string{"a": "b"} }, []string{`t.spec.nodeSelector[a] added ("b")`}},
		{"list removed", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[0].Args = nil }, []string{`t.spec.containers[0].args[0] removed ("a")`, `t.spec.containers[0].args[1] removed ("b")`}},
		{"object removed", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[1].LivenessProbe = nil }, []string{`t.spec.containers[1].livenessProbe removed`}},
		{"label changed, added, removed", func(p *corev1.PodTemplateSpec) { p.Labels = map[string]string{"app": "e", "new": ""} }, []string{
			`t.metadata.labels[app]: "pi" → "e"`, `t.metadata.labels[new] added ("")`, `t.metadata.labels[tier] removed ("")`,
		}},
		{"container added before the others", func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers = append([]corev1.Container{{Name: "first"}}, p.Spec.Containers...)
		}, []string{`t.spec.containers[0] added`}},
		{"container removed and another changed", func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers = p.Spec.Containers[1:]
			p.Spec.Containers[0].Image = "log:2"
		}, []string{`t.spec.containers[0].image: "log:1" → "log:2"`, `t.spec.containers[0] removed`}},
		{"containers in another order", func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers[0], p.Spec.Containers[1] = p.Spec.Containers[1], p.Spec.Containers[0]
		}, []string{`t.spec.containers: ["main","log"] → ["log","main"]`}},
		{"argument added", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[0].Args = []string{"a", "b", "c"} }, []string{`t.spec.containers[0].args[2] added ("c")`}},
		{"unnamed elements by index", func(p *corev1.PodTemplateSpec) { p.Spec.Tolerations[0].Key = "cpu" }, []string{`t.spec.tolerations[0].key: "gpu" → "cpu"`}},
		{"a long value is cut", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[0].Image = strings.Repeat("x", 200) }, []string{
			`t.spec.containers[0].image: "perl:5.34" → "` + strings.Repeat("x", 78) + `…`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := template()
			c.change(changed)
			list := Between(template(), changed, "t", 10)
			var got []string
			for _, leaf := range list.Leaves {
				got = append(got, leaf.String())
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) || list.Total != len(c.want) {
				t.Errorf("%d leaves:\n\t%s\nwant\n\t%s", list.Total, strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
			if same := equality.Semantic.DeepEqual(template(), changed); same != (list.Total == 0) {
				t.Errorf("apimachinery says equal %t", same)
			}
		})
	}
}

func TestListIsCapped(t *testing.T) {
	changed := template()
	changed.Labels = map[string]string{}
	for i := range 300 {
		changed.Labels[fmt.Sprintf("l%03d", i)] = "x"
	}
	list := Between(template(), changed, "t", 100)
	if list.Total != 302 || len(list.Leaves) != 100 {
		t.Fatalf("%d of %d leaves", len(list.Leaves), list.Total)
	}
	want := `t.metadata.labels[app] removed ("pi"); t.metadata.labels[l000] added ("x"); t.metadata.labels[l001] added ("x"); ` +
		`t.metadata.labels[l002] added ("x"); t.metadata.labels[l003] added ("x"); and 297 more`
	if got := list.Sentence(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := list.String(), "t.metadata.labels[app], t.metadata.labels[l000], t.metadata.labels[l001], t.metadata.labels[l002], t.metadata.labels[l003] and 297 more"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
