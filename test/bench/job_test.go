// Package bench times our validation beside the API server's own code, on the same Jobs in the same run.
package bench

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/batch"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	jobregistry "k8s.io/kubernetes/pkg/registry/batch/job"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const smallJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi","namespace":"default","uid":"6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11"},
"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"pi","image":"perl:5.34","command":["perl","-Mbignum=bpi","-wle","print bpi(2000)"]}]}}}}`

const richJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"train","namespace":"ml","uid":"6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11",
"labels":{"app.kubernetes.io/name":"train","team":"vision"},"annotations":{"example.com/owner":"vision","example.com/run":"42"}},
"spec":{"completions":100,"parallelism":10,"completionMode":"Indexed","backoffLimitPerIndex":2,"maxFailedIndexes":10,"activeDeadlineSeconds":3600,"ttlSecondsAfterFinished":600,
"successPolicy":{"rules":[{"succeededIndexes":"0,10-49,60-99","succeededCount":40},{"succeededCount":90}]},
"podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"containerName":"train","operator":"In","values":[1,2,42,126,127]}},
{"action":"FailIndex","onExitCodes":{"operator":"NotIn","values":[0,137,143]}},{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]},
"template":{"metadata":{"labels":{"app.kubernetes.io/name":"train"},"annotations":{"example.com/scrape":"true"}},
"spec":{"restartPolicy":"Never","serviceAccountName":"train","securityContext":{"runAsNonRoot":true,"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}},
"nodeSelector":{"kubernetes.io/arch":"amd64"},"tolerations":[{"key":"gpu","operator":"Exists","effect":"NoSchedule"}],
"initContainers":[{"name":"fetch","image":"registry.example/fetch:1","env":[{"name":"BUCKET","value":"data"}],"volumeMounts":[{"name":"data","mountPath":"/data"}]}],
"containers":[{"name":"train","image":"registry.example/train:1","env":[{"name":"SEED","value":"1"},{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},
{"name":"TOKEN","valueFrom":{"secretKeyRef":{"name":"token","key":"value"}}}],"envFrom":[{"configMapRef":{"name":"train"}}],"ports":[{"containerPort":9090,"name":"metrics"}],
"resources":{"requests":{"cpu":"2","memory":"4Gi"},"limits":{"cpu":"4","memory":"4Gi"}},
"volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"config","mountPath":"/etc/train","readOnly":true}],
"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}},
"livenessProbe":{"httpGet":{"path":"/healthz","port":9090},"periodSeconds":30}},
{"name":"sidecar","image":"registry.example/log:1","volumeMounts":[{"name":"data","mountPath":"/data","readOnly":true}]}],
"volumes":[{"name":"data","emptyDir":{"sizeLimit":"10Gi"}},{"name":"config","configMap":{"name":"train"}}]}}}}`

var jobs = map[string]string{"small": smallJob, "rich": richJob}

// job returns a Job by name: one of jobs, or "template", with the template that package podtemplate measures
// in its own tests. It has most of what a template may have.
func job(t testing.TB, name string) string {
	t.Helper()
	if text, ok := jobs[name]; ok {
		return text
	}
	text, err := os.ReadFile("../../validation/podtemplate/testdata/rich.yaml")
	if err != nil {
		t.Fatal(err)
	}
	template, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	return `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"report","namespace":"data","uid":"6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11"},"spec":{"template":` + string(template) + "}}"
}

// prepared returns the Job as the API server validates it, in its own type and in the published one.
func prepared(t testing.TB, text string) (*batch.Job, *batchv1.Job, context.Context) {
	t.Helper()
	var v1 batchv1.Job
	if err := json.Unmarshal([]byte(text), &v1); err != nil {
		t.Fatal(err)
	}
	legacyscheme.Scheme.Default(&v1)
	var internal batch.Job
	if err := legacyscheme.Scheme.Convert(&v1, &internal, nil); err != nil {
		t.Fatal(err)
	}
	ctx := genericapirequest.WithNamespace(context.Background(), v1.Namespace)
	jobregistry.Strategy.PrepareForCreate(ctx, &internal)
	var ours batchv1.Job
	if err := legacyscheme.Scheme.Convert(&internal, &ours, nil); err != nil {
		t.Fatal(err)
	}
	return &internal, &ours, ctx
}

// BenchmarkCreate times the validation of a valid Job, ours and upstream's strategy. ("jobs" are the same
// objects in both, prepared before the clock runs.)
func BenchmarkCreate(b *testing.B) {
	for _, name := range []string{"small", "rich", "template"} {
		theirs, ours, ctx := prepared(b, job(b, name))
		b.Run(name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if errs := validation.ValidateJob(ours, target.Version{}); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
		b.Run(name+"/upstream", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if errs := jobregistry.Strategy.Validate(ctx, theirs); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
	}
}

// TestValidJobsAllocateNothing holds the promise on the Jobs of BenchmarkCreate; upstream's figure beside it
// shows that the measurement can see an allocation.
func TestValidJobsAllocateNothing(t *testing.T) {
	for _, name := range []string{"small", "rich", "template"} {
		theirs, ours, ctx := prepared(t, job(t, name))
		if n := testing.AllocsPerRun(100, func() { validation.ValidateJob(ours, target.Version{}) }); n != 0 {
			t.Errorf("%s, ours: %v allocations, want 0", name, n)
		}
		if n := testing.AllocsPerRun(100, func() { jobregistry.Strategy.Validate(ctx, theirs) }); n == 0 {
			t.Errorf("%s, upstream: 0 allocations: the measurement sees nothing", name)
		} else {
			t.Logf("%s, upstream: %v allocations", name, n)
		}
	}
}
