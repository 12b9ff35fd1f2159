package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/schema"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

func schemaCommand() *cobra.Command {
	var asked flags.Target
	var kind string
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of Jobs and CronJobs, or of the policy file, for editors",
		Long: `Prints the JSON Schema (draft 7) of Jobs and CronJobs as a Kubernetes version knows them. With the YAML
language server: jobvalidate schema > jobs.schema.json, and in a manifest the first line
# yaml-language-server: $schema=jobs.schema.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			version, err := asked.Version()
			if err != nil {
				return err
			}
			var document []byte
			if kind == policy.Kind {
				document, err = policy.Schema()
			} else {
				document, err = schema.Document(version, kind)
			}
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(append(bytes.TrimRight(document, "\n"), '\n'))
			return err
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "Job, CronJob (default: both), or JobPolicy for the policy file")
	asked.Register(cmd.Flags())
	return cmd
}
