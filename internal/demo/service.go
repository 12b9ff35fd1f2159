package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
)

// service is a running webhook, and a client that trusts it.
type service struct {
	url    string
	client *http.Client
	cmd    *exec.Cmd
}

func start(ctx context.Context, binary, dir string) (*service, error) {
	listen, private, err := freeAddresses()
	if err != nil {
		return nil, err
	}
	ca := filepath.Join(dir, "ca.pem")
	log, err := os.Create(filepath.Join(dir, "webhook.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, binary, "--listen="+listen, "--private-listen="+private, "--self-signed", "--host=127.0.0.1",
		"--ca-out="+ca, "--early-verdict", "--drain=0s", "--drain-close=0s")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", binary, err)
	}
	s := &service{url: "https://" + listen, cmd: cmd}
	if err := waitReady(ctx, "http://"+private+"/readyz"); err != nil {
		_ = cmd.Process.Kill()
		output, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%w; its log says:\n%s", err, output)
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	s.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	return s, nil
}

// freeAddresses returns two addresses on loopback that nobody listens on at this moment.
func freeAddresses() (first, second string, err error) {
	a, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer a.Close()
	b, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer b.Close()
	return a.Addr().String(), b.Addr().String(), nil
}

func waitReady(ctx context.Context, url string) error {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return errors.New("the webhook is not ready after 20 seconds")
}

// stop ends the webhook as a kubelet does.
func (s *service) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// answer is what both endpoints said.
type answer struct {
	allowed  bool
	status   *metav1.Status
	warnings []string
	set      []string // the fields that the patch sets
}

// admit asks as the API server does: the mutating endpoint first, and where it lets the object pass, the
// validating one.
func (s *service) admit(ctx context.Context, e *example) (*answer, error) {
	kind := strings.ToLower(e.object.Kind)
	mutated, err := s.post(ctx, "/mutate-batch-v1-"+kind, e)
	if err != nil {
		return nil, err
	}
	a := &answer{allowed: mutated.Allowed, status: mutated.Result, warnings: mutated.Warnings}
	if len(mutated.Patch) > 0 {
		var operations []struct{ Path string }
		if err := json.Unmarshal(mutated.Patch, &operations); err != nil {
			return nil, fmt.Errorf("reading the patch: %w", err)
		}
		for _, operation := range operations {
			a.set = append(a.set, operation.Path)
		}
	}
	if !a.allowed {
		return a, nil
	}
	validated, err := s.post(ctx, "/validate-batch-v1-"+kind, e)
	if err != nil {
		return nil, err
	}
	a.allowed, a.status, a.warnings = validated.Allowed, validated.Result, append(a.warnings, validated.Warnings...)
	return a, nil
}

func (s *service) post(ctx context.Context, path string, e *example) (*admissionv1.AdmissionResponse, error) {
	gvk := e.object.GroupVersionKind()
	review := admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"},
		Request: &admissionv1.AdmissionRequest{
			UID: types.UID(e.file), Operation: admissionv1.Create, Namespace: "default", Name: e.object.Name,
			Kind:     metav1.GroupVersionKind{Group: gvk.Group, Version: gvk.Version, Kind: gvk.Kind},
			Resource: metav1.GroupVersionResource{Group: gvk.Group, Version: gvk.Version, Resource: strings.ToLower(gvk.Kind) + "s"},
			Object:   runtime.RawExtension{Raw: e.json},
		},
	}
	body, err := json.Marshal(review)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answered admissionv1.AdmissionReview
	if err := json.NewDecoder(response.Body).Decode(&answered); err != nil {
		return nil, fmt.Errorf("reading the answer of %s: %w", path, err)
	}
	if answered.Response == nil || answered.Response.UID != review.Request.UID {
		return nil, fmt.Errorf("the answer of %s is not to this review", path)
	}
	return answered.Response, nil
}

// fields returns the fields of the causes, sorted, each once.
func (a *answer) fields() []string {
	if a.allowed || a.status == nil || a.status.Details == nil {
		return nil
	}
	fields := make([]string, 0, len(a.status.Details.Causes))
	for _, cause := range a.status.Details.Causes {
		fields = append(fields, cause.Field)
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
