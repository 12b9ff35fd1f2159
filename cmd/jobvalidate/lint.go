package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

type lintFlags struct {
	output, kubernetesVersion, featureGates, failOn, show, fieldValidation string
}

func lintCommand() *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint [flags] [FILE|DIR|-]...",
		Short: "Say what is wrong with the Jobs and CronJobs in files",
		Long: `Say what the API server would say to the creation of every Job and CronJob in the files.
Of a directory every .yaml, .yml and .json file is read; - is standard input; without arguments the current
directory is linted. Exit code 0: nothing found at or above --fail-on; 1: findings; 2: the work could not be done.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVarP(&f.output, "output", "o", "text", "text or json")
	set.StringVar(&f.kubernetesVersion, "kubernetes-version", "", "Kubernetes version to ask, 1.29 to 1.37 or openshift-4.16 and above (default: the newest)")
	set.StringVar(&f.featureGates, "feature-gates", "", "feature gates that are not at their default: A=true,B=false")
	set.StringVar(&f.failOn, "fail-on", "error", "exit with 1 from this severity on: error, warning or info")
	set.StringVar(&f.show, "show", "warning", "advice to report, from this severity on: error, warning or info (as low as --fail-on at least)")
	set.StringVar(&f.fieldValidation, "field-validation", "strict", "unknown and duplicate fields: strict (errors), warn or ignore")
	return cmd
}

func (f *lintFlags) run(args []string, stdout, stderr io.Writer) error {
	version, err := target.Parse(f.kubernetesVersion)
	if err != nil {
		return fmt.Errorf("--kubernetes-version: %w", err)
	}
	if version, err = version.WithGates(f.featureGates); err != nil {
		return fmt.Errorf("--feature-gates: %w", err)
	}
	for _, choice := range []struct {
		flag, value string
		of          []string
	}{
		{"--output", f.output, []string{"text", "json"}},
		{"--fail-on", f.failOn, []string{"error", "warning", "info"}},
		{"--show", f.show, []string{"error", "warning", "info"}},
		{"--field-validation", f.fieldValidation, []string{"strict", "warn", "ignore"}},
	} {
		if !slices.Contains(choice.of, choice.value) {
			return fmt.Errorf("%s is %q: write one of %v", choice.flag, choice.value, choice.of)
		}
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	found, failed := f.lint(args, engine.Engine{Target: version, Show: f.least()}, stderr)
	if f.output == "json" {
		err = found.JSON(stdout)
	} else if err = found.Text(stdout); err == nil {
		fmt.Fprintln(stderr, found.Summary)
	}
	switch {
	case err != nil:
		return fmt.Errorf("writing findings: %w", err)
	case failed > 0:
		return fmt.Errorf("could not read %d of the arguments", failed)
	case found.AtOrAbove(finding.Severity(f.failOn)) > 0:
		return errFindings
	}
	return nil
}

// least is the least severity of advice that is reported: what can fail the run is always shown.
func (f *lintFlags) least() finding.Severity {
	show, fail := finding.Severity(f.show), finding.Severity(f.failOn)
	if fail.Below(show) {
		return fail
	}
	return show
}

// lint reads every file, whatever is wrong with the others.
func (f *lintFlags) lint(args []string, e engine.Engine, stderr io.Writer) (found *report.Report, failed int) {
	found = &report.Report{}
	files, problems := manifest.Files(args)
	for _, problem := range problems {
		failed++
		fmt.Fprintln(stderr, "jobvalidate:", problem)
	}
	for _, file := range files {
		data, err := file.Read()
		if err != nil {
			failed++
			fmt.Fprintln(stderr, "jobvalidate:", err)
			continue
		}
		result := e.File(data, decode.FieldValidation(f.fieldValidation))
		if !file.Explicit && manifest.IsTemplated(data) && hasSyntaxError(result) {
			fmt.Fprintf(stderr, "jobvalidate: %s: skipped: it is a template, render it first\n", file.Name)
			result = engine.Result{Documents: result.Documents, Skipped: result.Documents}
		}
		found.Add(file.Name, result)
	}
	return found, failed
}

func hasSyntaxError(result engine.Result) bool {
	return slices.ContainsFunc(result.Findings, func(l engine.Located) bool { return l.Rule == "decode-syntax" })
}
