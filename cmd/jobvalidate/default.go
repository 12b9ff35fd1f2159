package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/defaulting"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

type defaultFlags struct {
	target           flags.Target
	policy           flags.Policy
	policyOnly, diff bool
}

func defaultCommand() *cobra.Command {
	var f defaultFlags
	cmd := &cobra.Command{
		Use:   "default [flags] FILE|DIR|-...",
		Short: "Print Jobs and CronJobs as the cluster would store them",
		Long: `Print the Jobs and CronJobs of files with the API server's defaults and those of your organisation's policy
(the nearest .jobvalidate.yaml, --config). What the server owns (status, uid, the generated selector and its labels) is not
printed. Documents of other kinds are printed as they are. --policy-only puts nothing but the policy's
defaults into the text as you wrote it, with its comments and in its order.`,
		Args: cobra.MinimumNArgs(1),
		RunE: f.run,
	}
	set := cmd.Flags()
	set.SortFlags = false
	f.target.Register(set)
	f.policy.Register(set)
	set.BoolVar(&f.policyOnly, "policy-only", false, "set only the policy's defaults, in the text as it is written")
	set.BoolVar(&f.diff, "diff", false, "print what is set as a unified diff")
	return cmd
}

func (f *defaultFlags) run(cmd *cobra.Command, args []string) error {
	version, err := f.target.Version()
	if err != nil {
		return err
	}
	configs, err := f.policy.Configs(version)
	if err != nil {
		return err
	}
	mode := defaulting.Stored
	if f.policyOnly {
		mode = defaulting.PolicyOnly
	}
	files, problems := manifest.Files(args, manifest.Selection{})
	if len(files) == 0 && len(problems) == 0 {
		return fmt.Errorf("%s: no YAML or JSON file is there", strings.Join(args, ", "))
	}
	for i, file := range files {
		if err := f.file(cmd, engine.Engine{Target: version}, configs, file, mode, i > 0); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// file prints one file; the documents of several are divided by a line of ---.
func (f *defaultFlags) file(cmd *cobra.Command, e engine.Engine, configs *flags.Configs, file manifest.File, mode defaulting.Mode, another bool) error {
	data, err := file.Read(cmd.InOrStdin())
	if err != nil {
		return err
	}
	e.Policy, err = configs.PolicyFor(file.Name)
	switch {
	case err != nil:
		return err
	case f.policyOnly && e.Policy == nil:
		return fmt.Errorf("%s: --policy-only needs a policy: write --config FILE, or a .jobvalidate.yaml", file.Name)
	}
	result, err := defaulting.File(e, data, mode)
	if err != nil {
		return fmt.Errorf("%s: %w", file.Name, err)
	}
	for _, warning := range result.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "jobvalidate: %s: %s\n", file.Name, warning)
	}
	out := cmd.OutOrStdout()
	if f.diff {
		_, err = io.WriteString(out, result.Diff(file.Name))
		return err
	}
	if another {
		if _, err := io.WriteString(out, "---\n"); err != nil {
			return err
		}
	}
	_, err = out.Write(result.After)
	return err
}
