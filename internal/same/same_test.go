package same

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// fill gives every field of v a value.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.SetMapIndex(reflect.ValueOf("key").Convert(v.Type().Key()), value)
	case reflect.Struct:
		if setScalar(v, 1) {
			return
		}
		for _, field := range v.Fields() {
			fill(field)
		}
	default:
		setScalar(v, 1)
	}
}

// setScalar gives v the nth of its values, false where v is no scalar.
func setScalar(v reflect.Value, n int64) bool {
	switch at := v.Addr().Interface().(type) {
	case *resource.Quantity:
		*at = *resource.NewQuantity(n, resource.DecimalSI)
		return true
	case *metav1.Time:
		*at = metav1.Unix(n, 0)
		return true
	case *metav1.MicroTime:
		*at = metav1.NewMicroTime(time.Unix(n, 0))
		return true
	case *intstr.IntOrString:
		*at = intstr.FromInt32(int32(n))
		return true
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("value" + strconv.FormatInt(n, 10))
	case reflect.Bool:
		v.SetBool(n%2 == 1)
	case reflect.Int32, reflect.Int64:
		v.SetInt(n)
	case reflect.Uint8:
		v.SetUint(uint64(n))
	default:
		return false
	}
	return true
}

// each changes one field after the other, calls look, and puts the field back.
func each(v reflect.Value, path string, look func(path string)) {
	before := reflect.ValueOf(v.Interface())
	restore := func() { v.Set(before) }
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Map && v.Kind() != reflect.Pointer && setScalar(v, 2) {
		look(path)
		restore()
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.SetZero()
		look(path + " removed")
		restore()
		each(v.Elem(), path, look)
	case reflect.Slice:
		v.Set(reflect.Append(before, before.Index(0)))
		look(path + " with one more")
		v.SetZero()
		look(path + " removed")
		restore()
		each(v.Index(0), path+"[0]", look)
	case reflect.Map:
		v.SetZero()
		look(path + " removed")
		other := reflect.New(v.Type().Elem()).Elem()
		key := reflect.ValueOf("key").Convert(v.Type().Key())
		if setScalar(other, 2) {
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, other)
			look(path + "[key]")
		}
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("other").Convert(v.Type().Key()), before.MapIndex(key))
		look(path + "[other]")
		restore()
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), path+"."+v.Type().Field(i).Name, look)
		}
	}
}

// TestEveryFieldIsCompared changes every field of the API types in turn, those of a newer k8s.io/api too.
func TestEveryFieldIsCompared(t *testing.T) {
	t.Run("JobSpec", func(t *testing.T) { compareEach(t, JobSpec) })
	t.Run("CronJobSpec", func(t *testing.T) { compareEach(t, CronJobSpec) })
}

func compareEach[T any](t *testing.T, same func(a, b *T) bool) {
	old, changed := new(T), new(T)
	fill(reflect.ValueOf(old).Elem())
	fill(reflect.ValueOf(changed).Elem())
	if !same(old, changed) {
		t.Fatal("two equal objects differ")
	}
	looked := 0
	each(reflect.ValueOf(changed).Elem(), "", func(path string) {
		looked++
		if same(old, changed) || same(changed, old) {
			t.Errorf("a change is not seen: %s", path)
		}
	})
	if looked < 1500 {
		t.Errorf("only %d changes were looked at", looked)
	}
}

