package certs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// publish writes the bundle into every webhook of the configurations, and reports whether all had it
// already: then it was read back from the API server, not only sent there.
func (m *Managed) publish(ctx context.Context, bundle []byte) (seen bool, err error) {
	admission := m.o.Client.AdmissionregistrationV1()
	seen = true
	var problems []error
	for _, name := range m.o.Validating {
		config, err := admission.ValidatingWebhookConfigurations().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			problems = append(problems, unlessMissing("validating", name, err))
			continue
		}
		var patch bundlePatch
		for i, w := range config.Webhooks {
			patch.add(i, w.Name, w.ClientConfig.CABundle, bundle)
		}
		if len(patch) > 0 {
			seen = false
			_, err = admission.ValidatingWebhookConfigurations().Patch(ctx, name, types.JSONPatchType, patch.bytes(), metav1.PatchOptions{})
			problems = append(problems, unlessMissing("validating", name, err))
		}
	}
	for _, name := range m.o.Mutating {
		config, err := admission.MutatingWebhookConfigurations().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			problems = append(problems, unlessMissing("mutating", name, err))
			continue
		}
		var patch bundlePatch
		for i, w := range config.Webhooks {
			patch.add(i, w.Name, w.ClientConfig.CABundle, bundle)
		}
		if len(patch) > 0 {
			seen = false
			_, err = admission.MutatingWebhookConfigurations().Patch(ctx, name, types.JSONPatchType, patch.bytes(), metav1.PatchOptions{})
			problems = append(problems, unlessMissing("mutating", name, err))
		}
	}
	err = errors.Join(problems...)
	return seen && err == nil, err
}

// unlessMissing passes over a configuration that does not exist: nobody calls by it.
func unlessMissing(kind, name string, err error) error {
	if err == nil || apierrors.IsNotFound(err) {
		return nil
	}
	return fmt.Errorf("the bundle of the %s webhook configuration %s: %w", kind, name, err)
}

// bundlePatch is a JSON patch that touches nothing but bundles, and nothing at all if the list of webhooks
// has changed since it was read.
type bundlePatch []patchStep

type patchStep struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

func (p *bundlePatch) add(index int, name string, has, want []byte) {
	if bytes.Equal(has, want) {
		return
	}
	at := fmt.Sprintf("/webhooks/%d", index)
	*p = append(*p, patchStep{"test", at + "/name", name}, patchStep{"add", at + "/clientConfig/caBundle", want})
}

func (p bundlePatch) bytes() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		return nil // strings and bytes always marshal
	}
	return data
}
