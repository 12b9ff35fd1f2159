package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/krm"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

func fnCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "fn",
		Short: "Lint as a KRM function of kustomize or kpt: a ResourceList in, the same with results out",
		Long: `Reads a ResourceList from standard input and writes it to standard output with what was found as results; no
item is changed. The functionConfig is a ConfigMap whose data are flags of lint (kubernetes-version,
feature-gates, fail-on, show, field-validation), or a JobPolicy, which is laid over the .jobvalidate.yaml of the
working directory. Exit code 1: findings at or above fail-on.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := krm.Read(cmd.InOrStdin())
			if err != nil {
				return err
			}
			f, e, err := functionConfig(list)
			if err != nil {
				return fmt.Errorf("functionConfig: %w", err)
			}
			errs, warnings, infos, err := list.Lint(e, decode.FieldValidation(f.fieldValidation))
			if err = errors.Join(err, list.Write(cmd.OutOrStdout())); err != nil {
				return err
			}
			failing := errs
			switch finding.Severity(f.failOn) {
			case finding.Warning:
				failing += warnings
			case finding.Info:
				failing += warnings + infos
			}
			if failing > 0 {
				return errFindings
			}
			return nil
		},
	}
}

// functionConfig turns the list's functionConfig into what lint's flags would say.
func functionConfig(list *krm.List) (*lintFlags, engine.Engine, error) {
	f := &lintFlags{failOn: "error", show: "warning", fieldValidation: "strict", jobs: 1}
	data, kind, err := list.Config()
	if err != nil {
		return nil, engine.Engine{}, err
	}
	var config struct {
		Data map[string]string `json:"data"`
	}
	if kind != policy.Kind && data != nil {
		if err := yaml.Unmarshal(data, &config); err != nil {
			return nil, engine.Engine{}, err
		}
	}
	for key, value := range config.Data {
		into := map[string]*string{
			"kubernetes-version": &f.target.KubernetesVersion, "feature-gates": &f.target.FeatureGates,
			"fail-on": &f.failOn, "show": &f.show, "field-validation": &f.fieldValidation,
		}[key]
		if into == nil {
			return nil, engine.Engine{}, fmt.Errorf("data has a key %q: write kubernetes-version, feature-gates, fail-on, show or field-validation", key)
		}
		*into = value
	}
	if err := f.check(); err != nil {
		return nil, engine.Engine{}, err
	}
	e := engine.Engine{Show: f.least()}
	if e.Target, err = f.target.Version(); err != nil {
		return nil, engine.Engine{}, err
	}
	name := ""
	if kind == policy.Kind {
		name = "functionConfig"
	}
	configs, err := flags.NewConfigs(name, data, e.Target)
	if err != nil {
		return nil, engine.Engine{}, err
	}
	e.Policy, err = configs.PolicyFor(manifest.Stdin)
	return f, e, err
}
