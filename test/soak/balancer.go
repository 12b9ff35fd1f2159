package main

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// balancer passes TCP connections on to the instances that are ready, in turn, as a Service does. Connections
// that are open stay where they are, even if the instance is not ready any more.
type balancer struct {
	listener  net.Listener
	instances []*process
	ready     []atomic.Bool
	next      atomic.Int64
	wait      sync.WaitGroup
}

// newBalancer looks every so often which instances are ready: what readinessProbe and endpoints take in a
// cluster.
func newBalancer(ctx context.Context, every time.Duration, instances ...*process) (*balancer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &balancer{listener: listener, instances: instances, ready: make([]atomic.Bool, len(instances))}
	for i, p := range instances {
		b.ready[i].Store(p.ready())
		b.wait.Go(func() {
			ticker := time.NewTicker(every)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					b.ready[i].Store(p.ready())
				}
			}
		})
	}
	b.wait.Go(b.accept)
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	return b, nil
}

func (b *balancer) accept() {
	for {
		conn, err := b.listener.Accept()
		if err != nil {
			return
		}
		go b.pass(conn)
	}
}

func (b *balancer) pass(client net.Conn) {
	defer client.Close()
	for range b.instances {
		i := int(b.next.Add(1)) % len(b.instances)
		if !b.ready[i].Load() {
			continue
		}
		server, err := net.Dial("tcp", b.instances[i].address)
		if err != nil {
			continue
		}
		defer server.Close()
		done := make(chan struct{})
		go func() {
			_, _ = io.Copy(server, client)
			if half, ok := server.(*net.TCPConn); ok {
				_ = half.CloseWrite()
			}
			close(done)
		}()
		_, _ = io.Copy(client, server)
		client.Close()
		<-done
		return
	}
}
