package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const policyHead = "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\n"

// policyText is one of two policies that both allow what is sent.
func policyText(i int) string {
	return fmt.Sprintf("%slimits:\n  backoffLimit: {max: %d}\n  ttlSecondsAfterFinished: {max: 86400}\n", policyHead, 6+i%2)
}

// loss has two instances behind a balancer, under load all the while, whose certificates change, whose policy
// changes, and which are restarted one after the other. Not one request may fail.
func (s *soak) loss(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	policy := filepath.Join(s.dir, "policy.yaml")
	if err := os.WriteFile(policy, []byte(policyText(0)), 0o600); err != nil {
		return err
	}
	var instances []*process
	for _, name := range []string{"one", "two"} {
		p, err := s.startWebhook(ctx, name, "--config="+policy, "--early-verdict", "--decision-log=none")
		if err != nil {
			return err
		}
		defer p.stop() //nolint:errcheck // its end is checked where it matters
		instances = append(instances, p)
	}
	b, err := newBalancer(ctx, 100*time.Millisecond, instances...)
	if err != nil {
		return err
	}
	reviews, err := mixed(true)
	if err != nil {
		return err
	}
	address := b.listener.Addr().String()
	loading, stop := context.WithCancel(ctx)
	var kept, fresh *answers
	var wait sync.WaitGroup
	// Some connections live as long as they may, as the API server's do, others are new again and again.
	wait.Go(func() {
		kept = load{address: address, pool: s.client(), workers: 4, reviews: reviews, pause: 2 * time.Millisecond}.run(loading)
	})
	wait.Go(func() {
		fresh = load{address: address, pool: s.client(), workers: 4, reviews: reviews, perConnection: 20, pause: 2 * time.Millisecond}.run(loading)
	})
	var jobs string
	jobsErr := make(chan error, 1)
	go func() {
		var err error
		if s.jobs > 0 {
			jobs, err = s.throughAPIServer(ctx, "https://"+address)
		}
		jobsErr <- err
	}()

	report := func(what string, err error) error {
		if err != nil {
			stop()
			wait.Wait()
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
	if err := report("certificates", s.rotate(ctx, instances)); err != nil {
		return err
	}
	if err := report("policy", s.reload(policy, instances)); err != nil {
		return err
	}
	if err := report("restarts", s.restart(ctx, instances)); err != nil {
		return err
	}
	if err := report("kube-apiserver", <-jobsErr); err != nil {
		return err
	}
	stop()
	wait.Wait()
	requests, failed := len(kept.latencies)+len(fresh.latencies), kept.failed+fresh.failed
	s.line("### Nothing lost\n")
	s.line("Two instances behind a TCP balancer under load, half of it over connections that stay, half over new ones (20 requests each): %d certificate rotations (each with 50 ms in which key and certificate do not fit), %d policy reloads, %d restarts.\n", s.rotations, s.reloads, 2*s.restarts)
	s.line("- %d requests, %d failed.", requests, failed)
	if jobs != "" {
		s.line("- %s", jobs)
	}
	s.line("")
	if failed > 0 {
		first := kept.first
		if first == nil {
			first = fresh.first
		}
		s.fault("%d of %d requests failed, the first: %v", failed, requests, first)
	}
	return nil
}

// rotate writes new pairs and waits until each is served.
func (s *soak) rotate(ctx context.Context, instances []*process) error {
	for range s.rotations {
		for i, p := range instances {
			serial, err := s.ca.write(filepath.Join(s.dir, []string{"one", "two"}[i]), 50*time.Millisecond)
			if err != nil {
				return err
			}
			if err := waitFor(ctx, fmt.Sprintf("certificate %d to be served", serial), func() bool { return servedSerial(p.address, s.client()) == serial.String() }); err != nil {
				return err
			}
		}
	}
	return nil
}

// reload writes new policies and waits until each is in force.
func (s *soak) reload(policy string, instances []*process) error {
	for i := range s.reloads {
		var before []float64
		for _, p := range instances {
			n, err := p.metric("jobvalidate_policy_generation", "")
			if err != nil {
				return err
			}
			before = append(before, n)
		}
		if err := os.WriteFile(policy+".new", []byte(policyText(i+1)), 0o600); err != nil {
			return err
		}
		if err := os.Rename(policy+".new", policy); err != nil {
			return err
		}
		for k, p := range instances {
			if err := waitFor(context.Background(), "a policy to be in force", func() bool {
				n, err := p.metric("jobvalidate_policy_generation", "")
				return err == nil && n > before[k]
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// restart ends and starts the instances in turn, as a rollout does.
func (s *soak) restart(ctx context.Context, instances []*process) error {
	for range s.restarts {
		for _, p := range instances {
			if err := p.stop(); err != nil {
				return fmt.Errorf("an instance did not end cleanly: %w", err)
			}
			if err := p.start(); err != nil {
				return err
			}
			if err := p.waitReady(ctx); err != nil {
				return err
			}
			time.Sleep(300 * time.Millisecond) // for the balancer to see it
		}
	}
	return nil
}

func waitFor(ctx context.Context, what string, done func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	for !done() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited 60 seconds for %s", what)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}
