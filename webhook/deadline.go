package webhook

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// usualTimeout is timeoutSeconds where a webhook configuration does not set it.
	usualTimeout = 10 * time.Second
	// longestTimeout is the largest timeoutSeconds that the API server takes.
	longestTimeout = 30 * time.Second
	// travel is what is kept of a long timeout for the way back; of a short one it is a tenth.
	travel = 250 * time.Millisecond
)

// deadline returns when the answer must be ready, so that the API server, which gives up after the timeout
// that it sends as a parameter, still gets it.
func deadline(r *http.Request, started time.Time) time.Time {
	timeout := usualTimeout
	if r.URL.RawQuery != "" {
		if d, err := time.ParseDuration(timeoutParameter(r.URL.RawQuery)); err == nil && d > 0 {
			timeout = min(d, longestTimeout)
		}
	}
	return started.Add(timeout - min(timeout/10, travel))
}

func timeoutParameter(query string) string {
	if value, only := strings.CutPrefix(query, "timeout="); only && !strings.ContainsAny(value, "&%+") {
		return value // what the API server sends
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get("timeout")
}

// slots bound how many reviews are worked on at once. A request takes one only when its body is there, so
// slow clients hold none.
type slots chan struct{}

// take waits for a slot until the deadline and reports whether it has one.
func (s slots) take(ctx context.Context, until time.Time) bool {
	select {
	case s <- struct{}{}:
		return true
	default:
	}
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case s <- struct{}{}:
		return true
	case <-ctx.Done():
	case <-timer.C:
	}
	return false
}

func (s slots) give() { <-s }
