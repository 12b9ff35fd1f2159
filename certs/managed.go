package certs

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/utils/clock"
)

// ManagedOptions configure a Managed source. The zero value of a duration means its default.
type ManagedOptions struct {
	Client kubernetes.Interface
	// Namespace holds the Secret and the Lease.
	Namespace, Secret, Lease string
	// Identity tells this replica from the others: the pod's name.
	Identity string
	// Hosts are the names that the API server calls: SERVICE.NAMESPACE.svc.
	Hosts []string
	// Validating and Mutating are the names of the webhook configurations whose caBundle is kept in step.
	// One that does not exist is passed over until it does.
	Validating, Mutating []string
	Logger               *slog.Logger
	// Clock is for tests.
	Clock clock.WithTicker

	// Interval is how often the Secret and the configurations are read; 10 seconds.
	Interval time.Duration
	// CALifetime, a year, and ServingLifetime, 90 days: both are renewed with a third left.
	CALifetime, ServingLifetime time.Duration
	// Spread is how long a bundle may need to reach every API server, once it was written: 5 minutes.
	Spread time.Duration
	// DropAfter is how long the old CA stays trusted after its successor is served: an hour.
	DropAfter time.Duration
}

func (o ManagedOptions) withDefaults() ManagedOptions {
	for _, d := range []struct {
		set   *time.Duration
		usual time.Duration
	}{
		{&o.Interval, 10 * time.Second}, {&o.CALifetime, 365 * 24 * time.Hour}, {&o.ServingLifetime, 90 * 24 * time.Hour},
		{&o.Spread, 5 * time.Minute}, {&o.DropAfter, time.Hour},
	} {
		if *d.set == 0 {
			*d.set = d.usual
		}
	}
	if o.Clock == nil {
		o.Clock = clock.RealClock{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Managed keeps a CA and a serving certificate in a Secret of the cluster. Every replica serves what the
// Secret holds; the one that holds the Lease makes and renews it, and keeps the caBundle of the webhook
// configurations in step.
type Managed struct {
	o        ManagedOptions
	serving  atomic.Pointer[tls.Certificate]
	version  string        // of the Secret that serving was read from
	patience time.Duration // with an API server that does not answer
	told     sync.Map      // the names of configurations that were looked at for a webhook of ours
}

// NewManaged returns a source that has nothing to serve until Start has read the Secret.
func NewManaged(o ManagedOptions) (*Managed, error) {
	o = o.withDefaults()
	if err := checkHosts(o.Hosts); err != nil {
		return nil, err
	}
	if o.Namespace == "" || o.Secret == "" || o.Lease == "" || o.Identity == "" {
		return nil, errors.New("a managed certificate needs a namespace, a Secret, a Lease and an identity")
	}
	return &Managed{o: o, patience: 30 * time.Second}, nil
}

// GetCertificate returns the certificate of the Secret, an error where none was read yet.
func (m *Managed) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if certificate := m.serving.Load(); certificate != nil {
		return certificate, nil
	}
	return nil, fmt.Errorf("the Secret %s/%s was not read yet", m.o.Namespace, m.o.Secret)
}

// Start reads the Secret again and again, and stands for the Lease, until the context ends. An API server
// that cannot be reached is logged and asked again: what is served stays.
func (m *Managed) Start(ctx context.Context) error {
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta: metav1.ObjectMeta{Namespace: m.o.Namespace, Name: m.o.Lease}, Client: m.o.Client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: m.o.Identity},
		},
		LeaseDuration: 30 * time.Second, RenewDeadline: 20 * time.Second, RetryPeriod: 5 * time.Second, ReleaseOnCancel: true, Name: m.o.Lease,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(ctx context.Context) { m.every(ctx, "keeping the certificate", m.reconcile) },
			OnStoppedLeading: func() {},
		},
	})
	if err != nil {
		return fmt.Errorf("standing for the lease: %w", err)
	}
	var both sync.WaitGroup
	both.Go(func() { m.every(ctx, "reading the certificate", m.load) })
	both.Go(func() {
		for ctx.Err() == nil { // an elector that has lost the lease ends
			elector.Run(ctx)
		}
	})
	both.Wait()
	return nil
}

// every does the work at once and then in each interval.
func (m *Managed) every(ctx context.Context, what string, work func(context.Context) error) {
	ticker := m.o.Clock.NewTicker(m.o.Interval)
	defer ticker.Stop()
	for {
		if err := m.once(ctx, work); err != nil && ctx.Err() == nil {
			m.o.Logger.Error(what+" failed, it is tried again", "reason", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C():
		}
	}
}

// once does the work within the time that there is for it. A bug in it is an error: it must not end the service, whose
// certificate is good for a while yet.
func (m *Managed) once(ctx context.Context, work func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, m.patience)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return work(ctx)
}

