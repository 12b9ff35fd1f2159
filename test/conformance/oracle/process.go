package oracle

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

// Process is an API server's code in a process of its own, with its own version and feature gates.
// It is safe for concurrent use, one question at a time: start several for more.
type Process struct {
	mu      sync.Mutex
	command *exec.Cmd
	stdin   io.WriteCloser
	out     *bufio.Writer
	encoder *gob.Encoder
	decoder *gob.Decoder
}

// RefusedToStart says why an API server would not start with the feature gates it was given.
type RefusedToStart string

func (r RefusedToStart) Error() string { return "the API server refuses to start: " + string(r) }

// Start starts the oracle of a version, building it where that has not been done yet. gates has the form
// of kube-apiserver's flag. The error is a [RefusedToStart] where the API server would not start.
func Start(version, gates string) (*Process, error) {
	binary, err := Binary(version)
	if err != nil {
		return nil, err
	}
	command := exec.Command(binary, "--feature-gates="+gates)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("starting the oracle of %s: %w", version, err)
	}
	out := bufio.NewWriterSize(stdin, 1<<20)
	p := &Process{
		command: command, stdin: stdin, out: out,
		encoder: gob.NewEncoder(out), decoder: gob.NewDecoder(bufio.NewReaderSize(stdout, 1<<20)),
	}
	var refusal string
	if err := p.decoder.Decode(&refusal); err != nil {
		return nil, errors.Join(fmt.Errorf("starting the oracle of %s: %w", version, err), p.Close())
	}
	if refusal != "" {
		return nil, errors.Join(RefusedToStart(refusal), p.Close())
	}
	return p, nil
}

// Ask puts the questions and returns the answers in their order.
func (p *Process) Ask(batch []Request) ([]Reply, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.encoder.Encode(batch); err != nil {
		return nil, fmt.Errorf("asking the oracle: %w", err)
	}
	if err := p.out.Flush(); err != nil {
		return nil, fmt.Errorf("asking the oracle: %w", err)
	}
	var replies []Reply
	if err := p.decoder.Decode(&replies); err != nil {
		return nil, fmt.Errorf("reading the oracle's answers: %w", err)
	}
	if len(replies) != len(batch) {
		return nil, fmt.Errorf("the oracle gave %d answers to %d questions", len(replies), len(batch))
	}
	return replies, nil
}

// AskOne puts one question.
func (p *Process) AskOne(q Request) (Reply, error) {
	replies, err := p.Ask([]Request{q})
	if err != nil {
		return Reply{}, err
	}
	return replies[0], nil
}

// Close ends the process.
func (p *Process) Close() error {
	return errors.Join(p.stdin.Close(), p.command.Wait())
}

// Gates returns all feature gates of a version's API server.
func Gates(version string) (map[string]Gate, error) {
	binary, err := Binary(version)
	if err != nil {
		return nil, err
	}
	out, err := exec.Command(binary, "--describe-gates").Output()
	if err != nil {
		return nil, fmt.Errorf("describing the gates of %s: %w", version, err)
	}
	gates := map[string]Gate{}
	return gates, json.Unmarshal(out, &gates)
}
