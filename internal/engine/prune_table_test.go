package engine

import (
	"reflect"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// full returns a JobSpec with every field set, and a volume of every kind.
func full() *batchv1.JobSpec {
	spec := new(batchv1.JobSpec)
	fill(reflect.ValueOf(spec).Elem())
	pod := &spec.Template.Spec
	every := pod.Volumes[0].VolumeSource
	pod.Volumes = nil
	for _, source := range single(every) {
		pod.Volumes = append(pod.Volumes, corev1.Volume{Name: "v", VolumeSource: source})
		if p := source.Projected; p != nil {
			p.Sources = single(p.Sources[0])
		}
	}
	spec.PodFailurePolicy.Rules[0].Action = batchv1.PodFailurePolicyActionFailIndex
	return spec
}

// single returns one struct for each pointer of the struct, with that alone.
func single[T any](every T) []T {
	var all []T
	from := reflect.ValueOf(every)
	for i := range from.NumField() {
		var one T
		reflect.ValueOf(&one).Elem().Field(i).Set(from.Field(i))
		all = append(all, one)
	}
	return all
}

func fill(v reflect.Value) {
	switch at := v.Addr().Interface().(type) {
	case *resource.Quantity:
		*at = resource.MustParse("1")
		return
	case *metav1.Time:
		*at = metav1.NewTime(time.Unix(1, 0))
		return
	case *intstr.IntOrString:
		*at = intstr.FromInt32(1)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("key").Convert(v.Type().Key()), value)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field)
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(1)
	}
}

// TestPruneKnowsTheTable: of every field that hangs on a gate, every version that has both drops it with the
// gate off, and keeps it with the gate on.
func TestPruneKnowsTheTable(t *testing.T) {
	for _, f := range target.Fields() {
		gate, ok := f.Gate()
		if !ok || f.Last != 0 { // what no version of our API types has is for the decoder
			continue
		}
		t.Run(f.Type+"."+f.Name, func(t *testing.T) {
			tried := 0
			for minor := target.Oldest; minor <= target.Newest; minor++ {
				v, err := target.Minor(minor)
				if err != nil {
					t.Fatal(err)
				}
				if !f.In(v) {
					continue
				}
				if off, err := v.WithGates(gate.String() + "=false"); err == nil {
					tried++
					if !drops(off, f) {
						t.Errorf("%s does not drop it with %s off", v, gate)
					}
				}
				if on, err := v.WithGates(gate.String() + "=true,SidecarContainers=true"); err == nil && drops(on, f) && f.Name != "restartPolicy" {
					t.Errorf("%s drops it with %s on", v, gate)
				}
			}
			if tried == 0 {
				t.Errorf("no version lets %s be off", gate)
			}
		})
	}
}

// inside tells fields of one name in two types apart, by their paths.
var inside = map[string]string{
	"TopologySpreadConstraint": "topologySpreadConstraints[", "PodAffinityTerm": ".affinity.", "EphemeralContainer": "ephemeralContainers[",
}

func drops(v target.Version, f target.Field) bool {
	for _, d := range pruneNewJob(full(), v) {
		if strings.HasSuffix(d.Field, "."+f.Name) && strings.Contains(d.Field, inside[f.Type]) {
			return true
		}
	}
	return false
}
