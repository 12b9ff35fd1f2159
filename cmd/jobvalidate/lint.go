package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/lint"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

type lintFlags struct {
	target                        flags.Target
	policy                        flags.Policy
	baseline                      baselineFlags
	output                        flags.Output
	past                          pastFlags
	failOn, show, fieldValidation string
	selection                     manifest.Selection
	jobs                          int
	policyDir                     string
	fix                           fixFlags
}

func lintCommand() *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint [flags] [FILE|DIR|-]...",
		Short: "Say what is wrong with the Jobs and CronJobs in files",
		Long: `Say what the API server would say to the creation of every Job and CronJob in the files.
Of a directory every YAML and JSON file is read that git does not ignore; - is standard input; without
arguments the current directory is linted. Sources of templates ({{ … }}) are skipped: pipe in what they
render to. Exit code 0: nothing found at or above --fail-on; 1: findings; 2: the work could not be done.`,
		RunE: f.run,
	}
	set := cmd.Flags()
	set.SortFlags = false
	f.output.Register(set)
	f.target.Register(set)
	f.policy.Register(set)
	set.StringVar(&f.policyDir, "policy-dir", "", "folder (or file) of ValidatingAdmissionPolicies and their bindings: ask those that are about Jobs, as a cluster with them would")
	f.baseline.register(set)
	f.past.register(set)
	set.StringVar(&f.failOn, "fail-on", "error", "exit with 1 from this severity on: error, warning or info")
	set.StringVar(&f.show, "show", "warning", "advice to report, from this severity on: error, warning or info (as low as --fail-on at least)")
	set.StringVar(&f.fieldValidation, "field-validation", "strict", "unknown and duplicate fields: strict (errors), warn or ignore")
	set.StringArrayVar(&f.selection.Include, "include", nil, "read only these files of a directory: a glob, ** spans directories (default: YAML and JSON by name)")
	set.StringArrayVar(&f.selection.Exclude, "exclude", nil, "do not read these files and directories of a directory: a glob")
	f.fix.register(set)
	set.IntVar(&f.jobs, "jobs", 0, "read this many files at once (default: one a processor)")
	return cmd
}

func (f *lintFlags) run(cmd *cobra.Command, args []string) error {
	version, err := f.target.Version()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	safety, mend, err := f.fix.safety()
	if err != nil {
		return err
	}
	configs, err := f.policy.Configs(version)
	if err != nil {
		return err
	}
	admission, err := readPolicyDir(f.policyDir, version, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	if err := f.baseline.open(); err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	live, commit, err := f.past.read(args, cmd.InOrStdin())
	if err != nil {
		return err
	}
	ctx, stop := interruptible(cmd.Context())
	defer stop()

	stderr := cmd.ErrOrStderr()
	files, problems := manifest.Files(args, f.selection)
	for _, problem := range problems {
		fmt.Fprintln(stderr, "jobvalidate:", report.Printable(problem.Error()))
	}
	outputs, err := f.output.Open(cmd.OutOrStdout())
	if err != nil {
		return err
	}
	linter := lint.Linter{
		Engine: engine.Engine{Target: version, Admission: admission, Show: f.least()}, Fields: decode.FieldValidation(f.fieldValidation), Jobs: f.jobs, Stdin: cmd.InOrStdin(),
		Live: live, Commit: commit,
		PolicyOf: configs.PolicyFor, Fix: mend, Safety: safety,
	}
	progress := report.NewProgress(terminalOrNil(stderr), len(files))
	var summary report.Summary
	failed := len(problems)
	err = linter.Run(ctx, files, func(o lint.Outcome) error {
		progress.Step()
		if o.Broken != nil {
			return o.Broken
		}
		if o.Err != nil {
			failed++
			progress.Say(stderr, "jobvalidate: %v", o.Err)
			return nil //nolint:nilerr // it is told, and the other files are linted all the same
		}
		if o.Note != "" {
			progress.Say(stderr, "jobvalidate: %s: %s", o.File.Name, o.Note)
		}
		if err := f.fix.mend(&o, cmd.OutOrStdout(), stderr); err != nil {
			return err
		}
		f.baseline.filter(o.File.Name, &o.Result)
		summary.Add(o.Result)
		if len(o.Result.Findings) > 0 {
			progress.Clear()
		}
		return outputs.Add(o.File.Name, o.Result)
	})
	progress.Clear()
	switch {
	case errors.Is(err, context.Canceled):
		err = fmt.Errorf("%w: %d of %d files were read", context.Cause(ctx), summary.Files, len(files))
		return errors.Join(err, outputs.Abort())
	case err != nil:
		return errors.Join(err, outputs.Abort())
	case failed == 0:
		err = f.baseline.close(stderr)
	}
	if err = errors.Join(err, outputs.Close(summary)); err != nil {
		return err
	}
	if f.output.HasText() {
		fmt.Fprintln(stderr, summary)
	}
	switch {
	case failed > 0:
		return fmt.Errorf("%s could not be read", report.Count(failed, "file"))
	case summary.AtOrAbove(finding.Severity(f.failOn)) > 0:
		return errFindings
	}
	return nil
}

func (f *lintFlags) check() error {
	for _, choice := range []struct {
		flag, value string
		of          []string
	}{
		{"--fail-on", f.failOn, []string{"error", "warning", "info"}},
		{"--show", f.show, []string{"error", "warning", "info"}},
		{"--field-validation", f.fieldValidation, []string{"strict", "warn", "ignore"}},
	} {
		if !slices.Contains(choice.of, choice.value) {
			return fmt.Errorf("%s is %q: write %s, %s or %s", choice.flag, choice.value, choice.of[0], choice.of[1], choice.of[2])
		}
	}
	if f.jobs < 0 {
		return fmt.Errorf("--jobs is %d: write 1 or more", f.jobs)
	}
	if f.jobs == 0 {
		f.jobs = runtime.GOMAXPROCS(0)
	}
	return f.selection.Check()
}

func terminalOrNil(w io.Writer) io.Writer {
	if flags.IsTerminal(w) {
		return w
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
