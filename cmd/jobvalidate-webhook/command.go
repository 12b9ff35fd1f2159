package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"

	"github.com/jobvalidate/jobvalidate/validation/target"
	"github.com/jobvalidate/jobvalidate/webhook"
)

// flags are what the command line says, before any of it was looked at.
type flags struct {
	listen, privateListen, certDir, caOut   string
	selfSigned, earlyVerdict                bool
	managedCerts                            bool
	hosts                                   []string
	kubeconfig, namespace                   string
	certSecret, certLease                   string
	webhookConfigurations                   []string
	kubernetesVersion, featureGates         string
	namespaceLabels                         bool
	config                                  string
	maxBodyBytes                            int64
	maxConcurrent, maxConnections           int
	drain, drainClose                       time.Duration
	tlsMinVersion, clientCAFile             string
	clientNames                             []string
	profiles, exemplars, auditOnly, lintAPI bool
	logLevel, logFormat, decisionLog        string
}

func command() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "jobvalidate-webhook",
		Short: "Serve admission reviews of batch/v1 Jobs and CronJobs",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SilenceUsage = true
			options, err := f.options()
			if err != nil {
				return err
			}
			if f.namespaceLabels {
				if options.Namespaces, err = f.namespaces(); err != nil {
					return err
				}
			}
			return webhook.Run(cmd.Context(), options)
		},
		SilenceErrors: true,
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVar(&f.listen, "listen", ":9443", "HOST:PORT of the TLS server")
	set.StringVar(&f.privateListen, "private-listen", ":8080", "HOST:PORT of /healthz, /readyz and /metrics")
	set.StringVar(&f.certDir, "cert-dir", "", "directory of tls.crt and tls.key, read again when they change")
	set.BoolVar(&f.selfSigned, "self-signed", false, "make a CA and a serving certificate in memory, instead of --cert-dir")
	set.StringVar(&f.caOut, "ca-out", "", "with --self-signed: file that the CA is written to, in PEM, before the server listens")
	set.BoolVar(&f.managedCerts, "managed-certs", false, "keep a CA and a serving certificate in a Secret of the cluster, instead of --cert-dir")
	set.StringSliceVar(&f.hosts, "host", nil, "with --self-signed or --managed-certs: names of the certificate (default localhost and 127.0.0.1; jobvalidate.NAMESPACE.svc)")
	set.StringVar(&f.namespace, "namespace", os.Getenv("POD_NAMESPACE"), "with --managed-certs: namespace of the Secret and the Lease")
	set.StringVar(&f.certSecret, "cert-secret", "jobvalidate-certs", "with --managed-certs: name of the Secret")
	set.StringVar(&f.certLease, "cert-lease", "jobvalidate-certs", "with --managed-certs: name of the Lease that decides which replica writes")
	set.StringSliceVar(&f.webhookConfigurations, "webhook-configuration", []string{"jobvalidate"}, "with --managed-certs: validating and mutating webhook configurations whose caBundle is kept in step")
	set.StringVar(&f.kubeconfig, "kubeconfig", "", "with --managed-certs or --namespace-labels: how to reach the API server from outside the cluster")
	set.StringVar(&f.kubernetesVersion, "kubernetes-version", "", "version of the API server, 1.29 to 1.37 (default: the newest)")
	set.StringVar(&f.featureGates, "feature-gates", "", "feature gates of the API server that are not at their default: A=true,B=false")
	set.StringVar(&f.config, "config", "", "policy file, put in force again when it changes; see docs/policy.md")
	set.BoolVar(&f.namespaceLabels, "namespace-labels", false, "follow the labels of namespaces, for policies that ask for them; the service account must list and watch namespaces, and /readyz waits for them")
	set.BoolVar(&f.earlyVerdict, "early-verdict", false, "let the mutating endpoints refuse what the API server would refuse after them")
	set.BoolVar(&f.auditOnly, "audit-only", false, "refuse and patch nothing: what would be refused is warned of, annotated in the audit log, and counted")
	set.BoolVar(&f.lintAPI, "lint-api", false, "serve POST /v1/lint and GET /v1/openapi.json as well, for callers that are not Kubernetes")
	set.Int64Var(&f.maxBodyBytes, "max-body-bytes", webhook.DefaultMaxBodyBytes, "largest review that is read, in bytes")
	set.IntVar(&f.maxConcurrent, "max-concurrent", webhook.DefaultMaxConcurrent, "how many reviews are worked on at once; others wait until their deadline")
	set.IntVar(&f.maxConnections, "max-connections", webhook.DefaultMaxConnections, "how many connections are kept open; for another, the most stalled or longest idle is closed, never one that a review is worked on for")
	set.DurationVar(&f.drain, "drain", 5*time.Second, "how long requests are still answered after SIGTERM, while /readyz says 503")
	set.DurationVar(&f.drainClose, "drain-close", 5*time.Second, "how long after that clients are asked to close, before the server takes no more connections")
	set.StringVar(&f.tlsMinVersion, "tls-min-version", "1.3", "1.3 or 1.2; of 1.2 only suites with forward secrecy and authenticated encryption")
	set.StringVar(&f.clientCAFile, "client-ca-file", "", "file of CAs in PEM: only clients with a certificate of one may call; read again when it changes")
	set.StringSliceVar(&f.clientNames, "client-name", nil, "with --client-ca-file: common names or DNS names, one of which the certificate must bear")
	set.BoolVar(&f.profiles, "pprof", false, "serve /debug/pprof/ on the private listener")
	set.BoolVar(&f.exemplars, "exemplars", false, "tie the latency histogram to the API server's traces (OpenMetrics exemplars)")
	set.StringVar(&f.logLevel, "log-level", "info", "debug, info, warn or error")
	set.StringVar(&f.logFormat, "log-format", "json", "json or text")
	set.StringVar(&f.decisionLog, "decision-log", string(webhook.LogRefused), "which decisions are logged: none, refused or all; never with values of the object")
	return cmd
}

