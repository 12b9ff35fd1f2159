package certs

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

// locking gives the configurations resource versions, and refuses a patch that names another than the last, as
// the API server does. The fake client knows neither. versions is shared by the clients of one cluster.
func (c *cluster) locking(objects clienttesting.ObjectTracker, versions map[string]string) {
	at := func(action clienttesting.Action, name string) (schema.GroupVersionResource, string) {
		return action.GetResource(), action.GetResource().Resource + "/" + name
	}
	c.PrependReactor("get", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		resource, key := at(action, action.(clienttesting.GetAction).GetName())
		if !strings.HasSuffix(resource.Resource, "configurations") {
			return false, nil, nil
		}
		object, err := objects.Get(resource, action.GetNamespace(), action.(clienttesting.GetAction).GetName())
		if err != nil {
			return true, nil, err
		}
		object = object.DeepCopyObject()
		accessor, err := meta.Accessor(object)
		accessor.SetResourceVersion("1" + versions[key])
		return true, object, err
	})
	c.PrependReactor("patch", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		patch := action.(clienttesting.PatchAction)
		resource, key := at(action, patch.GetName())
		var steps []struct {
			Path  string
			Value any
		}
		if err := json.Unmarshal(patch.GetPatch(), &steps); err != nil {
			return true, nil, err
		}
		for _, step := range steps {
			if step.Path == "/metadata/resourceVersion" && step.Value != "1"+versions[key] {
				return true, nil, apierrors.NewConflict(resource.GroupResource(), patch.GetName(), nil)
			}
		}
		versions[key] += "1"
		return false, nil, nil
	})
}

// TestAFormerLeaderWritesNoOldBundle stops a leader between every two of its requests for as long as another takes
// to put a new CA into the Secret and the bundles.
func TestAFormerLeaderWritesNoOldBundle(t *testing.T) {
	for stop := 1; ; stop++ {
		c := newCluster(t, configurations()...)
		second := &cluster{&fake.Clientset{}, c.clock, t} // a client cannot be asked while it answers another
		second.AddReactor("*", "*", clienttesting.ObjectReaction(c.Tracker()))
		versions := map[string]string{}
		former, other := c.replica("former"), second.replica("other")
		if err := former.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		// Something to write: otherwise the former would find all as it should be.
		forget := func() {
			for _, name := range []string{"validatingwebhookconfigurations", "mutatingwebhookconfigurations"} {
				resource := admissionregistrationv1.SchemeGroupVersion.WithResource(name)
				if _, err := second.Invokes(clienttesting.NewPatchAction(resource, "", "jobvalidate", "application/json-patch+json",
					[]byte(`[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]`)), &metav1.PartialObjectMetadata{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		forget()
		c.locking(c.Tracker(), versions)
		second.locking(c.Tracker(), versions)
		requests, stopped := 0, false
		c.PrependReactor("*", "*", func(clienttesting.Action) (bool, runtime.Object, error) {
			if requests++; requests == stop {
				stopped = true
				c.clock.Step(other.o.CALifetime)
				for range 3 { // made anew, and what is left
					if err := other.reconcile(t.Context()); err != nil {
						t.Error(err)
					}
					c.clock.Step(other.o.DropAfter)
				}
			}
			return false, nil, nil
		})
		err := former.reconcile(t.Context())
		if !stopped {
			if stop < 5 {
				t.Errorf("only %d requests", stop-1)
			}
			return
		}
		want := c.secret().Data[keyCA]
		for i, bundle := range c.bundles() {
			if !bytes.Equal(bundle, want) {
				t.Errorf("stopped before request %d: bundle %d is an old one (error %v)", stop, i, err)
			}
		}
	}
}

// TestOnlyOurWebhooksGetTheBundle: a configuration may hold webhooks of others, whose CA is another.
func TestOnlyOurWebhooksGetTheBundle(t *testing.T) {
	url := func(u string) admissionregistrationv1.WebhookClientConfig {
		return admissionregistrationv1.WebhookClientConfig{URL: &u, CABundle: []byte("theirs")}
	}
	service := func(namespace, name string) admissionregistrationv1.WebhookClientConfig {
		return admissionregistrationv1.WebhookClientConfig{Service: &admissionregistrationv1.ServiceReference{Namespace: namespace, Name: name}, CABundle: []byte("theirs")}
	}
	cases := []struct {
		name   string
		client admissionregistrationv1.WebhookClientConfig
		ours   bool
	}{
		{"our service", service("jobvalidate", "jobvalidate"), true},
		{"another service", service("jobvalidate", "other"), false},
		{"our service's name elsewhere", service("other", "jobvalidate"), false},
		{"our address", url("https://127.0.0.1:9443/x"), true},
		{"our host with a port", url("https://JobValidate.jobvalidate.svc:443/x"), true},
		{"another host", url("https://example.com/jobvalidate.jobvalidate.svc"), false},
		{"no URL at all", url("://"), false},
		{"neither", admissionregistrationv1.WebhookClientConfig{CABundle: []byte("theirs")}, false},
	}
	validating := &admissionregistrationv1.ValidatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: "jobvalidate"}}
	mutating := &admissionregistrationv1.MutatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: "jobvalidate"}}
	for _, each := range cases {
		validating.Webhooks = append(validating.Webhooks, admissionregistrationv1.ValidatingWebhook{Name: each.name, ClientConfig: each.client})
		mutating.Webhooks = append(mutating.Webhooks, admissionregistrationv1.MutatingWebhook{Name: each.name, ClientConfig: each.client})
	}
	c := newCluster(t, validating, mutating)
	m := c.replica("a")
	m.o.Hosts = append(m.o.Hosts, "127.0.0.1")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	ca := c.secret().Data[keyCA]
	for i, bundle := range c.bundles() {
		each := cases[i%len(cases)]
		if got := bytes.Equal(bundle, ca); got != each.ours {
			t.Errorf("%s: the bundle was written: %t, want %t", each.name, got, each.ours)
		}
	}
}

// TestAConfigurationWithoutOurWebhookIsTold: the name, or --host, is wrong; said once, and nothing waits for it.
func TestAConfigurationWithoutOurWebhookIsTold(t *testing.T) {
	c := newCluster(t, configurations()...)
	m, log := c.replicaWithLog("a")
	m.o.Hosts = []string{"elsewhere.jobvalidate.svc"}
	for range 3 {
		if err := m.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.clock.Step(time.Minute)
	}
	if n := strings.Count(log.String(), "no webhook of the configuration calls this service"); n != 2 {
		t.Errorf("told %d times, want once for each configuration:\n%s", n, log)
	}
}
