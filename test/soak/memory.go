package main

import (
	"context"
	"fmt"
)

// memory sends requests in ten parts and looks at the memory after each: from the second on it must not grow
// by more than a tenth, or 8 MiB.
func (s *soak) flatMemory(ctx context.Context) error {
	p, err := s.startWebhook(ctx, "memory", "--early-verdict", "--decision-log=none")
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // nothing depends on how it ends
	small, err := mixed(false)
	if err != nil {
		return err
	}
	rich, err := mixed(true)
	if err != nil {
		return err
	}
	const parts = 10
	var after []int64
	for range parts {
		got := load{address: p.address, pool: s.client(), workers: s.workers, reviews: append(small, rich...), perConnection: 1000, total: s.amounts.memory / parts}.run(ctx)
		if got.failed > 0 {
			return fmt.Errorf("%d requests failed: %w", got.failed, got.first)
		}
		n, err := p.resident()
		if err != nil {
			return err
		}
		after = append(after, n)
	}
	s.line("### Memory\n")
	s.line("Resident memory over %d requests, after each tenth, in MiB: %s.\n", s.amounts.memory, mib(after))
	highest := int64(0)
	for _, n := range after[1:] {
		highest = max(highest, n)
	}
	if allowed := after[1] + max(after[1]/10, 8<<20); highest > allowed {
		s.fault("memory grew from %d MiB to %d MiB", after[1]>>20, highest>>20)
	}
	return nil
}

func mib(values []int64) string {
	text := ""
	for i, n := range values {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%.1f", float64(n)/(1<<20))
	}
	return text
}
