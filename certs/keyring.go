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

// What the Secret holds. The names of the current CA and pair are those of cert-manager, so that the Secret can
// be mounted for --cert-dir, too.
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

// keyring is what the Secret holds, read: what is nil is not there, or could not be read.
type keyring struct {
	ca                 *authority
	next               *authority       // nil but between introduce and promote; has its key
	old                *authority       // nil but between promote and drop; its key is not kept
	pair               *tls.Certificate // what is served, with its leaf
	servingPEM, keyPEM []byte           // of the pair
	seen               time.Time        // zero where not
	servedSince        time.Time
}

// parseKeyring reads a Secret part by part: a part that cannot be read is left out alone, and problems says why.
func parseKeyring(secret *corev1.Secret) (k *keyring, problems []error) {
	data := secret.Data
	k = &keyring{seen: parseTime(secret.Annotations[annotationSeen]), servedSince: parseTime(secret.Annotations[annotationServed])}
	problem := func(part string, err error) bool {
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", part, err))
		}
		return err != nil
	}
	parse := func(part string) *authority {
		if len(data[part]) == 0 {
			return nil
		}
		a, err := parseAuthority(data[part])
		problem(part, err)
		return a
	}
	if k.ca = parse(keyCA); k.ca != nil && len(data[keyCAKey]) > 0 {
		problem(keyCAKey, k.ca.takeKey(data[keyCAKey]))
	}
	if k.next = parse(keyNextCA); k.next != nil && problem(keyNextKey, k.next.takeKey(data[keyNextKey])) {
		k.next = nil
	}
	if k.next == nil {
		k.seen = time.Time{} // what was seen was another
	}
	if k.old = parse(keyOldCA); k.old == nil {
		k.servedSince = time.Time{}
	}
	if len(data[keyServing]) > 0 {
		if pair, err := tls.X509KeyPair(data[keyServing], data[keyKey]); !problem(keyServing, err) {
			k.pair, k.servingPEM, k.keyPEM = &pair, data[keyServing], data[keyKey]
		}
	}
	return k, problems
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
	values := map[string][]byte{keyServing: k.servingPEM, keyKey: k.keyPEM, keyOldCA: nil, keyCA: nil, keyCAKey: nil, keyNextCA: nil, keyNextKey: nil}
	if k.ca != nil {
		values[keyCA], values[keyCAKey] = k.ca.certPEM, k.ca.keyPEM
	}
	if k.next != nil {
		values[keyNextCA], values[keyNextKey] = k.next.certPEM, k.next.keyPEM
	}
	if k.old != nil {
		values[keyOldCA] = k.old.certPEM
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

// trusted are the CAs that callers should trust at this moment, the current one first.
func (k *keyring) trusted() (all []*authority) {
	for _, a := range []*authority{k.ca, k.next, k.old} {
		if a != nil {
			all = append(all, a)
		}
	}
	return all
}

// vouchesFor reports whether a CA of the bundle has signed the certificate. Clocks do not count: whether it is good
// at the moment, the callers decide.
func (k *keyring) vouchesFor(leaf *x509.Certificate) bool {
	for _, a := range k.trusted() {
		if leaf.CheckSignatureFrom(a.cert) == nil {
			return true
		}
	}
	return false
}

// bundle is the trusted CAs in PEM.
func (k *keyring) bundle() []byte {
	var parts [][]byte
	for _, a := range k.trusted() {
		parts = append(parts, a.certPEM)
	}
	return bytes.Join(parts, nil)
}
