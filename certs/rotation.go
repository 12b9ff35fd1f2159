package certs

import (
	"crypto/tls"
	"fmt"
	"strings"
	"time"
)

// lifetimes are how long certificates are good, and how long the steps of a rotation take.
type lifetimes struct {
	ca, serving time.Duration
	// spread is how long a bundle that we have seen may need to reach every API server.
	spread time.Duration
	// drop is how long the old CA stays in the bundle after its successor is served.
	drop time.Duration
}

// advance takes at most one step and names it, "" for none. seen reports whether every caller was seen with the
// bundle of k.
//
// The rotation of a CA goes in three steps, so that at no time a caller trusts another CA than the one whose
// certificate is served:
//
//  1. introduce: a next CA is made and goes into the bundle beside the current one;
//  2. promote: once the bundle was seen everywhere and had time to spread, the next CA becomes the current
//     one and signs what is served; the old one stays in the bundle;
//  3. drop: later the old one leaves the bundle.
func (k *keyring) advance(now time.Time, hosts []string, life lifetimes, seen bool) (next *keyring, step string, err error) {
	changed := *k
	if why := k.ends(now, hosts); why != "" {
		// Waiting would help nobody. A next CA that callers have heard of already is better than one that is new.
		if k.next != nil && now.Before(k.next.cert.NotAfter) {
			err = changed.promote(now, hosts, life)
			return &changed, "promoted the next CA at once: " + why, err
		}
		if changed.next, err = newAuthority(authorityName, now, life.ca); err != nil {
			return nil, "", err
		}
		err = changed.promote(now, hosts, life)
		return &changed, "made a CA: " + why, err
	}
	signs := k.ca.key != nil
	// A CA that is not good yet: the clock of whoever made it is wrong, or ours. The next is good for both.
	early := now.Before(k.ca.cert.NotBefore)
	switch {
	// First of all: without a good pair a replica that starts has nothing to serve.
	case signs && (k.pair == nil || !now.Before(dueAt(k.pair.Leaf)) || !k.ca.isFor(k.pair.Leaf, hosts) || k.isEarly(now)):
		err = changed.renew(now, hosts, life)
		return &changed, "renewed the serving certificate", err
	case k.seen.After(now.Add(backdated)) || k.servedSince.After(now.Add(backdated)):
		changed.seen, changed.servedSince = earlier(k.seen, now), earlier(k.servedSince, now)
		return &changed, "set back a time that is still to come", nil
	case k.next != nil && !now.Before(k.next.cert.NotAfter):
		changed.next, changed.seen = nil, time.Time{}
		return &changed, "dropped the next CA, it has expired", nil
	case k.next != nil && k.seen.IsZero() && seen:
		changed.seen = now
		return &changed, "next CA seen in every bundle", nil
	case k.next != nil && !k.seen.IsZero() && !seen:
		// Someone wrote a bundle without it: API servers may have read that, and the wait begins anew.
		changed.seen = time.Time{}
		return &changed, "next CA gone from a bundle", nil
	case k.next != nil && !k.seen.IsZero() && !now.Before(k.seen.Add(life.spread)):
		err = changed.promote(now, hosts, life)
		return &changed, "promoted the next CA", err
	case k.old != nil && !now.Before(k.servedSince.Add(life.drop)):
		changed.old, changed.servedSince = nil, time.Time{}
		return &changed, "dropped the old CA", nil
	case k.next == nil && (early || k.old == nil && (!signs || !now.Before(dueAt(k.ca.cert)))):
		changed.next, err = newAuthority(authorityName, now, life.ca)
		return &changed, "introduced the next CA", err
	}
	return k, "", nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

const authorityName = "jobvalidate CA"

// ends says why the current CA can go on no longer, not even until a successor has spread; "" where it can.
func (k *keyring) ends(now time.Time, hosts []string) string {
	switch {
	case k.ca == nil:
		return "there was none"
	case !now.Before(k.ca.cert.NotAfter):
		return "the one before has expired"
	case k.ca.key == nil && (k.pair == nil || !now.Before(k.pair.Leaf.NotAfter) || !k.ca.isFor(k.pair.Leaf, hosts)):
		return "the key of the one before is lost, and what it has signed is of no use"
	}
	return ""
}

// isEarly reports whether the certificate is not good yet where another would be: that of a leader whose clock was
// ahead. Where the CA itself is not good yet, to renew would change nothing, at each interval.
func (k *keyring) isEarly(now time.Time) bool {
	begins := k.pair.Leaf.NotBefore
	return now.Before(begins) && k.ca.cert.NotBefore.Before(begins)
}

// promote makes the next CA the current one. The one before stays trusted: other replicas go on serving its
// certificate until they have read the Secret.
func (k *keyring) promote(now time.Time, hosts []string, life lifetimes) error {
	k.old, k.servedSince = k.ca, time.Time{}
	if k.old != nil {
		k.servedSince = now
	}
	k.ca, k.next, k.seen = k.next, nil, time.Time{}
	return k.renew(now, hosts, life)
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
	if !k.ca.isFor(pair.Leaf, hosts) { // then the next would not be better, at each interval
		return fmt.Errorf("a CA with constraints: what it signs is not good for the hosts %s", strings.Join(hosts, ", "))
	}
	k.pair, k.servingPEM, k.keyPEM = &pair, certPEM, keyPEM
	return nil
}