// load serves what the Secret holds. A pair that is bad, or that no bundle can vouch for, changes nothing, nor does
// an expired one while a better is served.
func (m *Managed) load(ctx context.Context) error {
	secret, err := m.o.Client.CoreV1().Secrets(m.o.Namespace).Get(ctx, m.o.Secret, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil // whoever leads will make it
	case err != nil:
		return err
	case secret.ResourceVersion == m.version && m.version != "" || len(secret.Data[keyServing]) == 0:
		return nil
	}
	now, old := m.o.Clock.Now(), m.serving.Load()
	keys, problems := parseKeyring(secret)
	switch {
	case keys.pair == nil:
		return fmt.Errorf("the Secret %s/%s: %w", m.o.Namespace, m.o.Secret, errors.Join(problems...))
	case !keys.vouchesFor(keys.pair.Leaf):
		return fmt.Errorf("the Secret %s/%s: no CA of the Secret has signed %s", m.o.Namespace, m.o.Secret, keyServing)
	}
	if err := noWorse(keys.pair, old, now); err != nil {
		return fmt.Errorf("the Secret %s/%s: %w", m.o.Namespace, m.o.Secret, err)
	}
	if old == nil || !bytes.Equal(old.Certificate[0], keys.pair.Certificate[0]) {
		m.o.Logger.Info("serving a new certificate", "until", keys.pair.Leaf.NotAfter)
		m.serving.Store(keys.pair)
	}
	m.version = secret.ResourceVersion
	return nil
}

// view is what one look at the cluster has found.
type view struct {
	configurations []configuration
	incomplete     error // of the configurations
	secret         *corev1.Secret
	missing        bool // the Secret
	keys           *keyring
	problems       []error // of the keyring
}

// look reads the configurations before the Secret. A bundle is written only where the configuration is still the
// one that was read, and is then of a Secret that was read later: a replica that was stopped in between, and leads no
// more, does not overwrite what its successor has written.
func (m *Managed) look(ctx context.Context) (*view, error) {
	var v view
	v.configurations, v.incomplete = m.configurations(ctx)
	secret, err := m.o.Client.CoreV1().Secrets(m.o.Namespace).Get(ctx, m.o.Secret, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		v.missing = true
		secret = &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: m.o.Namespace, Name: m.o.Secret}}
	case err != nil:
		return nil, fmt.Errorf("reading the Secret: %w", err)
	}
	v.secret = secret
	v.keys, v.problems = parseKeyring(secret)
	return &v, nil
}

// reconcile brings Secret and bundles a step forward. What needs a bundle (a certificate of the next CA) is made
// when the bundle was seen; only a CA that is made because there is none, or none of use, comes before its
// bundle. A Secret that another replica has changed meanwhile is not overwritten.
func (m *Managed) reconcile(ctx context.Context) error {
	v, err := m.look(ctx)
	if err != nil {
		return err
	}
	for _, problem := range v.problems {
		m.o.Logger.Error("a part of the Secret cannot be read: it is dropped", "reason", problem.Error())
	}
	// The bundles come first: they must be right even if no step is due.
	seen, err := m.keepBundles(ctx, v)
	if err != nil {
		return err
	}
	next, step, err := v.keys.advance(m.o.Clock.Now(), m.o.Hosts, lifetimes{m.o.CALifetime, m.o.ServingLifetime, m.o.Spread, m.o.DropAfter}, seen)
	if err != nil {
		return err
	}
	if step == "" {
		if len(v.problems) == 0 {
			return nil
		}
		step = "dropped the bad part"
	}
	next.write(v.secret)
	secrets := m.o.Client.CoreV1().Secrets(m.o.Namespace)
	if v.missing {
		_, err = secrets.Create(ctx, v.secret, metav1.CreateOptions{})
	} else {
		_, err = secrets.Update(ctx, v.secret, metav1.UpdateOptions{})
	}
	if err != nil {
		return fmt.Errorf("writing the Secret: %w", err)
	}
	m.o.Logger.Info("certificate", "step", step, "servingUntil", next.pair.Leaf.NotAfter, "caUntil", next.ca.cert.NotAfter)
	if v, err = m.look(ctx); err != nil {
		return err
	}
	_, err = m.keepBundles(ctx, v)
	return err
}

// keepBundles writes the bundle where it is not. Without a current CA there is nothing to say yet.
func (m *Managed) keepBundles(ctx context.Context, v *view) (seen bool, err error) {
	if v.keys.ca == nil {
		return false, nil
	}
	seen, err = m.publish(ctx, v.configurations, v.keys.bundle())
	return seen, errors.Join(v.incomplete, err)
}
