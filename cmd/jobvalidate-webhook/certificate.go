package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/jobvalidate/jobvalidate/certs"
)

// certificate returns the one source that the flags ask for. With --self-signed it writes the CA.
func (f *flags) certificate(logger *slog.Logger) (certs.Source, error) {
	asked := 0
	for _, source := range []bool{f.certDir != "", f.selfSigned, f.managedCerts} {
		if source {
			asked++
		}
	}
	switch {
	case asked == 0:
		return nil, errors.New("there is no certificate: write --cert-dir DIR, --managed-certs, or --self-signed --ca-out FILE")
	case asked > 1:
		return nil, errors.New("--cert-dir, --self-signed and --managed-certs exclude each other")
	case f.certDir != "":
		return certs.Files(f.certDir, logger)
	case f.managedCerts:
		return f.managed(logger)
	}
	return f.inMemory()
}

func (f *flags) inMemory() (certs.Source, error) {
	if f.caOut == "" {
		return nil, errors.New("--self-signed needs --ca-out FILE: nobody could trust the certificate otherwise")
	}
	hosts := f.hosts
	if len(hosts) == 0 {
		hosts = []string{"localhost", "127.0.0.1"}
	}
	source, err := certs.NewSelfSigned(hosts)
	if err != nil {
		return nil, fmt.Errorf("--host: %w", err)
	}
	if err := os.WriteFile(f.caOut, source.CA(), 0o644); err != nil {
		return nil, fmt.Errorf("writing the CA: %w", err)
	}
	return source, nil
}

// client asks the cluster that the service runs in, or the one of --kubeconfig.
func (f *flags) client() (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", f.kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("reaching the API server: %w", err)
	}
	config.UserAgent = "jobvalidate-webhook"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("reaching the API server: %w", err)
	}
	return client, nil
}

func (f *flags) managed(logger *slog.Logger) (certs.Source, error) {
	if f.namespace == "" {
		return nil, errors.New("--managed-certs needs --namespace, or POD_NAMESPACE in the environment")
	}
	client, err := f.client()
	if err != nil {
		return nil, err
	}
	identity := os.Getenv("POD_NAME")
	if identity == "" {
		if identity, err = os.Hostname(); err != nil {
			return nil, fmt.Errorf("naming this replica: %w", err)
		}
	}
	hosts := f.hosts
	if len(hosts) == 0 {
		service := "jobvalidate." + f.namespace
		hosts = []string{service + ".svc", service + ".svc.cluster.local"}
	}
	source, err := certs.NewManaged(certs.ManagedOptions{
		Client: client, Namespace: f.namespace, Secret: f.certSecret, Lease: f.certLease, Identity: identity, Hosts: hosts,
		Validating: f.webhookConfigurations, Mutating: f.webhookConfigurations, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	return source, nil
}
