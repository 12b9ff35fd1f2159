package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// answers are the latencies of requests that were answered as they should, and what went wrong.
type answers struct {
	latencies []time.Duration
	took      time.Duration
	failed    int
	first     error
}

func (a *answers) perSecond() float64 { return float64(len(a.latencies)) / a.took.Seconds() }

func (a *answers) quantile(q float64) time.Duration {
	if len(a.latencies) == 0 {
		return 0
	}
	slices.Sort(a.latencies)
	return a.latencies[min(len(a.latencies)-1, int(q*float64(len(a.latencies))))]
}

// load says how requests are sent: over HTTP/1.1 with kept connections, as the API server does.
type load struct {
	address string
	pool    *tls.Config
	workers int
	reviews []review
	// perConnection ends a connection after so many requests; 0 keeps it.
	perConnection int
	// total is how many requests are sent; with 0 they are sent until the context ends.
	total int
	// pause is how long a worker waits after an answer.
	pause time.Duration
}

// run sends the requests.
func (l load) run(ctx context.Context) *answers {
	var left atomic.Int64
	left.Store(int64(l.total))
	all := make([]answers, l.workers)
	var wait sync.WaitGroup
	began := time.Now()
	for w := range l.workers {
		wait.Go(func() {
			mine := &all[w]
			c := &connection{load: &l}
			defer c.close()
			for i := w; ctx.Err() == nil; i++ {
				if l.total > 0 && left.Add(-1) < 0 {
					return
				}
				sent := time.Now()
				if err := c.ask(&l.reviews[i%len(l.reviews)]); err != nil {
					mine.failed++
					if mine.first == nil {
						mine.first = err
					}
					c.close()
					continue
				}
				mine.latencies = append(mine.latencies, time.Since(sent))
				time.Sleep(l.pause)
			}
		})
	}
	wait.Wait()
	sum := &answers{took: time.Since(began)}
	for _, a := range all {
		sum.latencies = append(sum.latencies, a.latencies...)
		sum.failed += a.failed
		if sum.first == nil {
			sum.first = a.first
		}
	}
	return sum
}

// connection is one kept connection of a client that does no more than it must, so that what is measured is
// the server.
type connection struct {
	load   *load
	conn   *tls.Conn
	reader *bufio.Reader
	buffer bytes.Buffer
	used   int
}

func (c *connection) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

var allowed = []byte(`"allowed":true`)

func (c *connection) ask(r *review) error {
	if c.conn == nil {
		raw, err := net.DialTimeout("tcp", c.load.address, 10*time.Second)
		if err != nil {
			return err
		}
		c.conn, c.used = tls.Client(raw, c.load.pool), 0
		c.reader = bufio.NewReader(c.conn)
	}
	_ = c.conn.SetDeadline(time.Now().Add(10 * time.Second))
	c.buffer.Reset()
	fmt.Fprintf(&c.buffer, "POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: kube-apiserver-admission\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", r.path, c.load.address, len(r.body))
	c.buffer.Write(r.body)
	if _, err := c.conn.Write(c.buffer.Bytes()); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if c.used++; response.Close || c.load.perConnection > 0 && c.used >= c.load.perConnection {
		c.close()
	}
	switch {
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("status %d: %s", response.StatusCode, body)
	case !bytes.Contains(body, allowed):
		return errors.New("not allowed: " + string(body))
	}
	return nil
}
