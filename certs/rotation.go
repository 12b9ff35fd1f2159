package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// What the Secret holds. The names of the current CA and pair are those of cert-manager, so that a Secret of
// the one source serves the other.
const (
	keyCA       = "ca.crt"
	keyCAKey    = "ca.key"
	keyServing  = corev1.TLSCertKey
	keyKey      = corev1.TLSPrivateKeyKey
	keyNextCA   = "next-ca.crt"
	keyNextKey  = "next-ca.key"
	keyOldCA    = "old-ca.crt"
	annotations = "jobvalidate.dev/"
	// annotationSeen is when every webhook configuration was seen with the next CA in its bundle.
	annotationSeen = annotations + "next-ca-seen"
	// annotationServed is when the certificate of the current CA took the place of the old one's.
	annotationServed = annotations + "ca-served-since"
)

// lifetimes are how long certificates are good, and how long the steps of a rotation take.
type lifetimes struct {
	ca, serving time.Duration
	// spread is how long a bundle that we have seen may need to reach every API server.
	spread time.Duration
	// drop is how long the old CA stays in the bundle after its successor is served.
	drop time.Duration
}

// keyring is what the Secret holds, read. The rotation of a CA goes in three steps, so that at no time a
// caller trusts another CA than the one whose certificate is served:
//
//  1. introduce: a next CA is made and goes into the bundle beside the current one;
//  2. promote: once the bundle was seen everywhere and had time to spread, the next CA becomes the current
//     one and signs what is served; the old one stays in the bundle;
//  3. drop: later the old one leaves the bundle.
type keyring struct {
	ca, next    *authority // next is nil but between introduce and promote
	servingPEM  []byte
	keyPEM      []byte
	leaf        *x509.Certificate
	oldPEM      []byte    // nil but between promote and drop
	seen        time.Time // zero where not
	servedSince time.Time
}

// parseKeyring reads a Secret. An empty one gives nil: everything has to be made.
func parseKeyring(secret *corev1.Secret) (*keyring, error) {
	data := secret.Data
	if len(data[keyCA]) == 0 && len(data[keyServing]) == 0 {
		return nil, nil
	}
	k := &keyring{servingPEM: data[keyServing], keyPEM: data[keyKey], oldPEM: data[keyOldCA]}
	var err error
	if k.ca, err = parseAuthority(data[keyCA], data[keyCAKey]); err != nil {
		return nil, err
	}
	if len(data[keyNextCA]) > 0 {
		if k.next, err = parseAuthority(data[keyNextCA], data[keyNextKey]); err != nil {
			return nil, err
		}
	}
	pair, err := tls.X509KeyPair(k.servingPEM, k.keyPEM)
	if err != nil {
		return nil, fmt.Errorf("reading the serving certificate: %w", err)
	}
	k.leaf = pair.Leaf
	k.seen = parseTime(secret.Annotations[annotationSeen])
	k.servedSince = parseTime(secret.Annotations[annotationServed])
	return k, nil
}

func parseTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// write puts the keyring into the Secret; what else the Secret holds stays.
func (k *keyring) write(secret *corev1.Secret) {
	secret.Data = maps.Clone(secret.Data)
	if secret.Data == nil {
		secret.Data = map[string][]byte{}
	}
	secret.Annotations = maps.Clone(secret.Annotations)
	if secret.Annotations == nil {
		secret.Annotations = map[string]string{}
	}
	values := map[string][]byte{keyCA: k.ca.certPEM, keyCAKey: k.ca.keyPEM, keyServing: k.servingPEM, keyKey: k.keyPEM, keyOldCA: k.oldPEM, keyNextCA: nil, keyNextKey: nil}
	if k.next != nil {
		values[keyNextCA], values[keyNextKey] = k.next.certPEM, k.next.keyPEM
	}
	for name, value := range values {
		if len(value) == 0 {
			delete(secret.Data, name)
		} else {
			secret.Data[name] = value
		}
	}
	for name, at := range map[string]time.Time{annotationSeen: k.seen, annotationServed: k.servedSince} {
		if at.IsZero() {
			delete(secret.Annotations, name)
		} else {
			secret.Annotations[name] = at.UTC().Format(time.RFC3339Nano)
		}
	}
}

// bundle is what callers should trust at this moment.
func (k *keyring) bundle() []byte {
	parts := [][]byte{bytes.TrimSpace(k.ca.certPEM)}
	if k.next != nil {
		parts = append(parts, bytes.TrimSpace(k.next.certPEM))
	}
	if len(k.oldPEM) > 0 {
		parts = append(parts, bytes.TrimSpace(k.oldPEM))
	}
	return append(bytes.Join(parts, []byte("\n")), '\n')
}

// advance takes at most one step and names it, "" for none. k may be nil. seen reports whether every caller
// was seen with the bundle of k.
func (k *keyring) advance(now time.Time, hosts []string, life lifetimes, seen bool) (next *keyring, step string, err error) {
	switch {
	case k == nil:
		next, err = freshKeyring(now, hosts, life)
		return next, "made", err
	case !now.Before(k.ca.cert.NotAfter):
		// Nobody can trust it any more: there is nothing to hand over.
		next, err = freshKeyring(now, hosts, life)
		return next, "made anew, the CA had expired", err
	}
	changed := *k
	switch {
	case k.next != nil && k.seen.IsZero() && seen:
		changed.seen = now
		return &changed, "next CA seen in every bundle", nil
	case k.next != nil && !k.seen.IsZero() && !seen:
		// Someone wrote a bundle without it: API servers may have read that, and the wait begins anew.
		changed.seen = time.Time{}
		return &changed, "next CA gone from a bundle", nil
	case k.next != nil && !k.seen.IsZero() && !now.Before(k.seen.Add(life.spread)):
		changed.ca, changed.next, changed.oldPEM = k.next, nil, k.ca.certPEM
		changed.seen, changed.servedSince = time.Time{}, now
		err = changed.renew(now, hosts, life)
		return &changed, "promoted the next CA", err
	case !now.Before(dueAt(k.leaf)) || !k.ca.isFor(k.leaf, hosts, now):
		err = changed.renew(now, hosts, life)
		return &changed, "renewed the serving certificate", err
	case len(k.oldPEM) > 0 && !now.Before(k.servedSince.Add(life.drop)):
		changed.oldPEM, changed.servedSince = nil, time.Time{}
		return &changed, "dropped the old CA", nil
	case k.next == nil && len(k.oldPEM) == 0 && !now.Before(dueAt(k.ca.cert)):
		changed.next, err = newAuthority(authorityName, now, life.ca)
		return &changed, "introduced the next CA", err
	}
	return k, "", nil
}

const authorityName = "jobvalidate CA"

func freshKeyring(now time.Time, hosts []string, life lifetimes) (*keyring, error) {
	ca, err := newAuthority(authorityName, now, life.ca)
	if err != nil {
		return nil, err
	}
	k := &keyring{ca: ca}
	return k, k.renew(now, hosts, life)
}

// renew signs a new serving certificate with the current CA.
func (k *keyring) renew(now time.Time, hosts []string, life lifetimes) error {
	certPEM, keyPEM, err := k.ca.issue(hosts, now, life.serving)
	if err != nil {
		return err
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return fmt.Errorf("reading the serving certificate: %w", err)
	}
	k.servingPEM, k.keyPEM, k.leaf = certPEM, keyPEM, pair.Leaf
	return nil
}
