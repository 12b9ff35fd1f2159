package certs

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestSecretsOfAnyParts puts Secrets together of good, foreign, expired, damaged and missing parts. Each step leaves a
// pair, and after two hours the rotation is over and nothing bad is left.
func TestSecretsOfAnyParts(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	life := lifetimes{1000 * time.Hour, 100 * time.Hour, 5 * time.Minute, time.Hour}
	hosts := []string{host}
	var parts [][]byte // CAs, then pairs: certificate, key, certificate, key …
	for _, made := range []time.Time{now, now.Add(-time.Hour), now.Add(-2000 * time.Hour)} {
		ca, err := newAuthority("any", made, life.ca)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, ca.certPEM, ca.keyPEM)
		certPEM, keyPEM, err := ca.issue(hosts, made, life.serving)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, certPEM, keyPEM)
	}
	times := []string{"", "x", now.Format(time.RFC3339), now.Add(50 * time.Hour).Format(time.RFC3339), now.Add(-time.Hour).Format(time.RFC3339)}
	random := rand.New(rand.NewPCG(2026, 1))
	for range 60 {
		secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{
			annotationSeen: times[random.IntN(len(times))], annotationServed: times[random.IntN(len(times))],
		}}, Data: map[string][]byte{}}
		for _, place := range [][]string{{keyCA, keyCAKey}, {keyNextCA, keyNextKey}, {keyOldCA, "none"}, {keyServing, keyKey}} {
			of := random.IntN(3) * 4
			if place[0] == keyServing {
				of += 2
			}
			for i, name := range place {
				part := append([]byte(nil), parts[of+i]...)
				switch random.IntN(12) {
				case 0:
					part = nil
				case 1:
					part = append([]byte(nil), parts[random.IntN(len(parts))]...)
				case 2:
					part[random.IntN(len(part))] ^= 1 << random.IntN(8)
				case 3:
					part = part[:random.IntN(len(part))]
				}
				secret.Data[name] = part
			}
		}
		var steps []string
		before := maps.Clone(secret.Data)
		fail := func(what any) {
			t.Helper()
			t.Fatalf("%v after %q, of the Secret %q", what, steps, before)
		}
		for minute := range 120 {
			keys, problems := parseKeyring(secret)
			next, step, err := keys.advance(now.Add(time.Duration(minute)*time.Minute), hosts, life, minute%11 != 3)
			switch {
			case err != nil:
				fail(err)
			case next.ca == nil || next.pair == nil:
				fail("no CA or no pair")
			case next.ca.key != nil && !next.vouchesFor(next.pair.Leaf):
				fail("a pair that no CA has signed")
			}
			if step != "" || len(problems) > 0 {
				steps = append(steps, step)
				next.write(secret)
			}
		}
		if k, problems := parseKeyring(secret); len(problems) > 0 || k.ca.key == nil || k.next != nil || k.old != nil {
			fail("something is left")
		}
	}
}
