package main

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// TestFlagsThatCannotBe: the service does not start, and the error names the flag and what to write.
func TestFlagsThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct{ flag, says string }{
		"no body":                 {"--max-body-bytes=0", "--max-body-bytes is 0: write a number of bytes above 0"},
		"no review at once":       {"--max-concurrent=-1", "--max-concurrent is -1: write a number above 0"},
		"no connection":           {"--max-connections=0", "--max-connections is 0: write a number above 0"},
		"an old TLS":              {"--tls-min-version=1.1", `--tls-min-version is "1.1": write 1.3 or 1.2`},
		"an unknown version":      {"--kubernetes-version=1.99", "--kubernetes-version: "},
		"an unknown gate":         {"--feature-gates=Nothing=true", "--feature-gates: "},
		"an unknown decision log": {"--decision-log=some", `--decision-log is "some": write none, refused or all`},
		"an unknown log level":    {"--log-level=loud", `--log-level is "loud": write debug, info, warn or error`},
		"an unknown log format":   {"--log-format=xml", `--log-format is "xml": write json or text`},
		"no policy":               {"--config=/nowhere/policy.yaml", "--config: "},
		"a host with a port":      {"--host=localhost:9443", "--host: host \"localhost:9443\" is neither a DNS name nor an IP address"},
		"two certificates":        {"--cert-dir=/nowhere", "exclude each other"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := command()
			cmd.SetArgs([]string{"--self-signed", "--ca-out=" + filepath.Join(t.TempDir(), "ca.pem"), "--listen=127.0.0.1:0", "--private-listen=127.0.0.1:0", c.flag})
			cmd.SetErr(io.Discard)
			cmd.SetOut(io.Discard)
			if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want it to say %q", err, c.says)
			}
		})
	}
	cmd := command()
	cmd.SetArgs(nil)
	if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), "there is no certificate") {
		t.Errorf("without a certificate: error %v", err)
	}
}
