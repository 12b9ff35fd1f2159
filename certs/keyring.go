package certs

import (
	"bytes"
	"crypto/tls"
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
	ca, next           *authority       // next is nil but between introduce and promote, and has its key
	pair               *tls.Certificate // what is served, with its leaf
	servingPEM, keyPEM []byte           // of the pair
	oldPEM             []byte           // nil but between promote and drop
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
	if old := parse(keyOldCA); old != nil {
		k.oldPEM = old.certPEM
	} else {
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
	values := map[string][]byte{keyServing: k.servingPEM, keyKey: k.keyPEM, keyOldCA: k.oldPEM, keyCA: nil, keyCAKey: nil, keyNextCA: nil, keyNextKey: nil}
	if k.ca != nil {
		values[keyCA], values[keyCAKey] = k.ca.certPEM, k.ca.keyPEM
	}
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
	parts := [][]byte{k.ca.certPEM}
	if k.next != nil {
		parts = append(parts, k.next.certPEM)
	}
	return bytes.Join(append(parts, k.oldPEM), nil)
}
