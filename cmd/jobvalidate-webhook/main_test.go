package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const asProgram = "JOBVALIDATE_TEST_AS_PROGRAM"

// TestMain runs the program instead of the tests where a test has asked for it.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestASecondSignalEndsAtOnce: the first begins a drain, in which requests are still answered; who sends another
// does not want to wait for it.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	program := exec.Command(os.Args[0], "--self-signed", "--ca-out="+filepath.Join(t.TempDir(), "ca.pem"), "--listen=127.0.0.1:0", "--private-listen=127.0.0.1:0", "--drain=1h")
	program.Env = append(os.Environ(), asProgram+"=1")
	log, err := program.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = program.Process.Kill() }()
	lines := bufio.NewScanner(log)
	var line struct{ Msg, Private string }
	said := func(message string) {
		t.Helper()
		for lines.Scan() {
			if err := json.Unmarshal(lines.Bytes(), &line); err == nil && line.Msg == message {
				return
			}
		}
		t.Fatalf("it ended without saying %q", message)
	}
	said("serving")
	private := line.Private
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	said("draining")
	response, err := http.Get("http://" + private + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("/readyz says %d while draining", response.StatusCode)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = program.Wait() // its state is looked at
	}()
	again := time.NewTicker(10 * time.Millisecond) // it may say that it drains a moment before it listens to another
	defer again.Stop()
	for late, running := time.After(20*time.Second), true; running; {
		select {
		case <-again.C:
			_ = program.Process.Signal(syscall.SIGTERM) // it may have ended
		case <-ended:
			running = false
		case <-late:
			t.Fatal("it still runs")
		}
	}
	if status, ok := program.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGTERM {
		t.Errorf("it ended with %v", program.ProcessState)
	}
}
