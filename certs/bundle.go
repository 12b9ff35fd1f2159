package certs

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// configuration is a webhook configuration of either kind, as far as bundles go.
type configuration struct {
	name    string // with its kind
	version string
	clients []admissionregistrationv1.WebhookClientConfig // in the order of the webhooks
	patch   func(ctx context.Context, patch []byte) error
}

// configurationClient is the API's client of either kind, as far as bundles go.
type configurationClient[C metav1.Object] interface {
	Get(ctx context.Context, name string, options metav1.GetOptions) (C, error)
	Patch(ctx context.Context, name string, kind types.PatchType, data []byte, options metav1.PatchOptions, subresources ...string) (C, error)
}

// readConfiguration reads one of either kind; clients finds what its webhooks call. The name is there with an error, too.
func readConfiguration[C metav1.Object](ctx context.Context, client configurationClient[C], kind, name string, clients func(C) []admissionregistrationv1.WebhookClientConfig) (configuration, error) {
	c := configuration{name: kind + " webhook configuration " + name, patch: func(ctx context.Context, patch []byte) error {
		_, err := client.Patch(ctx, name, types.JSONPatchType, patch, metav1.PatchOptions{})
		return err
	}}
	config, err := client.Get(ctx, name, metav1.GetOptions{})
	if err == nil {
		c.version, c.clients = config.GetResourceVersion(), clients(config)
	}
	return c, err
}

func validatingClients(config *admissionregistrationv1.ValidatingWebhookConfiguration) (all []admissionregistrationv1.WebhookClientConfig) {
	for _, w := range config.Webhooks {
		all = append(all, w.ClientConfig)
	}
	return all
}

func mutatingClients(config *admissionregistrationv1.MutatingWebhookConfiguration) (all []admissionregistrationv1.WebhookClientConfig) {
	for _, w := range config.Webhooks {
		all = append(all, w.ClientConfig)
	}
	return all
}

// configurations reads those that exist: by one that does not, nobody calls. With an error come those that could
// be read.
func (m *Managed) configurations(ctx context.Context) ([]configuration, error) {
	admission := m.o.Client.AdmissionregistrationV1()
	var all []configuration
	var problems []error
	add := func(c configuration, err error) {
		switch {
		case err == nil:
			all = append(all, c)
		case !apierrors.IsNotFound(err):
			problems = append(problems, fmt.Errorf("reading the %s: %w", c.name, err))
		}
	}
	for _, name := range m.o.Validating {
		add(readConfiguration(ctx, admission.ValidatingWebhookConfigurations(), "validating", name, validatingClients))
	}
	for _, name := range m.o.Mutating {
		add(readConfiguration(ctx, admission.MutatingWebhookConfigurations(), "mutating", name, mutatingClients))
	}
	return all, errors.Join(problems...)
}

// publish writes the bundle into our webhooks of the configurations, and reports whether all had it already:
// then it was read back from the API server, not only sent there.
func (m *Managed) publish(ctx context.Context, configurations []configuration, bundle []byte) (seen bool, err error) {
	seen = true
	var problems []error
	for _, c := range configurations {
		patch := bundlePatch{{"replace", "/metadata/resourceVersion", c.version}}
		ours := 0
		for i, client := range c.clients {
			if !m.calledBy(client) {
				continue
			}
			ours++
			if !bytes.Equal(client.CABundle, bundle) {
				patch = append(patch, patchStep{"add", fmt.Sprintf("/webhooks/%d/clientConfig/caBundle", i), bundle})
			}
		}
		if _, told := m.told.LoadOrStore(c.name, true); ours == 0 && !told {
			m.o.Logger.Warn("no webhook of the configuration calls this service", "configuration", c.name, "hosts", m.o.Hosts)
		}
		if len(patch) == 1 {
			continue
		}
		seen = false
		if err := c.patch(ctx, patch.bytes()); err != nil && !apierrors.IsNotFound(err) {
			problems = append(problems, fmt.Errorf("writing the bundle of the %s: %w", c.name, err))
		}
	}
	return seen, errors.Join(problems...)
}

// calledBy reports whether a webhook calls this service: by one of our hosts. Another has a CA of its own.
func (m *Managed) calledBy(client admissionregistrationv1.WebhookClientConfig) bool {
	var host string
	switch {
	case client.Service != nil:
		host = client.Service.Name + "." + client.Service.Namespace + ".svc"
	case client.URL != nil:
		u, err := url.Parse(*client.URL)
		if err != nil {
			return false
		}
		host = u.Hostname()
	}
	var ours x509.Certificate
	ours.DNSNames, ours.IPAddresses = alternativeNames(m.o.Hosts)
	return ours.VerifyHostname(host) == nil
}

// bundlePatch is a JSON patch that touches nothing but bundles. Its first step sets the resource version that was
// read, so that the API server refuses the whole (409) where the configuration has changed since.
type bundlePatch []patchStep

type patchStep struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

func (p bundlePatch) bytes() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		return nil // strings and bytes always marshal
	}
	return data
}