func TestNothingAndEmptyAreTheSame(t *testing.T) {
	empty := &corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{}, Finalizers: []string{}},
		Spec: corev1.PodSpec{
			NodeSelector: map[string]string{}, Tolerations: []corev1.Toleration{}, Volumes: []corev1.Volume{}, Overhead: corev1.ResourceList{},
			Containers: []corev1.Container{{Args: []string{}, Env: []corev1.EnvVar{}}},
		},
	}
	if !PodTemplate(empty, &corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{}}}}) {
		t.Error("nothing and empty differ")
	}
}

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		name                  string
		change                func(*corev1.PodTemplateSpec)
		scheduling, resources bool // which permission lets it pass
	}{
		{"node selector", func(p *corev1.PodTemplateSpec) { p.Spec.NodeSelector = map[string]string{"a": "b"} }, true, false},
		{"toleration", func(p *corev1.PodTemplateSpec) { p.Spec.Tolerations = nil }, true, false},
		{"node affinity removed", func(p *corev1.PodTemplateSpec) { p.Spec.Affinity.NodeAffinity = nil }, true, false},
		{"pod affinity removed", func(p *corev1.PodTemplateSpec) { p.Spec.Affinity.PodAffinity = nil }, false, false},
		{"affinity removed", func(p *corev1.PodTemplateSpec) { p.Spec.Affinity = nil }, false, false},
		{"scheduling gate", func(p *corev1.PodTemplateSpec) { p.Spec.SchedulingGates = nil }, true, false},
		{"label", func(p *corev1.PodTemplateSpec) { p.Labels = nil }, true, false},
		{"annotation", func(p *corev1.PodTemplateSpec) { p.Annotations = nil }, true, false},
		{"finalizer", func(p *corev1.PodTemplateSpec) { p.Finalizers = nil }, false, false},
		{"image", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[0].Image = "b" }, false, false},
		{"request of a container", func(p *corev1.PodTemplateSpec) { p.Spec.Containers[0].Resources.Requests = nil }, false, true},
		{"limit of an init container", func(p *corev1.PodTemplateSpec) { p.Spec.InitContainers[0].Resources.Limits = nil }, false, true},
		{"resources of the pod", func(p *corev1.PodTemplateSpec) { p.Spec.Resources = nil }, false, false},
		{"spread", func(p *corev1.PodTemplateSpec) { p.Spec.TopologySpreadConstraints = nil }, false, false},
	} {
		for _, allowed := range []Allowed{{}, {Scheduling: true}, {Resources: true}, {Scheduling: true, Resources: true}} {
			t.Run(fmt.Sprintf("%s %+v", c.name, allowed), func(t *testing.T) {
				var old, changed corev1.PodTemplateSpec
				fill(reflect.ValueOf(&old).Elem())
				fill(reflect.ValueOf(&changed).Elem())
				c.change(&changed)
				if got, want := PodTemplateBut(&changed, &old, allowed), c.scheduling && allowed.Scheduling || c.resources && allowed.Resources; got != want {
					t.Errorf("same %t, want %t", got, want)
				}
			})
		}
	}
	nodesOnly := &corev1.PodSpec{Affinity: &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{}}}
	if !PodSpecBut(nodesOnly, &corev1.PodSpec{}, Allowed{Scheduling: true}) || !PodSpecBut(&corev1.PodSpec{}, nodesOnly, Allowed{Scheduling: true}) {
		t.Error("an affinity to nodes alone cannot be added or removed")
	}
}

func TestComparingAllocatesNothing(t *testing.T) {
	spec := func() *batchv1.JobSpec {
		return &batchv1.JobSpec{
			Completions: new(int32(3)), Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"a": "b"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"a": "b"}},
				Spec: corev1.PodSpec{
					Containers: []corev1.Container{{
						Name: "main", Image: "perl", Env: []corev1.EnvVar{{Name: "A", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{Key: "k"}}}},
						Resources:     corev1.ResourceRequirements{Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("1Gi")}},
						VolumeMounts:  []corev1.VolumeMount{{Name: "data", MountPath: "/data"}},
						LivenessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Port: intstr.FromInt32(80)}}},
					}},
					Volumes:     []corev1.Volume{{Name: "data", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
					Tolerations: []corev1.Toleration{{Key: "gpu"}}, SecurityContext: &corev1.PodSecurityContext{RunAsUser: new(int64(1000))},
				},
			},
		}
	}
	a, b := spec(), spec()
	if n := testing.AllocsPerRun(100, func() {
		if !JobSpec(a, b) {
			t.Fatal("two equal specs differ")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
