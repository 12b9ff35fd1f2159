package main

import (
	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/schema"
)

func schemaCommand() *cobra.Command {
	var asked flags.Target
	var kind string
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of Jobs and CronJobs, for editors",
		Long: `Prints the JSON Schema (draft 7) of Jobs and CronJobs as a Kubernetes version knows them. With the YAML
language server: jobvalidate schema > jobs.schema.json, and in a manifest the first line
# yaml-language-server: $schema=jobs.schema.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			version, err := asked.Version()
			if err != nil {
				return err
			}
			document, err := schema.Document(version, kind)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(document)
			return err
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "Job or CronJob (default: both)")
	asked.Register(cmd.Flags())
	return cmd
}
