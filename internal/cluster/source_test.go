package cluster

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/fake"
	"sigs.k8s.io/yaml"
)

const live = `
apiVersion: batch/v1
kind: Job
metadata:
  name: pi
  namespace: team
  uid: 6f1c
  resourceVersion: "7"
  generation: 1
  creationTimestamp: "2026-01-01T00:00:00Z"
  labels: {controller-uid: 6f1c, job-name: pi, batch.kubernetes.io/controller-uid: 6f1c, batch.kubernetes.io/job-name: pi}
  annotations: {kept: "yes"}
  managedFields: [{manager: kubectl}]
spec:
  selector: {matchLabels: {batch.kubernetes.io/controller-uid: 6f1c}}
  future: {field: 1}
  template:
    metadata:
      labels: {controller-uid: 6f1c, job-name: pi, batch.kubernetes.io/controller-uid: 6f1c, batch.kubernetes.io/job-name: pi, app: pi}
    spec: {containers: [{name: main, image: a}]}
status: {active: 1}
`

const written = `
apiVersion: batch/v1
kind: Job
metadata:
  name: pi
  namespace: team
  annotations: {kept: "yes"}
spec:
  future: {field: 1}
  template:
    metadata:
      labels: {app: pi}
    spec: {containers: [{name: main, image: a}]}
`

func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	u := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(text), &u.Object); err != nil {
		t.Fatal(err)
	}
	return u
}

func text(t *testing.T, u *unstructured.Unstructured) string {
	t.Helper()
	out, err := yaml.Marshal(u.Object)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestAsWritten(t *testing.T) {
	u := parse(t, live)
	AsWritten(u)
	if got, want := text(t, u), text(t, parse(t, written)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	byHand := strings.Replace(live, "spec:\n", "spec:\n  manualSelector: true\n", 1)
	u = parse(t, byHand)
	AsWritten(u)
	if got := text(t, u); !strings.Contains(got, "selector:") || !strings.Contains(got, "job-name: pi") {
		t.Errorf("a selector made by hand is gone:\n%s", got)
	}
	odd := parse(t, "{apiVersion: batch/v1, kind: Job, metadata: {name: a, labels: 3}, spec: 4}")
	AsWritten(odd) // must not panic
}

func client(objects ...runtime.Object) *fake.FakeDynamicClient {
	return fake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), map[schema.GroupVersionResource]string{
		{Group: "batch", Version: "v1", Resource: "jobs"}: "JobList", {Group: "batch", Version: "v1", Resource: "cronjobs"}: "CronJobList",
	}, objects...)
}

func names(t *testing.T, s Source) []string {
	t.Helper()
	var got []string
	if err := s.Each(t.Context(), func(o Object) error { got = append(got, o.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	return got
}

func TestEach(t *testing.T) {
	owned := parse(t, strings.Replace(live, "name: pi\n", "name: made\n", 1))
	owned.Object["metadata"].(map[string]any)["ownerReferences"] = []any{map[string]any{"kind": "CronJob", "name": "c", "controller": true, "uid": "1", "apiVersion": "batch/v1"}}
	cron := parse(t, "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c, namespace: team}}")
	other := parse(t, "{apiVersion: batch/v1, kind: Job, metadata: {name: x, namespace: other}}")
	c := client(parse(t, live), owned, cron, other)
	if got, want := names(t, Source{Client: c}), []string{"other/jobs/x", "team/cronjobs/c", "team/jobs/pi"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := names(t, Source{Client: c, Namespace: "team", Owned: true}), []string{"team/cronjobs/c", "team/jobs/made", "team/jobs/pi"}; !slices.Equal(got, want) {
		t.Errorf("with those of controllers: got %q, want %q", got, want)
	}
	stop := errors.New("enough")
	if err := (Source{Client: c}).Each(context.Background(), func(Object) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v, want that of the callback", err)
	}
}

// pages lists Jobs; the state that "old" goes on from is gone.
type pages struct {
	dynamic.NamespaceableResourceInterface
	job   *unstructured.Unstructured
	asked []string
}

func (p *pages) List(_ context.Context, o metav1.ListOptions) (*unstructured.UnstructuredList, error) {
	p.asked = append(p.asked, o.Continue)
	list := &unstructured.UnstructuredList{Items: []unstructured.Unstructured{*p.job.DeepCopy()}}
	if o.Continue == "old" {
		expired := apierrors.NewResourceExpired("the provided continue parameter is too old")
		expired.ErrStatus.Continue = "new"
		return nil, expired
	}
	return list, nil
}

// TestPageOfAnExpiredList: a list that took too long goes on where the API server says.
func TestPageOfAnExpiredList(t *testing.T) {
	p := &pages{job: parse(t, live)}
	list, err := page(t.Context(), p, metav1.ListOptions{Continue: "old"})
	if err != nil || !slices.Equal(p.asked, []string{"old", "new"}) {
		t.Fatalf("asked for %q, %v", p.asked, err)
	}
	if items, ok := list.(*unstructured.UnstructuredList); !ok || len(items.Items) != 1 {
		t.Errorf("%v", list)
	}
}
