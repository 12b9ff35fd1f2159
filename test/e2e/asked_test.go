package e2e

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// TestWhoIsNotAskedAbout: the base's match conditions spare the API server the status writes of the cluster's own
// controllers, not those of anybody else, and its namespace selector what is in exempt namespaces.
func TestWhoIsNotAskedAbout(t *testing.T) {
	w := start(t)
	job, err := create(t, goodJob("asked-about"), metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	writeStatus := func(user string) func() error {
		return func() error {
			config := rest.CopyConfig(cluster.Config)
			if user != "" {
				config.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: []string{"system:masters"}}
			}
			client, err := kubernetes.NewForConfig(config)
			if err != nil {
				return err
			}
			running := job.DeepCopy()
			running.Status.StartTime, running.Status.Active = &job.CreationTimestamp, 1
			_, err = client.BatchV1().Jobs(namespace).UpdateStatus(t.Context(), running, metav1.UpdateOptions{DryRun: []string{metav1.DryRunAll}})
			return err
		}
	}
	for _, c := range []struct {
		name  string
		write func() error
		asked bool
	}{
		{"a status by a person", writeStatus(""), true},
		{"a status by the controller manager", writeStatus("system:kube-controller-manager"), false},
		{"a status by the Job controller's own account", writeStatus("system:serviceaccount:kube-system:job-controller"), false},
		{"a status by an account of another namespace", writeStatus("system:serviceaccount:team:job-controller"), true},
		{"a Job of kube-system", func() error {
			exempt := goodJob("exempt")
			exempt.Namespace = metav1.NamespaceSystem
			_, err := cluster.Client.BatchV1().Jobs(exempt.Namespace).Create(t.Context(), exempt, dryRun)
			return err
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, err := w.Decisions()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.write(); err != nil {
				t.Fatal(err)
			}
			after, err := w.Decisions()
			if err != nil {
				t.Fatal(err)
			}
			if asked := total(after) > total(before); asked != c.asked {
				t.Errorf("asked: %t, want %t", asked, c.asked)
			}
		})
	}
}
