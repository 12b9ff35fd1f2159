package certs

import (
	"strings"
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

// TestClocksThatDiffer has leaders whose clocks are wrong by turns. A renewal settles what one can settle: nobody
// renews at each interval, and with clocks that go within an hour of the API server's every bundle and certificate is
// good there.
func TestClocksThatDiffer(t *testing.T) {
	type turn struct {
		off       time.Duration // of the leader's clock
		intervals int           // intervals of a minute
		most      int           // writes of the Secret
	}
	for name, turns := range map[string][]turn{
		"one that is hours late takes over":         {{0, 3, 1}, {-3 * time.Hour, 60, 4}, {0, 60, 1}},
		"one that is days late takes over":          {{0, 3, 1}, {-72 * time.Hour, 60, 4}, {0, 60, 1}},
		"one that is a year late takes over":        {{0, 3, 1}, {-400 * 24 * time.Hour, 60, 4}, {0, 60, 4}},
		"one that was hours early made the CA":      {{5 * time.Hour, 3, 1}, {0, 90, 5}},
		"one that is hours early in between":        {{0, 3, 1}, {5 * time.Hour, 10, 0}, {0, 60, 0}},
		"one that is early renews":                  {{0, 3, 1}, {61 * 24 * time.Hour, 3, 1}, {0, 60, 1}},
		"two that differ by hours, turn and turn":   {{0, 3, 1}, {-3 * time.Hour, 30, 4}, {0, 30, 2}, {-3 * time.Hour, 30, 2}, {0, 30, 2}, {-3 * time.Hour, 90, 2}, {0, 30, 0}},
		"one that is late by less than an hour":     {{0, 3, 1}, {-50 * time.Minute, 60, 0}, {0, 60, 0}},
		"one that is days early rotates the CA":     {{0, 3, 1}, {247 * 24 * time.Hour, 12, 4}, {244 * 24 * time.Hour, 90, 8}},
		"one that is days early promotes the next":  {{0, 3, 1}, {244 * 24 * time.Hour, 3, 3}, {247 * 24 * time.Hour, 3, 1}, {244 * 24 * time.Hour, 90, 4}},
		"one that is late takes over in a rotation": {{0, 3, 1}, {244 * 24 * time.Hour, 3, 3}, {244*24*time.Hour - 3*time.Hour, 300, 7}, {244 * 24 * time.Hour, 90, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, configurations()...)
			m, log := c.replicaWithLog("a")
			start, minute := c.clock.Now(), 0
			for i, turn := range turns {
				before := strings.Count(log.String(), "msg=certificate")
				for range turn.intervals {
					c.clock.SetTime(start.Add(time.Duration(minute)*time.Minute + turn.off))
					if err := m.reconcile(t.Context()); err != nil {
						t.Fatal(err)
					}
					minute++
				}
				if writes := strings.Count(log.String(), "msg=certificate") - before; writes > turn.most {
					t.Errorf("turn %d: %d writes, want at most %d", i, writes, turn.most)
				}
			}
			if t.Failed() {
				t.Log(log)
			}
			m.version = ""
			if err := m.load(t.Context()); err != nil {
				t.Fatal(err)
			}
			last := start.Add(time.Duration(minute)*time.Minute + turns[len(turns)-1].off)
			if err := trusts(c.bundles()[0], served(t, m), last); err != nil {
				t.Error(err)
			}
			if turns[len(turns)-1].intervals > 60 && len(c.secret().Data) > 4 {
				t.Errorf("the rotation is not over: %d parts", len(c.secret().Data))
			}
		})
	}
}
