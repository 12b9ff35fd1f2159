// Command serve answers oracle requests on standard input with replies on standard output, in gob, in
// order. It first sends one string: why an API server with these feature gates would not start, or "".
package main

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle/registry"
)

func main() {
	gates := flag.String("feature-gates", "", "as kube-apiserver's flag")
	describe := flag.Bool("describe-gates", false, "print all feature gates as JSON, and end")
	flag.Parse()
	if *describe {
		if err := json.NewEncoder(os.Stdout).Encode(registry.Gates()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := serve(*gates); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(gates string) error {
	klog.SetLogger(logr.Discard()) // the server's log is no part of its answer
	in, out := gob.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20)), bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := gob.NewEncoder(out)
	refusal := ""
	if err := registry.Start(gates); err != nil {
		refusal = err.Error()
	}
	if err := encoder.Encode(refusal); err != nil {
		return err
	}
	if err := out.Flush(); err != nil || refusal != "" {
		return err
	}
	for {
		var batch []oracle.Request
		if err := in.Decode(&batch); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading requests: %w", err)
		}
		replies := make([]oracle.Reply, len(batch))
		for i := range batch {
			replies[i] = registry.Answer(&batch[i])
		}
		if err := encoder.Encode(replies); err != nil {
			return fmt.Errorf("writing replies: %w", err)
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("writing replies: %w", err)
		}
	}
}