// namespaces follows the labels of the cluster's namespaces.
func (f *flags) namespaces() (*webhook.Namespaces, error) {
	client, err := f.client()
	if err != nil {
		return nil, fmt.Errorf("--namespace-labels: %w", err)
	}
	return webhook.NewNamespaces(client)
}

// options turns the flags into what the server takes. With --self-signed it writes the CA.
func (f *flags) options() (webhook.ServerOptions, error) {
	var none webhook.ServerOptions
	version, err := target.Parse(f.kubernetesVersion)
	if err != nil {
		return none, fmt.Errorf("--kubernetes-version: %w", err)
	}
	if version, err = version.WithGates(f.featureGates); err != nil {
		return none, fmt.Errorf("--feature-gates: %w", err)
	}
	if f.maxBodyBytes <= 0 {
		return none, fmt.Errorf("--max-body-bytes is %d: write a number of bytes above 0", f.maxBodyBytes)
	}
	if f.maxConcurrent <= 0 {
		return none, fmt.Errorf("--max-concurrent is %d: write a number above 0", f.maxConcurrent)
	}
	if f.maxConnections <= 0 {
		return none, fmt.Errorf("--max-connections is %d: write a number above 0", f.maxConnections)
	}
	minVersion, ok := map[string]uint16{"1.3": tls.VersionTLS13, "1.2": tls.VersionTLS12}[f.tlsMinVersion]
	if !ok {
		return none, fmt.Errorf("--tls-min-version is %q: write 1.3 or 1.2", f.tlsMinVersion)
	}
	decisions := webhook.DecisionLog(f.decisionLog)
	if !slices.Contains([]webhook.DecisionLog{webhook.LogNone, webhook.LogRefused, webhook.LogAll}, decisions) {
		return none, fmt.Errorf("--decision-log is %q: write none, refused or all", f.decisionLog)
	}
	logger, err := f.logger()
	if err != nil {
		return none, err
	}
	var policies *webhook.Policies
	if f.config != "" {
		if policies, err = webhook.OpenPolicy(f.config, version); err != nil {
			return none, fmt.Errorf("--config: %w", err)
		}
		if policies.Current().NeedsNamespaceLabels() && !f.namespaceLabels {
			logger.Warn("the policy asks for labels of namespaces, which are not known without --namespace-labels", "file", f.config)
		}
	}
	source, err := f.certificate(logger)
	if err != nil {
		return none, err
	}
	return webhook.ServerOptions{
		Options: webhook.Options{
			Target: version, Policies: policies, EarlyVerdict: f.earlyVerdict, AuditOnly: f.auditOnly, LintAPI: f.lintAPI,
			MaxBodyBytes: f.maxBodyBytes, MaxConcurrent: f.maxConcurrent,
			Logger: logger, Decisions: decisions, Exemplars: f.exemplars,
		},
		Listen: f.listen, PrivateListen: f.privateListen, Profiles: f.profiles, Certificate: source,
		TLSMinVersion: minVersion, ClientCAFile: f.clientCAFile, ClientNames: f.clientNames,
		MaxConnections: f.maxConnections, Drain: f.drain, DrainClose: f.drainClose,
	}, nil
}

func (f *flags) logger() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.logLevel)); err != nil {
		return nil, fmt.Errorf("--log-level is %q: write debug, info, warn or error", f.logLevel)
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler
	switch f.logFormat {
	case "json":
		handler = slog.NewJSONHandler(os.Stderr, options)
	case "text":
		handler = slog.NewTextHandler(os.Stderr, options)
	default:
		return nil, fmt.Errorf("--log-format is %q: write json or text", f.logFormat)
	}
	logger := slog.New(handler)
	klog.SetSlogLogger(logger) // what client-go says of the Lease
	return logger, nil
}
