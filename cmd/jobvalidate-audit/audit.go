package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/jobvalidate/jobvalidate/internal/cluster"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

type auditFlags struct {
	target              flags.Target
	policy              flags.Policy
	output              flags.Output
	failOn, show        string
	kubeconfig, context string
	namespace, selector string
	pageSize            int64
	owned               bool
}

func command() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "jobvalidate-audit [flags]",
		Short: "Say which Jobs and CronJobs of a cluster would be refused or advised against",
		Long: `Read every Job and CronJob of a cluster and say what its API server, or one of another version
(--kubernetes-version), or a policy (the .jobvalidate.yaml of the working directory, --config) would say if it were created anew: before an upgrade, or before
a policy is enforced. It only lists, and changes nothing. Jobs that a CronJob made are left out (--owned reads
them too). Exit code 0: nothing found at or above --fail-on; 1: findings; 2: the work could not be done.`,
		Args:          cobra.NoArgs,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVar(&f.kubeconfig, "kubeconfig", "", "how to reach the cluster (default: KUBECONFIG, the user's file, or the pod's own account)")
	set.StringVar(&f.context, "context", "", "context of the kubeconfig (default: the current one)")
	set.StringVarP(&f.namespace, "namespace", "n", "", "read only this namespace (default: all)")
	set.StringVarP(&f.selector, "selector", "l", "", "read only what bears these labels")
	set.BoolVar(&f.owned, "owned", false, "read Jobs that a controller made, too")
	set.Int64Var(&f.pageSize, "page-size", 500, "objects to ask for at once")
	f.output.Register(set)
	f.target.Register(set)
	f.policy.Register(set)
	set.StringVar(&f.failOn, "fail-on", "error", "exit with 1 from this severity on: error, warning or info")
	set.StringVar(&f.show, "show", "warning", "advice to report, from this severity on: error, warning or info")
	return cmd
}

func (f *auditFlags) run(cmd *cobra.Command) error {
	version, err := f.target.Version()
	if err != nil {
		return err
	}
	severities := []string{"error", "warning", "info"}
	switch {
	case !slices.Contains(severities, f.failOn):
		return fmt.Errorf("--fail-on is %q: write error, warning or info", f.failOn)
	case !slices.Contains(severities, f.show):
		return fmt.Errorf("--show is %q: write error, warning or info", f.show)
	case f.pageSize < 1:
		return fmt.Errorf("--page-size is %d: write 1 or more", f.pageSize)
	}
	configs, err := f.policy.Configs(version)
	if err != nil {
		return err
	}
	config, err := configs.At(".")
	if err != nil {
		return err
	}
	client, err := f.client()
	if err != nil {
		return fmt.Errorf("reaching the cluster: %w", err)
	}
	outputs, err := f.output.Open(cmd.OutOrStdout())
	if err != nil {
		return err
	}
	show := finding.Severity(f.show)
	if fail := finding.Severity(f.failOn); fail.Below(show) {
		show = fail // what can fail the run is always shown
	}
	judge := engine.Engine{Target: version, Policy: config.Policy, Show: show}
	watcher := progress{terminal: flags.IsTerminal(cmd.ErrOrStderr()), to: cmd.ErrOrStderr()}
	var summary report.Summary
	source := cluster.Source{Client: client, Namespace: f.namespace, Labels: f.selector, PageSize: f.pageSize, Owned: f.owned, Read: watcher.step}
	err = source.Each(cmd.Context(), func(o cluster.Object) error {
		// Unknown fields are no fault of the author: the cluster may be newer than we are.
		result := judge.File(o.YAML, decode.FieldValidation("ignore"))
		summary.Add(result)
		if len(result.Findings) > 0 {
			watcher.clear()
		}
		return outputs.Add(o.Name, result)
	})
	watcher.clear()
	if err != nil {
		return errors.Join(f.explain(err), outputs.Abort())
	}
	if err = outputs.Close(summary); err != nil {
		return err
	}
	if f.output.HasText() {
		fmt.Fprintln(cmd.ErrOrStderr(), summary)
	}
	if summary.AtOrAbove(finding.Severity(f.failOn)) > 0 {
		return errFindings
	}
	return nil
}

// explain says what may help where the cluster refuses the lists.
func (f *auditFlags) explain(err error) error {
	if f.namespace == "" && apierrors.IsForbidden(err) {
		return fmt.Errorf("%w: write --namespace to read one only, or ask for the right to list jobs and cronjobs of all", err)
	}
	return err
}

func (f *auditFlags) client() (dynamic.Interface, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = f.kubeconfig
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{CurrentContext: f.context}).ClientConfig()
	if err != nil {
		return nil, err
	}
	config.UserAgent = "jobvalidate-audit"
	return dynamic.NewForConfig(config)
}
