package podtemplate_test

import (
	"os"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// richTemplate has a volume of each kind that is in use today and what containers say of them.
func richTemplate(t testing.TB) *corev1.PodTemplateSpec {
	t.Helper()
	data, err := os.ReadFile("testdata/rich.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var job batchv1.Job
	if err := yaml.UnmarshalStrict(data, &job.Spec.Template); err != nil {
		t.Fatal(err)
	}
	defaults.SetJobFor(&job, target.Version{}, nil)
	return &job.Spec.Template
}

func TestValidTemplateAllocatesNothing(t *testing.T) {
	template := richTemplate(t)
	at := check.Root("template")
	opts := podtemplate.OptionsFor(template, template, target.Version{})
	for name, ask := range map[string]func() int{
		"create": func() int {
			var r check.Report
			podtemplate.Validate(&r, &at, template, nil)
			return len(r.Errors)
		},
		"update": func() int {
			var r check.Report
			podtemplate.Validate(&r, &at, template, &opts)
			return len(r.Errors)
		},
		"warnings": func() int {
			var w check.Warnings
			podtemplate.Warnings(&w, &at, template, nil)
			return len(w.Found)
		},
	} {
		if n := ask(); n > 0 {
			t.Errorf("%s: the template has %d findings", name, n)
		}
		if n := testing.AllocsPerRun(100, func() { ask() }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// TestSmallTemplateAllocatesNothing is about the template that most Jobs have, in every version, and an
// update that changes nothing.
func TestSmallTemplateAllocatesNothing(t *testing.T) {
	at := check.Root("template")
	for minor := target.Oldest; minor <= target.Newest; minor++ {
		version, err := target.Minor(minor)
		if err != nil {
			t.Fatal(err)
		}
		small := template(t, nil, nil, version)
		if n := testing.AllocsPerRun(100, func() {
			r := check.Report{Target: version}
			opts := podtemplate.OptionsFor(small, small, version)
			podtemplate.Validate(&r, &at, small, nil)
			podtemplate.Validate(&r, &at, small, &opts)
			if len(r.Errors) > 0 {
				t.Fatal(r.Errors)
			}
		}); n > 0 {
			t.Errorf("%s: %v allocations", version, n)
		}
	}
}

func BenchmarkRichTemplate(b *testing.B) {
	template := richTemplate(b)
	at := check.Root("template")
	b.Run("validate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var r check.Report
			podtemplate.Validate(&r, &at, template, nil)
		}
	})
	b.Run("warnings", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var w check.Warnings
			podtemplate.Warnings(&w, &at, template, nil)
		}
	})
}
