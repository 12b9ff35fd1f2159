package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"
)

// abuseRounds is how often each kind is measured: alone and beside it in turn, so that whatever else the machine
// does meets both. The medians count.
const abuseRounds = 5

const (
	badRequests = "jobvalidate_bad_requests_total"
	// fewestBad is how many bad requests a second there must be for the figures beside them to mean something.
	fewestBad = 20
)

// abuse measures good requests alone, then beside clients of every bad kind: their p99 must stay within twice.
func (s *soak) abuse(ctx context.Context) error {
	limited, err := s.startWebhook(ctx, "abuse", "--decision-log=none", "--log-level=error")
	if err != nil {
		return err
	}
	defer limited.stop() //nolint:errcheck // nothing depends on how it ends
	open, err := s.startWebhook(ctx, "abuse-open", "--decision-log=none", "--log-level=error", fmt.Sprintf("--max-connections=%d", s.idle+1000))
	if err != nil {
		return err
	}
	defer open.stop() //nolint:errcheck // as above
	reviews, err := mixed(true)
	if err != nil {
		return err
	}
	s.line("### Beside bad clients\n")
	s.line("Good requests alone and beside bad clients in turn, %d times each, medians. The bad clients are a process that runs only where a processor has nothing else to do: elsewhere they have machines of their own.\n", abuseRounds)
	s.line("| beside | good requests/s | p50 | p99 | alone: p99 | memory |")
	s.line("|---|---|---|---|---|---|")
	for _, kind := range []struct {
		name   string
		amount int
		on     *process
	}{
		{"idle", s.idle, open}, {"flood", s.idle, limited}, {"slow", s.slow, limited}, {"half-open", s.slow, limited}, {"bad", 0, limited},
	} {
		if err := s.besideKind(ctx, kind.name, kind.amount, kind.on, reviews); err != nil {
			return fmt.Errorf("beside %s: %w", kind.name, err)
		}
	}
	var panics float64
	for _, p := range []*process{limited, open} {
		n, err := p.metric("jobvalidate_panics_total", "")
		if err != nil {
			return err
		}
		panics += n
	}
	s.line("\nPanics: %.0f.\n", panics)
	if panics > 0 {
		s.fault("%.0f panics", panics)
	}
	return nil
}

// besideKind measures one kind and writes its row.
func (s *soak) besideKind(ctx context.Context, kind string, amount int, p *process, reviews []review) error {
	good := func() (round, error) {
		measured, cancel := context.WithTimeout(ctx, s.beside/abuseRounds)
		defer cancel()
		got := load{address: p.address, pool: s.client(), workers: 2, reviews: reviews, pause: time.Millisecond}.run(measured)
		if got.failed > 0 {
			return round{}, fmt.Errorf("%d good requests failed: %w", got.failed, got.first)
		}
		return round{perSecond: got.perSecond(), p50: got.quantile(0.5), p99: got.quantile(0.99)}, nil
	}
	if _, err := good(); err != nil { // warms up
		return err
	}
	var alone, beside []round
	var memory []int64
	var told string
	var refused []float64 // bad requests a second that the webhook counted
	for range abuseRounds {
		r, err := good()
		if err != nil {
			return err
		}
		alone = append(alone, r)
		bad, err := s.startAbuser(ctx, kind, amount, p.address)
		if err != nil {
			return err
		}
		before, err := p.metric(badRequests, "")
		if err == nil {
			r, err = good()
		}
		if err == nil {
			err = s.checkOpen(p, kind, amount)
		}
		after, metricErr := p.metric(badRequests, "")
		refused = append(refused, (after-before)/(s.beside/abuseRounds).Seconds())
		resident, residentErr := p.resident()
		bad.stop()
		if err != nil {
			return err
		}
		if err := errors.Join(residentErr, metricErr); err != nil {
			return err
		}
		beside, memory, told = append(beside, r), append(memory, resident), bad.told
	}
	with, without := median(beside), median(alone)
	if kind == "bad" {
		fewest := slices.Min(refused)
		told += fmt.Sprintf(", %.0f a second or more", fewest)
		if fewest < fewestBad {
			s.fault("the p99 beside bad requests says nothing: there were only %.0f a second", fewest)
		}
	}
	s.line("| %s | %.0f | %s | %s (×%.2f) | %s | %s MiB |", told, with.perSecond, us(with.p50), us(with.p99), float64(with.p99)/float64(without.p99), us(without.p99), mib([]int64{slices.Max(memory)}))
	// Who raises the limit for ten thousand connections has the collector look at each again and again: that row is
	// there to be seen. The webhook as it comes keeps the limit.
	if kind != "idle" && with.p99 > 2*without.p99 {
		s.fault("beside %s the good requests' p99 is %s, alone it is %s", told, us(with.p99), us(without.p99))
	}
	return nil
}

// checkOpen holds what the server says of its connections against what was meant: idle ones must be there, and
// of a flood no more than the limit.
func (s *soak) checkOpen(p *process, kind string, amount int) error {
	open, err := p.metric("jobvalidate_open_connections", "")
	if err != nil {
		return err
	}
	closed, err := p.metric("jobvalidate_connections_closed_for_limit_total", "")
	if err != nil {
		return err
	}
	const limit = 2000 // the default of --max-connections
	switch {
	case kind == "idle" && open < 0.9*float64(amount):
		return fmt.Errorf("only %.0f of %d connections are open", open, amount)
	case kind == "flood" && (open > limit || amount > limit && closed == 0):
		return fmt.Errorf("%.0f connections are open, %.0f were closed", open, closed)
	}
	return nil
}

func servedSerial(address string, config *tls.Config) string {
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", address, config)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
}
