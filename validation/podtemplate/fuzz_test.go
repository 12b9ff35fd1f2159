package podtemplate_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// askAll asks everything of the package that takes a template. It is there not to panic, and to leave the
// template as it was.
func askAll(t *testing.T, template, old *corev1.PodTemplateSpec, version target.Version) {
	before := template.DeepCopy()
	at := check.Root("template")
	opts := podtemplate.OptionsFor(template, old, version)
	for _, o := range []*podtemplate.Options{nil, &opts} {
		r := check.Report{Target: version}
		podtemplate.Validate(&r, &at, template, o)
		for _, e := range r.Errors {
			if e.Origin == "" || e.Field == "" || e.Detail == "" {
				t.Errorf("an error says nothing: %#v", e)
			}
		}
		w := check.Warnings{Target: version}
		podtemplate.Warnings(&w, &at, template, o)
	}
	if !reflect.DeepEqual(template, before) {
		t.Error("validation changed the template")
	}
}

func fuzzedVersion(t *testing.T, minor uint8, gate string) target.Version {
	version, err := target.Minor(target.Oldest + int(minor)%(target.Newest-target.Oldest+1))
	if err != nil {
		t.Fatal(err)
	}
	if with, err := version.WithGates(gate); err == nil {
		return with
	}
	return version
}

// FuzzTemplateJSON reads a template and an old one from JSON.
func FuzzTemplateJSON(f *testing.F) {
	for i, c := range readCases(f) {
		if i%8 != 0 { // the rest is in the tests
			continue
		}
		template, err := json.Marshal(map[string]any{"metadata": c.Metadata, "spec": c.Spec})
		if err != nil {
			f.Fatal(err)
		}
		old, err := json.Marshal(map[string]any{"spec": c.Old})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(template, old, uint8(i), c.Gates)
	}
	f.Fuzz(func(t *testing.T, template, old []byte, minor uint8, gates string) {
		version := fuzzedVersion(t, minor, gates)
		var job, before batchv1.Job
		if yaml.Unmarshal(template, &job.Spec.Template) != nil || yaml.Unmarshal(old, &before.Spec.Template) != nil {
			return
		}
		askAll(t, &job.Spec.Template, &before.Spec.Template, version) // as it is written
		defaults.SetJobFor(&job, version, nil)
		askAll(t, &job.Spec.Template, &before.Spec.Template, version)
	})
}

// FuzzTemplateObject makes a template and an old one out of chance: any object that the type allows, nil
// pointers and empty lists too.
func FuzzTemplateObject(f *testing.F) {
	for seed := range uint64(16) {
		f.Add(seed, uint8(seed), "")
	}
	f.Add(uint64(99), uint8(8), "AtomicWriteVolumeUserFields=true,EmptyDirVolumeMode=true")
	f.Fuzz(func(t *testing.T, seed uint64, minor uint8, gates string) {
		version := fuzzedVersion(t, minor, gates)
		chance := rand.New(rand.NewPCG(seed, 1))
		var job, old batchv1.Job
		fill(reflect.ValueOf(&job.Spec.Template).Elem(), chance, 0)
		fill(reflect.ValueOf(&old.Spec.Template).Elem(), chance, 0)
		askAll(t, &job.Spec.Template, &old.Spec.Template, version)
		defaults.SetJobFor(&job, version, nil)
		askAll(t, &job.Spec.Template, &old.Spec.Template, version)
	})
}

var (
	fuzzedTexts = []string{
		"", "a", "A", "b.c/d", "-", "..", "../a", "/a", "a/b", "metadata.name", "limits.cpu", "iqn.2001-04.com:x", "http", "main", "x:y:z",
		"::ffff:1.2.3.4", "01.2.3.4", "$(a)", "Always", "In", "localhost/", "kubernetes.io/x", "eui.0123456789abcdef", "é\x00\xff",
	}
	fuzzedNumbers    = []int64{-1, 0, 1, 255, 256, 511, 512, 3600, 65535, 65536, 1 << 31, 1<<63 - 1, -1 << 63}
	fuzzedQuantities = []string{"0", "-1", "1", "1m", "2Mi", "3", "1e30", "9223372036854775807"}
)

// fill sets the value to one that its type allows, ever sparser the deeper it stands.
func fill(v reflect.Value, chance *rand.Rand, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if chance.IntN(2+depth/3) < 1 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), chance, depth+1)
		}
	case reflect.Slice:
		for range chance.IntN(3) {
			item := reflect.New(v.Type().Elem()).Elem()
			fill(item, chance, depth+1)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Map:
		for range chance.IntN(3) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, chance, depth+1)
			fill(value, chance, depth+1)
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[resource.Quantity]() {
			v.Set(reflect.ValueOf(resource.MustParse(fuzzedQuantities[chance.IntN(len(fuzzedQuantities))])))
			return
		}
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field, chance, depth+1)
			}
		}
	case reflect.String:
		v.SetString(fuzzedTexts[chance.IntN(len(fuzzedTexts))])
	case reflect.Bool:
		v.SetBool(chance.IntN(2) == 0)
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint8:
		if n := fuzzedNumbers[chance.IntN(len(fuzzedNumbers))]; v.CanInt() {
			v.SetInt(n)
		} else {
			v.SetUint(uint64(n))
		}
	}
}
