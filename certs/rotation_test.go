package certs

import (
	"testing"
	"time"
)

// TestPromotionWaitsForEveryBundle: where a bundle is written back during the wait, the wait begins anew.
func TestPromotionWaitsForEveryBundle(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	hosts := []string{"jobvalidate.jobvalidate.svc"}
	life := lifetimes{1000 * time.Hour, 100 * time.Hour, 5 * time.Minute, time.Hour}
	k, _, err := (&keyring{}).advance(now, hosts, life, false)
	if err != nil {
		t.Fatal(err)
	}
	if k.next, err = newAuthority(authorityName, now, life.ca); err != nil {
		t.Fatal(err)
	}
	for _, turn := range []struct {
		after time.Duration
		seen  bool
		step  string
	}{
		{0, false, ""},
		{time.Minute, true, "next CA seen in every bundle"},
		{5 * time.Minute, true, ""},
		{6 * time.Minute, false, "next CA gone from a bundle"}, // when it would have been promoted
		{7 * time.Minute, true, "next CA seen in every bundle"},
		{11 * time.Minute, true, ""},
		{12 * time.Minute, true, "promoted the next CA"},
	} {
		next, step, err := k.advance(now.Add(turn.after), hosts, life, turn.seen)
		if err != nil || step != turn.step {
			t.Fatalf("after %s: step %q, %v; want %q", turn.after, step, err, turn.step)
		}
		k = next
	}
}
