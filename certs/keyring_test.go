package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// put writes the Secret as someone with kubectl would.
func (c *cluster) put(spoil func(*corev1.Secret)) {
	c.t.Helper()
	secret := c.secret()
	spoil(secret)
	if _, err := c.CoreV1().Secrets("jobvalidate").Update(c.t.Context(), secret, metav1.UpdateOptions{}); err != nil {
		c.t.Fatal(err)
	}
}

// TestOneBadPartOfTheSecret spoils a part of the Secret before a rotation, in its midst, and when the current CA
// has expired beside its successor. What is good goes on: every bundle that an API server has trusts what is
// served then and until the rotation is over.
func TestOneBadPartOfTheSecret(t *testing.T) {
	type stage string
	const (
		settled stage = "settled"
		early   stage = "next CA introduced"
		midst   stage = "midst of a rotation"
		served  stage = "next CA served"
		expired stage = "CA expired"
	)
	garbage := []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	for name, c := range map[string]struct {
		at      stage
		spoil   func(*corev1.Secret)
		ca      string // which CA is the current one right after: "same" or "next"
		dropped string // what the log says
	}{
		"settled, a next CA that is none":  {settled, func(s *corev1.Secret) { s.Data[keyNextCA] = garbage }, "same", "next-ca.crt"},
		"settled, a next CA without a key": {settled, func(s *corev1.Secret) { s.Data[keyNextCA] = s.Data[keyCA] }, "same", "next-ca.key"},
		"settled, a next CA that has expired": {settled, func(s *corev1.Secret) {
			past, err := newAuthority("past", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Hour)
			if err == nil {
				s.Data[keyNextCA], s.Data[keyNextKey] = past.certPEM, past.keyPEM
				s.Annotations = map[string]string{annotationSeen: "2024-01-01T00:00:00Z"}
			}
		}, "same", ""},
		"settled, half a serving pair":       {settled, func(s *corev1.Secret) { s.Data[keyServing] = s.Data[keyServing][:100] }, "same", "tls.crt"},
		"settled, the wrong serving key":     {settled, func(s *corev1.Secret) { s.Data[keyKey] = s.Data[keyCAKey] }, "same", "tls.crt"},
		"settled, no serving pair":           {settled, func(s *corev1.Secret) { delete(s.Data, keyServing); delete(s.Data, keyKey) }, "same", ""},
		"settled, an old CA that is none":    {settled, func(s *corev1.Secret) { s.Data[keyOldCA] = garbage }, "same", "old-ca.crt"},
		"settled, something after the CA":    {settled, func(s *corev1.Secret) { s.Data[keyCA] = append(s.Data[keyCA], garbage...) }, "same", ""},
		"settled, the CA's key is lost":      {settled, func(s *corev1.Secret) { delete(s.Data, keyCAKey) }, "same", ""},
		"settled, the CA's key is another's": {settled, func(s *corev1.Secret) { s.Data[keyCAKey] = s.Data[keyKey] }, "same", "ca.key"},
		"introduced, half a serving pair":    {early, func(s *corev1.Secret) { s.Data[keyKey] = []byte("half") }, "same", "tls.crt"},
		"introduced, no serving pair":        {early, func(s *corev1.Secret) { delete(s.Data, keyServing) }, "same", ""},
		"midst, no pair, seen in the future": {midst, func(s *corev1.Secret) {
			delete(s.Data, keyServing)
			s.Annotations[annotationSeen] = "2030-01-01T00:00:00Z"
		}, "same", ""},
		"midst, a next CA that is none":    {midst, func(s *corev1.Secret) { s.Data[keyNextCA] = garbage }, "same", "next-ca.crt"},
		"midst, the next CA's key is lost": {midst, func(s *corev1.Secret) { delete(s.Data, keyNextKey) }, "same", "next-ca.key"},
		"midst, half a serving pair":       {midst, func(s *corev1.Secret) { s.Data[keyKey] = []byte("half") }, "same", "tls.crt"},
		"midst, the CA's key is lost":      {midst, func(s *corev1.Secret) { delete(s.Data, keyCAKey) }, "same", ""},
		"midst, the CA is none":            {midst, func(s *corev1.Secret) { s.Data[keyCA] = garbage }, "next", "ca.crt"},
		"midst, no CA":                     {midst, func(s *corev1.Secret) { delete(s.Data, keyCA) }, "next", ""},
		"midst, neither the CA's key nor a pair": {midst, func(s *corev1.Secret) {
			delete(s.Data, keyCAKey)
			delete(s.Data, keyServing)
		}, "next", ""},
		"served, an old CA that is none": {served, func(s *corev1.Secret) { s.Data[keyOldCA] = garbage }, "same", "old-ca.crt"},
		"expired, with a next CA":        {expired, func(*corev1.Secret) {}, "next", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := newCluster(t, configurations()...)
			m, log := cluster.replicaWithLog("a")
			reconcile := func() {
				t.Helper()
				if err := m.reconcile(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			reconcile()
			if c.at != settled {
				cluster.clock.Step(m.o.CALifetime*2/3 + time.Minute)
				steps := 3 // renewed, introduced, seen
				if c.at == early {
					steps = 2
				}
				for range steps {
					reconcile()
				}
			}
			if c.at == served {
				cluster.clock.Step(m.o.Spread)
				reconcile()
			}
			if c.at == expired {
				cluster.clock.Step(m.o.CALifetime / 3)
			}
			if err := m.load(t.Context()); err != nil {
				t.Fatal(err)
			}
			before := cluster.secret()
			if c.at == midst || c.at == expired {
				if len(before.Data[keyNextCA]) == 0 {
					t.Fatal("there is no next CA")
				}
			}
			cluster.put(c.spoil)
			bundles := [][]byte{cluster.bundles()[0]}
			served := map[string]*x509.Certificate{}
			for i := range 90 { // a minute each
				m.version = "" // the fake client gives no resource versions
				reconcile()
				if err := m.load(t.Context()); err != nil {
					t.Fatal(err)
				}
				if i == 0 {
					want := map[string][]byte{"same": before.Data[keyCA], "next": before.Data[keyNextCA]}[c.ca]
					if got := cluster.secret().Data[keyCA]; !bytes.HasPrefix(got, want) {
						t.Errorf("the CA is not the %s", c.ca)
					}
				}
				now := cluster.clock.Now()
				leaf, err := m.GetCertificate(nil)
				if err != nil {
					t.Fatal(err)
				}
				if last := bundles[len(bundles)-1]; !bytes.Equal(last, cluster.bundles()[0]) {
					bundles = append(bundles, cluster.bundles()[0])
				}
				served[leaf.Leaf.SerialNumber.String()] = leaf.Leaf
				// An API server may be late with the last bundle by less than the spread.
				for _, bundle := range bundles[max(0, len(bundles)-2):] {
					if err := trusts(bundle, leaf.Leaf, now); err != nil {
						t.Fatalf("minute %d: %v", i, err)
					}
				}
				cluster.clock.Step(time.Minute)
			}
			if len(served) > 3 {
				t.Errorf("%d certificates in 90 minutes", len(served))
			}
			if c.dropped != "" && !strings.Contains(log.String(), c.dropped) {
				t.Errorf("the log does not name %s:\n%s", c.dropped, log)
			}
			if n := strings.Count(log.String(), "cannot be read"); c.dropped == "" && n > 0 || n > 1 {
				t.Errorf("the log says %d times that something cannot be read:\n%s", n, log)
			}
			if secret := cluster.secret(); len(secret.Data[keyCAKey]) == 0 || len(secret.Data[keyNextCA])+len(secret.Data[keyOldCA]) > 0 && c.at != expired {
				t.Errorf("after 90 minutes the Secret has %d parts", len(secret.Data))
			}
		})
	}
}

// TestABadCAWithNothingElseBeginsAnew: there is no other way, and it is said.
func TestABadCAWithNothingElseBeginsAnew(t *testing.T) {
	for name, spoil := range map[string]func(*corev1.Secret){
		"no CA":                          func(s *corev1.Secret) { delete(s.Data, keyCA) },
		"a CA that is none":              func(s *corev1.Secret) { s.Data[keyCA] = s.Data[keyServing] },
		"neither a CA's key nor a pair":  func(s *corev1.Secret) { delete(s.Data, keyCAKey); delete(s.Data, keyServing) },
		"a bad CA and a bad next CA":     func(s *corev1.Secret) { s.Data[keyCA], s.Data[keyNextCA] = []byte("x"), []byte("y") },
		"a bad CA and a next CA no more": func(s *corev1.Secret) { s.Data[keyCA], s.Data[keyNextKey] = []byte("x"), s.Data[keyCAKey] },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, configurations()...)
			m, log := c.replicaWithLog("a")
			if err := m.reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			first := c.secret().Data[keyCA]
			c.put(spoil)
			for range 2 {
				if err := m.reconcile(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if err := m.load(t.Context()); err != nil {
				t.Fatal(err)
			}
			if bytes.Equal(c.secret().Data[keyCA], first) || !strings.Contains(log.String(), "made a CA") {
				t.Errorf("the CA was not made anew:\n%s", log)
			}
			if err := trusts(c.bundles()[0], served(t, m), c.clock.Now()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestACAThatMayNotSignForTheHosts is told, and the Secret is not written at each interval.
func TestACAThatMayNotSignForTheHosts(t *testing.T) {
	c := newCluster(t, configurations()...)
	m := c.replica("a")
	if err := m.reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	ca, err := newAuthority("theirs", c.clock.Now(), m.o.CALifetime)
	if err != nil {
		t.Fatal(err)
	}
	template := *ca.cert
	template.PermittedDNSDomainsCritical, template.PermittedDNSDomains = true, []string{"example.com"}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, ca.key.Public(), ca.key)
	if err != nil {
		t.Fatal(err)
	}
	c.put(func(s *corev1.Secret) { s.Data[keyCA], s.Data[keyCAKey] = encodeCertificate(der), ca.keyPEM })
	before := c.secret()
	for range 3 {
		if err := m.reconcile(t.Context()); err == nil || !strings.Contains(err.Error(), "constraints") {
			t.Errorf("error %v", err)
		}
	}
	if !bytes.Equal(c.secret().Data[keyServing], before.Data[keyServing]) {
		t.Error("the pair was written")
	}
}

// FuzzSecret reads a Secret that may hold anything, and takes a step: what comes out is a pair that its bundle vouches
// for, or an error.
func FuzzSecret(f *testing.F) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	life := lifetimes{1000 * time.Hour, 100 * time.Hour, 5 * time.Minute, time.Hour}
	hosts := []string{host}
	k, _, err := (&keyring{}).advance(now, hosts, life, false)
	if err != nil {
		f.Fatal(err)
	}
	other, err := newAuthority("other", now, life.ca)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(k.ca.certPEM, k.ca.keyPEM, other.certPEM, other.keyPEM, []byte(nil), k.servingPEM, k.keyPEM, now.Format(time.RFC3339), "")
	f.Add(other.certPEM, other.keyPEM, []byte(nil), []byte(nil), k.ca.certPEM, k.servingPEM, k.keyPEM, "", now.Add(time.Hour).Format(time.RFC3339Nano))
	f.Add(k.ca.certPEM, []byte(nil), k.servingPEM, k.keyPEM, []byte("x"), k.servingPEM, other.keyPEM, "never", "0001-01-01T00:00:00Z")
	f.Fuzz(func(t *testing.T, ca, caKey, next, nextKey, old, serving, key []byte, seen, servedSince string) {
		secret := &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{annotationSeen: seen, annotationServed: servedSince}},
			Data:       map[string][]byte{keyCA: ca, keyCAKey: caKey, keyNextCA: next, keyNextKey: nextKey, keyOldCA: old, keyServing: serving, keyKey: key},
		}
		keys, _ := parseKeyring(secret)
		after, step, err := keys.advance(now, hosts, life, true)
		if err != nil {
			return
		}
		after.write(secret)
		again, problems := parseKeyring(secret)
		if step != "" && len(problems) > 0 {
			t.Fatalf("after %q: %v", step, problems)
		}
		if again.ca == nil || again.pair == nil || !again.vouchesFor(again.pair.Leaf) && step != "" && again.ca.key != nil && after.pair != keys.pair {
			t.Fatalf("after %q: no pair that the bundle vouches for", step)
		}
	})
}
