package certs

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/rest"
	clienttesting "k8s.io/client-go/testing"
	clocktesting "k8s.io/utils/clock/testing"
)

const host = "jobvalidate.jobvalidate.svc"

func configurations() []runtime.Object {
	ours := admissionregistrationv1.WebhookClientConfig{Service: &admissionregistrationv1.ServiceReference{Namespace: "jobvalidate", Name: "jobvalidate"}}
	return []runtime.Object{
		&admissionregistrationv1.ValidatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: "jobvalidate"},
			Webhooks: []admissionregistrationv1.ValidatingWebhook{{Name: "a.jobvalidate.dev", ClientConfig: ours}, {Name: "b.jobvalidate.dev", ClientConfig: ours}}},
		&admissionregistrationv1.MutatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: "jobvalidate"},
			Webhooks: []admissionregistrationv1.MutatingWebhook{{Name: "c.jobvalidate.dev", ClientConfig: ours}}},
	}
}

type cluster struct {
	*fake.Clientset
	clock *clocktesting.FakeClock
	t     *testing.T
}

func newCluster(t *testing.T, objects ...runtime.Object) *cluster {
	t.Helper()
	return &cluster{fake.NewClientset(objects...), clocktesting.NewFakeClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), t}
}

func (c *cluster) replica(name string) *Managed {
	c.t.Helper()
	m, err := NewManaged(ManagedOptions{
		Client: c, Clock: c.clock, Namespace: "jobvalidate", Secret: "jobvalidate-certs", Lease: "jobvalidate", Identity: name, Hosts: []string{host},
		Validating: []string{"jobvalidate"}, Mutating: []string{"jobvalidate"},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

// replicaWithLog is replica, and what it logs.
func (c *cluster) replicaWithLog(name string) (*Managed, *bytes.Buffer) {
	c.t.Helper()
	m, log := c.replica(name), &bytes.Buffer{}
	m.o.Logger = slog.New(slog.NewTextHandler(log, nil))
	return m, log
}

// bundles returns the caBundle of every webhook.
func (c *cluster) bundles() [][]byte {
	c.t.Helper()
	var all [][]byte
	validating, err := c.AdmissionregistrationV1().ValidatingWebhookConfigurations().Get(c.t.Context(), "jobvalidate", metav1.GetOptions{})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, w := range validating.Webhooks {
		all = append(all, w.ClientConfig.CABundle)
	}
	mutating, err := c.AdmissionregistrationV1().MutatingWebhookConfigurations().Get(c.t.Context(), "jobvalidate", metav1.GetOptions{})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, w := range mutating.Webhooks {
		all = append(all, w.ClientConfig.CABundle)
	}
	return all
}

func (c *cluster) secret() *corev1.Secret {
	c.t.Helper()
	secret, err := c.CoreV1().Secrets("jobvalidate").Get(c.t.Context(), "jobvalidate-certs", metav1.GetOptions{})
	if err != nil {
		c.t.Fatal(err)
	}
	return secret
}

// trusts reports whether a caller with the bundle would call a server with the certificate at the time.
func trusts(bundle []byte, leaf *x509.Certificate, now time.Time) error {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(bundle)
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: now})
	return err
}

func served(t *testing.T, m *Managed) *x509.Certificate {
	t.Helper()
	certificate, err := m.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	return certificate.Leaf
}

// TestNoCallFailsThroughTwoYears lives through two years in steps of six hours, around each step minute by minute,
// with a replica that is late by an interval and API servers that see bundles late by up to the spread. At
// every moment every bundle that an API server may hold must verify every certificate that a replica serves.
func TestNoCallFailsThroughTwoYears(t *testing.T) {
	c := newCluster(t, configurations()...)
	leader, follower := c.replica("a"), c.replica("b")
	if err := leader.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	type view struct {
		bundle []byte
		until  time.Time // an API server may hold it until then
	}
	var views []view
	renewals, authorities := map[string]bool{}, map[string]bool{}
	end := c.clock.Now().Add(2 * 365 * 24 * time.Hour)
	for c.clock.Now().Before(end) {
		now := c.clock.Now()
		before := c.bundles()[0]
		if err := follower.load(t.Context()); err != nil { // before the leader: it is an interval behind
			t.Fatal(err)
		}
		if err := leader.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := leader.load(t.Context()); err != nil {
			t.Fatal(err)
		}
		after := c.bundles()
		for _, bundle := range after[1:] {
			if !bytes.Equal(bundle, after[0]) {
				t.Fatalf("%s: the webhooks' bundles differ", now)
			}
		}
		if !bytes.Equal(before, after[0]) {
			views = append(views, view{before, now.Add(leader.o.Spread - leader.o.Interval)})
		}
		current := append([]view{{after[0], now.Add(6 * time.Hour)}}, views...)
		for _, m := range []*Managed{leader, follower} {
			leaf := served(t, m)
			renewals[leaf.SerialNumber.String()] = true
			for _, v := range current {
				if err := trusts(v.bundle, leaf, now); now.Before(v.until) && err != nil {
					t.Fatalf("%s: replica %s: %v", now, m.o.Identity, err)
				}
			}
		}
		authorities[string(c.secret().Data[keyCA])] = true
		step := 6 * time.Hour
		if secret := c.secret(); len(secret.Data[keyNextCA])+len(secret.Data[keyOldCA]) > 0 {
			step = time.Minute
		}
		c.clock.Step(step)
	}
	if len(authorities) != 3 || len(renewals) < 10 {
		t.Errorf("%d authorities and %d certificates in two years, want 3 and at least 10", len(authorities), len(renewals))
	}
}

// TestCARotationInThreeSteps names what each step leaves behind.
func TestCARotationInThreeSteps(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	reconcile := func() {
		t.Helper()
		if err := m.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	reconcile()
	first := string(c.secret().Data[keyCA])
	if got := string(c.bundles()[0]); got != first {
		t.Fatalf("the bundle is %q, want the CA", got)
	}
	c.clock.Step(m.o.CALifetime*2/3 + time.Minute)
	reconcile() // the serving certificate comes first: it is due, too
	reconcile()
	introduced := c.secret()
	second := string(introduced.Data[keyNextCA])
	if second == "" || string(introduced.Data[keyCA]) != first {
		t.Fatal("no next CA beside the first")
	}
	if got := string(c.bundles()[0]); got != first+second {
		t.Fatalf("the bundle is not both CAs: %q", got)
	}
	serving := string(introduced.Data[keyServing])
	reconcile()
	if c.secret().Annotations[annotationSeen] == "" {
		t.Fatal("it is not written down that the bundle was seen")
	}
	c.clock.Step(m.o.Spread - time.Second)
	reconcile()
	if got := c.secret(); string(got.Data[keyServing]) != serving {
		t.Fatal("the next CA's certificate is served before the bundle had time to spread")
	}
	c.clock.Step(time.Second)
	reconcile()
	promoted := c.secret()
	if string(promoted.Data[keyCA]) != second || string(promoted.Data[keyOldCA]) != first || string(promoted.Data[keyServing]) == serving || len(promoted.Data[keyNextKey]) > 0 {
		t.Fatal("the next CA is not the current one")
	}
	if got := string(c.bundles()[0]); got != second+first {
		t.Fatalf("the bundle is not both CAs: %q", got)
	}
	c.clock.Step(m.o.DropAfter)
	reconcile()
	if got := c.secret(); len(got.Data[keyOldCA]) > 0 || string(c.bundles()[0]) != second {
		t.Fatal("the old CA is still there")
	}
}

// TestABundleThatCannotBeWrittenHoldsTheRotation keeps a webhook configuration from being patched.
func TestABundleThatCannotBeWrittenHoldsTheRotation(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	for range 2 {
		if err := m.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	refuse := true
	c.PrependReactor("patch", "mutatingwebhookconfigurations", func(clienttesting.Action) (bool, runtime.Object, error) {
		return refuse, nil, errors.New("no")
	})
	c.clock.Step(m.o.CALifetime*2/3 + time.Minute)
	var failed int
	for range 20 {
		if m.reconcile(t.Context()) != nil {
			failed++
		}
		c.clock.Step(m.o.Spread)
	}
	if got := c.secret(); failed == 0 || got.Annotations[annotationSeen] != "" || len(got.Data[keyNextCA]) == 0 {
		t.Fatalf("the rotation went on without the bundle: %d failures, %v", failed, got.Annotations)
	}
	refuse = false
	for range 4 {
		if err := m.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.clock.Step(m.o.Spread)
	}
	if got := c.secret(); len(got.Data[keyOldCA]) == 0 {
		t.Fatal("the rotation did not go on")
	}
}

func TestTheBundleIsPutBack(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	good := c.bundles()[0]
	config, err := c.AdmissionregistrationV1().ValidatingWebhookConfigurations().Get(t.Context(), "jobvalidate", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	config.Webhooks[1].ClientConfig.CABundle = nil
	if _, err := c.AdmissionregistrationV1().ValidatingWebhookConfigurations().Update(t.Context(), config, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, bundle := range c.bundles() {
		if !bytes.Equal(bundle, good) {
			t.Errorf("bundle %d is %q", i, bundle)
		}
	}
}

func TestWithoutConfigurationsTheCertificateIsMade(t *testing.T) {
	c := newCluster(t)
	m := c.replica("a")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	served(t, m)
}

func TestSecretsInEveryState(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	good := c.secret()
	other := newCluster(t, configurations()...)
	if err := other.replica("b").reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	foreign := other.secret().Data
	for name, spoil := range map[string]func(*corev1.Secret){
		"empty, as the manifests bring it":       func(s *corev1.Secret) { s.Data = nil },
		"the key of another pair":                func(s *corev1.Secret) { s.Data[keyKey] = foreign[keyKey] },
		"no CA":                                  func(s *corev1.Secret) { delete(s.Data, keyCA) },
		"the CA's key of another":                func(s *corev1.Secret) { s.Data[keyCAKey] = foreign[keyCAKey] },
		"a serving certificate for an authority": func(s *corev1.Secret) { s.Data[keyCA], s.Data[keyCAKey] = s.Data[keyServing], s.Data[keyKey] },
		"a next CA without its key":              func(s *corev1.Secret) { s.Data[keyNextCA] = foreign[keyCA] },
		"a pair of another CA":                   func(s *corev1.Secret) { s.Data[keyServing], s.Data[keyKey] = foreign[keyServing], foreign[keyKey] },
		"no PEM at all":                          func(s *corev1.Secret) { s.Data[keyServing] = []byte("x") },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, configurations()...)
			secret := good.DeepCopy()
			spoil(secret)
			secret.ResourceVersion = ""
			secret.Data = mapWith(secret.Data, "extra", "stays")
			if _, err := c.CoreV1().Secrets("jobvalidate").Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
				t.Fatal(err)
			}
			m := c.replica("a")
			_ = m.load(t.Context()) // may say that the pair is bad; must not serve it
			if err := m.reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := m.load(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := trusts(c.bundles()[0], served(t, m), c.clock.Now()); err != nil {
				t.Error(err)
			}
			if string(c.secret().Data["extra"]) != "stays" {
				t.Error("what else was in the Secret is gone")
			}
		})
	}
}

func mapWith(m map[string][]byte, key, value string) map[string][]byte {
	if m == nil {
		m = map[string][]byte{}
	}
	m[key] = []byte(value)
	return m
}

func TestABadPairIsNotServed(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := served(t, m)
	secret := c.secret()
	secret.Data[keyKey] = []byte("half")
	if _, err := c.CoreV1().Secrets("jobvalidate").Update(t.Context(), secret, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	m.version = "" // the fake client gives no resource versions
	if err := m.load(t.Context()); err == nil {
		t.Error("no error for a half pair")
	}
	if served(t, m) != before {
		t.Error("another certificate is served")
	}
}

func TestAnotherReplicasWriteIsNotOverwritten(t *testing.T) {
	c := newCluster(t, configurations()...)
	c.PrependReactor("create", "secrets", func(clienttesting.Action) (bool, runtime.Object, error) {
		return true, nil, apierrors.NewAlreadyExists(corev1.Resource("secrets"), "jobvalidate-certs")
	})
	if err := c.replica("a").reconcile(t.Context()); !apierrors.IsAlreadyExists(errors.Unwrap(err)) {
		t.Errorf("error %v, want that it exists", err)
	}
}

func TestNewHostsAreServed(t *testing.T) {
	c := newCluster(t, configurations()...)
	if err := c.replica("a").reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := c.replica("b")
	m.o.Hosts = []string{host, "another.jobvalidate.svc", strings.Repeat("a", 63) + ".svc"}
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := served(t, m).VerifyHostname("another.jobvalidate.svc"); err != nil {
		t.Error(err)
	}
}

// TestReplicasServeOneCertificate runs two replicas with real clocks: one leads, both serve.
func TestReplicasServeOneCertificate(t *testing.T) {
	c := newCluster(t, configurations()...)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	var replicas []*Managed
	for _, name := range []string{"a", "b"} {
		m := c.replica(name)
		m.o.Clock, m.o.Interval = ManagedOptions{}.withDefaults().Clock, 20*time.Millisecond
		replicas = append(replicas, m)
		go func() { ended <- m.Start(ctx) }()
	}
	loaded := func(m *Managed) bool { return m.serving.Load() != nil }
	for deadline := time.Now().Add(20 * time.Second); !loaded(replicas[0]) || !loaded(replicas[1]); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no certificate after 20 seconds")
		}
	}
	if !served(t, replicas[0]).Equal(served(t, replicas[1])) {
		t.Error("the replicas serve different certificates")
	}
	stop()
	for range replicas {
		if err := <-ended; err != nil {
			t.Errorf("ended with %v", err)
		}
	}
	lease, err := c.CoordinationV1().Leases("jobvalidate").Get(t.Context(), "jobvalidate", metav1.GetOptions{})
	if err != nil || lease.Spec.HolderIdentity == nil {
		t.Fatalf("no lease: %v", err)
	}
	if *lease.Spec.HolderIdentity != "" {
		t.Errorf("the lease is still held by %q after the end", *lease.Spec.HolderIdentity)
	}
}

func TestManagedNeedsItsNames(t *testing.T) {
	for name, o := range map[string]ManagedOptions{
		"no host": {Namespace: "a", Secret: "b", Lease: "c", Identity: "d"}, "no identity": {Hosts: []string{host}, Namespace: "a", Secret: "b", Lease: "c"},
	} {
		if _, err := NewManaged(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	m, err := NewManaged(ManagedOptions{Hosts: []string{host}, Namespace: "a", Secret: "b", Lease: "c", Identity: "d"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.GetCertificate(nil); err == nil || !strings.Contains(err.Error(), "a/b") {
		t.Errorf("error %v does not name the Secret", err)
	}
}

// TestWhatLoadDoesNotServe: a pair that no bundle can vouch for, and an expired one while there is a better.
func TestWhatLoadDoesNotServe(t *testing.T) {
	other := newCluster(t, configurations()...)
	if err := other.replica("b").reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	foreign := other.secret().Data
	for name, c := range map[string]struct {
		spoil func(*corev1.Secret)
		later time.Duration
		says  string
	}{
		"a pair of another CA":      {func(s *corev1.Secret) { s.Data[keyServing], s.Data[keyKey] = foreign[keyServing], foreign[keyKey] }, 0, "no CA of the Secret"},
		"another CA":                {func(s *corev1.Secret) { s.Data[keyCA], s.Data[keyCAKey] = foreign[keyCA], foreign[keyCAKey] }, 0, "no CA of the Secret"},
		"no CA":                     {func(s *corev1.Secret) { delete(s.Data, keyCA) }, 0, "no CA of the Secret"},
		"half a pair":               {func(s *corev1.Secret) { delete(s.Data, keyKey) }, 0, "tls.crt"},
		"a backup that has expired": {func(s *corev1.Secret) { *s = *other.secret() }, 91 * 24 * time.Hour, "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := newCluster(t, configurations()...)
			cluster.clock.Step(c.later)
			m := cluster.replica("a")
			if err := m.reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			fresh := cluster.replica("c")
			if err := m.load(t.Context()); err != nil {
				t.Fatal(err)
			}
			before := served(t, m)
			cluster.put(c.spoil)
			m.version = ""
			if err := m.load(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want it to say %q", err, c.says)
			}
			if !served(t, m).Equal(before) {
				t.Error("another certificate is served")
			}
			_ = fresh.load(t.Context())
			if _, err := fresh.GetCertificate(nil); (err == nil) != (c.says == "expired") {
				t.Errorf("a replica that has nothing yet: error %v", err)
			}
		})
	}
}

// TestAPairOfTheOldCAIsServed: callers trust it until it leaves the bundle.
func TestAPairOfTheOldCAIsServed(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := c.secret().Data
	c.clock.Step(m.o.CALifetime * 2 / 3)
	for range 4 {
		c.clock.Step(m.o.Spread)
		if err := m.reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(c.secret().Data[keyOldCA], first[keyCA]) {
		t.Fatal("the CA was not rotated")
	}
	c.put(func(s *corev1.Secret) { s.Data[keyServing], s.Data[keyKey] = first[keyServing], first[keyKey] })
	if err := m.load(t.Context()); err != nil {
		t.Error(err)
	}
	served(t, m)
}

// TestARequestThatIsNeverAnsweredIsGivenUp: the next look asks anew.
func TestARequestThatIsNeverAnsweredIsGivenUp(t *testing.T) {
	asked := make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	defer server.Close()
	client, err := kubernetes.NewForConfig(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewManaged(ManagedOptions{Client: client, Namespace: "a", Secret: "b", Lease: "c", Identity: "d", Hosts: []string{host}, Interval: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	m.patience = 20 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.every(ctx, "reading", m.load)
	}()
	for range 3 {
		select {
		case <-asked:
		case <-time.After(10 * time.Second):
			t.Fatal("it waits for the answer still")
		}
	}
	stop()
	<-ended
}

// TestAPanicWhileKeepingTheCertificateIsAnError: reviews are answered on, and the work is tried again.
func TestAPanicWhileKeepingTheCertificateIsAnError(t *testing.T) {
	m, log := newCluster(t).replicaWithLog("a")
	m.o.Clock, m.o.Interval = ManagedOptions{}.withDefaults().Clock, time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	times := 0
	m.every(ctx, "trying", func(context.Context) error {
		if times++; times == 2 {
			stop()
		}
		panic("a bug")
	})
	if times != 2 || !strings.Contains(log.String(), "trying failed") || !strings.Contains(log.String(), "a bug") || !strings.Contains(log.String(), "managed_test.go") {
		t.Errorf("%d times:\n%s", times, log)
	}
}
