package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// abuser is a process of bad clients.
type abuser struct {
	cmd  *exec.Cmd
	told string // what they do
}

// startAbuser starts this program as bad clients of a kind, and waits until they are at work.
func (s *soak) startAbuser(ctx context.Context, kind string, amount int, address string) (*abuser, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	a := &abuser{cmd: exec.CommandContext(ctx, self, "-abuse", kind, "-amount", strconv.Itoa(amount), "-address", address, "-dir", s.dir)}
	a.cmd.Stderr = os.Stderr
	a.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := a.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := a.cmd.Start(); err != nil {
		return nil, err
	}
	if a.told, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		a.stop()
		return nil, fmt.Errorf("the bad clients ended before they began: %w", err)
	}
	a.told = strings.TrimSpace(a.told)
	return a, nil
}

func (a *abuser) stop() {
	_ = a.cmd.Process.Kill()
	_ = a.cmd.Wait()
}

// clients are the bad clients, in their process.
type clients struct {
	address string
	amount  int
	config  *tls.Config
}

// runAbuse is the life of the process: it says what it does when all are at work, and goes on until it is ended.
func runAbuse(ctx context.Context, kind string, amount int, address, dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(data)
	c := clients{address: address, amount: amount, config: &tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS13}}
	run := map[string]func(context.Context) (string, error){
		"idle": c.idle, "flood": c.flood, "slow": c.slow, "half-open": c.halfOpen, "bad": c.badRequests,
	}[kind]
	if run == nil {
		return fmt.Errorf("no bad clients are called %q", kind)
	}
	told, err := run(ctx)
	if err != nil {
		return err
	}
	if err := stepBack(); err != nil {
		return err
	}
	fmt.Println(told)
	<-ctx.Done()
	return nil
}

// stepBack lets all threads of this process run only where a processor has nothing else to do: bad clients have
// machines of their own, and what they cost theirs is not to be measured.
func stepBack() error {
	for again := true; again; { // a thread begins as the one that made it
		again = false
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		for _, thread := range threads {
			id, err := strconv.Atoi(thread.Name())
			if err != nil {
				return err
			}
			is, err := unix.SchedGetAttr(id, 0)
			if errors.Is(err, unix.ESRCH) {
				continue // it has ended
			}
			if err != nil {
				return err
			}
			if is.Policy == unix.SCHED_IDLE {
				continue
			}
			again = true
			if err := unix.SchedSetAttr(id, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_IDLE}, 0); err != nil && !errors.Is(err, unix.ESRCH) {
				return err
			}
		}
	}
	return nil
}

// idle makes connections that ask once, so that the server keeps them, and then do nothing: as many as the limit
// of open files allows.
func (c clients) idle(ctx context.Context) (string, error) {
	held, err := c.connect(ctx, func(int) bool { return true })
	if err == nil && held < c.amount*9/10 {
		err = fmt.Errorf("only %d of %d connections could be made", held, c.amount)
	}
	return fmt.Sprintf("%d idle connections, --max-connections above that", held), err
}

// flood makes as many, half of which never ask. The server closes most of them, which is no fault.
func (c clients) flood(ctx context.Context) (string, error) {
	held, err := c.connect(ctx, func(i int) bool { return i%2 == 0 })
	return fmt.Sprintf("%d idle connections, --max-connections as it is", held), err
}

func (c clients) connect(ctx context.Context, asks func(i int) bool) (made int, err error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, err
	}
	n := min(c.amount, int(limit.Cur)-100)
	conns := make([]net.Conn, n) // held until the process ends
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", c.address, c.config)
				if err != nil {
					continue
				}
				conns[i] = conn
				if asks(i) {
					_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
					if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
						continue
					}
					if _, err := conn.Read(make([]byte, 1)); err != nil {
						continue
					}
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	context.AfterFunc(ctx, func() {
		for _, conn := range conns {
			if conn != nil {
				_ = conn.Close()
			}
		}
	})
	return int(done.Load()), nil
}

// slow sends the header of a large body and then a byte every 100 ms.
func (c clients) slow(ctx context.Context) (string, error) {
	for range c.amount {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", c.address, c.config)
		if err != nil {
			return "", err
		}
		if _, err := io.WriteString(conn, "POST /validate-batch-v1-job?timeout=30s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"); err != nil {
			return "", err
		}
		go func() {
			defer conn.Close()
			for ctx.Err() == nil {
				if _, err := io.WriteString(conn, " "); err != nil {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
		}()
	}
	return fmt.Sprintf("%d slow clients", c.amount), nil
}

// halfOpen makes TCP connections that never begin a handshake, and some that stop in the middle of one.
func (c clients) halfOpen(ctx context.Context) (string, error) {
	for i := range c.amount {
		conn, err := net.DialTimeout("tcp", c.address, 10*time.Second)
		if err != nil {
			return "", err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if i%2 == 0 {
			if _, err := conn.Write([]byte{0x16, 0x03, 0x01, 0x02, 0x00, 0x01}); err != nil { // the begin of a ClientHello
				return "", err
			}
		}
	}
	return fmt.Sprintf("%d half-open connections", c.amount), nil
}

// badBodies are what nobody should send. None may be answered with "allowed", none may end a connection in a
// way that hurts others.
func badBodies(good string) map[string]string {
	return map[string]string{
		"nothing": "", "no JSON": "hello", "half a review": good[:len(good)/2], "another kind": `{"kind":"Pod","apiVersion":"v1"}`,
		"no request": `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}`, "a list": "[]", "a number": "1", "bytes": "\x00\xff\xfe\x80",
		"deep objects": strings.Repeat(`{"a":`, 100_000), "deep lists": strings.Repeat("[", 1_000_000),
		"an object too large": `{"kind":"AdmissionReview","x":"` + strings.Repeat("a", 8<<20) + `"}`,
		"deep in the object":  strings.Replace(good, `"object":{`, `"object":{"x":`+strings.Repeat("[", 9_000)+strings.Repeat("]", 9_000)+`,`, 1) + "x",
		"no review, 6 MiB":    strings.Repeat("1,", 3<<20),
		"empty, and 6 MiB":    `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","x":"` + strings.Repeat("a", 6<<20) + `"}`,
	}
}

// badRequests sends each bad body once, which must be refused, and then goes on with them, one after the other.
func (c clients) badRequests(ctx context.Context) (string, error) {
	reviews, err := mixed(true)
	if err != nil {
		return "", err
	}
	bodies := badBodies(string(reviews[1].body))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: c.config}, Timeout: 20 * time.Second}
	for name, body := range bodies {
		if err := c.refused(client, body); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	}
	go func() {
		for ctx.Err() == nil {
			for _, body := range bodies {
				_ = c.refused(client, body)
				time.Sleep(20 * time.Millisecond)
			}
		}
	}()
	return fmt.Sprintf("bad requests of %d kinds, one after the other", len(bodies)), nil
}

// refused sends a body that must be refused. A server may refuse what it has not read to its end, and close: then
// the client may not see the answer.
func (c clients) refused(client *http.Client, body string) error {
	response, err := client.Post("https://"+c.address+"/validate-batch-v1-job", "application/json", strings.NewReader(body))
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		return nil
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	if response.StatusCode < 400 || strings.Contains(string(answer), `"allowed":true`) || !strings.Contains(string(answer), "AdmissionReview") {
		return fmt.Errorf("answered %d %.200s", response.StatusCode, answer)
	}
	return nil
}
