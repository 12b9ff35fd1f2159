package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

func diffCommand() *cobra.Command {
	f := lintFlags{show: "warning"}
	var patch, patchType string
	var status bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW | diff OLD --patch PATCH",
		Short: "Say what the API server would answer to applying NEW over OLD, or to a patch of OLD",
		Long: `Says what ` + "`kubectl apply`" + ` of NEW would answer where the cluster holds the Jobs and CronJobs of OLD, or
` + "`kubectl patch`" + ` with PATCH: which immutable field changed, at its line. OLD is a manifest, or was exported
from the cluster with kubectl get -o yaml. Exit codes are those of lint.`,
		Example: `  jobvalidate diff old.yaml new.yaml
  kubectl get job pi -o yaml > live.yaml && jobvalidate diff live.yaml job.yaml
  jobvalidate diff live.yaml --patch patch.yaml --type strategic
  jobvalidate diff live.yaml --patch status.json --type merge --status`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 2 && (patch != "" || status || cmd.Flags().Changed("type")):
				return errors.New("NEW and --patch exclude each other")
			case len(args) == 2:
				f.past.old = args[0]
				return f.run(cmd, args[1:])
			case len(args) == 0, patch == "":
				return errors.New("what shall be compared? write diff OLD NEW, or diff OLD --patch PATCH")
			}
			return f.runPatch(cmd, args[0], patch, engine.PatchType(patchType), status)
		},
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVar(&patch, "patch", "", "a patch in YAML or JSON, instead of NEW")
	set.StringVar(&patchType, "type", string(engine.StrategicMerge), "type of the patch: strategic, merge or json")
	set.BoolVar(&status, "status", false, "the patch is for the status endpoint (kubectl patch --subresource=status)")
	f.output.Register(set)
	f.target.Register(set)
	f.policy.Register(set)
	set.StringVar(&f.failOn, "fail-on", "error", "exit with 1 from this severity on: error, warning or info")
	set.StringVar(&f.fieldValidation, "field-validation", "strict", "unknown and duplicate fields: strict (errors), warn or ignore")
	return cmd
}

// runPatch is run for a patch: one object, and what is found stands in the patch.
func (f *lintFlags) runPatch(cmd *cobra.Command, old, patch string, kind engine.PatchType, status bool) error {
	version, err := f.target.Version()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	before, err := manifest.File{Name: old}.Read(cmd.InOrStdin())
	if err != nil {
		return err
	}
	data, err := manifest.ReadFile(patch)
	if err != nil {
		return err
	}
	configs, err := f.policy.Configs(version)
	if err != nil {
		return err
	}
	e := engine.Engine{Target: version, Show: f.least()}
	if e.Policy, err = configs.PolicyFor(patch); err != nil {
		return err
	}
	result, err := e.FilePatched(before, engine.Patch{Data: data, Type: kind, Status: status}, decode.FieldValidation(f.fieldValidation))
	if err != nil {
		return fmt.Errorf("%s over %s: %w", patch, old, err)
	}
	outputs, err := f.output.Open(cmd.OutOrStdout())
	if err != nil {
		return err
	}
	var summary report.Summary
	summary.Add(result)
	if err = outputs.Add(patch, result); err != nil {
		return errors.Join(err, outputs.Abort())
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
