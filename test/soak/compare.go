package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"slices"
	"time"
)

// round is one side's share of the comparison.
type round struct {
	perSecond      float64
	p50, p99, p999 time.Duration
	cpu            time.Duration // of the server, for a request
}

// compare measures both servers in turn, several rounds each, and reports the medians.
func (s *soak) compare(ctx context.Context) error {
	peer, err := s.startPeer(ctx)
	if err != nil {
		return err
	}
	defer peer.stop() //nolint:errcheck // nothing depends on how it ends
	ours, err := s.startWebhook(ctx, "compare", "--decision-log=refused", "--pprof")
	if err != nil {
		return err
	}
	defer ours.stop() //nolint:errcheck // as above
	s.line("### Beside a no-op webhook of controller-runtime\n")
	s.line("TLS 1.3, HTTP/1.1, %d kept connections; a mix of creation (both endpoints), update and two status writes; %d rounds of %d requests for each side in turn, medians. The no-op allows everything and looks at no object; ours gives the full verdict.\n", s.workers, s.rounds, s.requests)
	s.line("| Jobs | side | requests/s | p50 | p99 | p99.9 | CPU of the server per request |")
	s.line("|---|---|---|---|---|---|---|")
	for _, size := range []struct {
		name   string
		rich   bool
		factor float64
	}{{"small", false, 0.95}, {"rich", true, 0.9}} {
		reviews, err := mixed(size.rich)
		if err != nil {
			return err
		}
		sides := map[*process][]round{}
		for i := range s.rounds + 1 { // the first warms up
			for _, p := range []*process{peer, ours} {
				r, err := s.round(ctx, p, reviews)
				if err != nil {
					return err
				}
				if i > 0 {
					sides[p] = append(sides[p], r)
				}
			}
		}
		theirs, mine := median(sides[peer]), median(sides[ours])
		s.line("| %s (%s a review) | no-op | %.0f | %s | %s | %s | %s |", size.name, kib(reviews), theirs.perSecond, us(theirs.p50), us(theirs.p99), us(theirs.p999), us(theirs.cpu))
		s.line("| | jobvalidate | %.0f (×%.2f) | %s | %s (×%.2f) | %s | %s (×%.2f) |", mine.perSecond, mine.perSecond/theirs.perSecond,
			us(mine.p50), us(mine.p99), float64(mine.p99)/float64(theirs.p99), us(mine.p999), us(mine.cpu), float64(mine.cpu)/float64(theirs.cpu))
		if mine.perSecond < size.factor*theirs.perSecond {
			s.fault("%s Jobs: %.0f requests a second, below %.2f of the no-op's %.0f", size.name, mine.perSecond, size.factor, theirs.perSecond)
		}
		if float64(mine.p99) > 1.2*float64(theirs.p99) {
			s.fault("%s Jobs: p99 is %s, above 1.2 of the no-op's %s", size.name, us(mine.p99), us(theirs.p99))
		}
	}
	s.line("")
	return nil
}

func (s *soak) round(ctx context.Context, p *process, reviews []review) (round, error) {
	before, err := p.cpu()
	if err != nil {
		return round{}, err
	}
	got := load{address: p.address, pool: s.client(), workers: s.workers, reviews: reviews, total: s.requests}.run(ctx)
	if got.failed > 0 {
		return round{}, fmt.Errorf("%d requests failed: %w", got.failed, got.first)
	}
	after, err := p.cpu()
	if err != nil {
		return round{}, err
	}
	return round{got.perSecond(), got.quantile(0.5), got.quantile(0.99), got.quantile(0.999), (after - before) / time.Duration(len(got.latencies))}, nil
}

func median(rounds []round) round {
	pick := func(by func(round) float64) float64 {
		values := make([]float64, len(rounds))
		for i, r := range rounds {
			values[i] = by(r)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return round{
		pick(func(r round) float64 { return r.perSecond }), time.Duration(pick(func(r round) float64 { return float64(r.p50) })),
		time.Duration(pick(func(r round) float64 { return float64(r.p99) })), time.Duration(pick(func(r round) float64 { return float64(r.p999) })),
		time.Duration(pick(func(r round) float64 { return float64(r.cpu) })),
	}
}

func (s *soak) client() *tls.Config {
	return &tls.Config{RootCAs: s.ca.pool, ServerName: "localhost", MinVersion: tls.VersionTLS13}
}

func us(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

func kib(reviews []review) string {
	sum := 0
	for _, r := range reviews {
		sum += len(r.body)
	}
	return fmt.Sprintf("%.1f KiB", float64(sum)/float64(len(reviews))/1024)
}
