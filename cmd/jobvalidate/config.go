package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/flags"
)

func configCommand() *cobra.Command {
	var asked flags.Target
	var named flags.Policy
	cmd := &cobra.Command{
		Use:   "config [DIR]",
		Short: "Print the configuration that counts for the files of a directory",
		Long: `Prints the policy that counts for the files of a directory (default: the current one): that of the nearest
.jobvalidate.yaml in it or above it, up to the root of the repository, with the file of --config laid over it:
mappings entry by entry, lists one after the other.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			version, err := asked.Version()
			if err != nil {
				return err
			}
			configs, err := named.Configs(version)
			if err != nil {
				return err
			}
			directory := "."
			if len(args) > 0 {
				directory = args[0]
			}
			if info, err := os.Stat(directory); err != nil || !info.IsDir() {
				return fmt.Errorf("%s is no directory", directory)
			}
			config, err := configs.At(directory)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(config.Print())
			return err
		},
	}
	named.Register(cmd.Flags())
	asked.Register(cmd.Flags())
	return cmd
}
