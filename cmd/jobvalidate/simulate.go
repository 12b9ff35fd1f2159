package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/internal/explain"
)

func simulateCommand() *cobra.Command {
	var outcome explain.Outcome
	var exitCode int32
	var conditions []string
	var f objectFlags
	cmd := &cobra.Command{
		Use:   "simulate FILE",
		Short: "Tell what a pod that ends so leads to, and which rule of the podFailurePolicy matches",
		Example: `  jobvalidate simulate job.yaml --exit-code 42 --container main
  jobvalidate simulate job.yaml --exit-code 143 --condition DisruptionTarget`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("exit-code") && len(conditions) == 0 {
				return errors.New("nothing has happened: write --exit-code N, --condition TYPE or both")
			}
			if exitCode < 0 || exitCode > 255 {
				return fmt.Errorf("--exit-code is %d: write 0 to 255", exitCode)
			}
			outcome.ExitCode = exitCode
			for _, condition := range conditions {
				outcome.Conditions = append(outcome.Conditions, corev1.PodConditionType(strings.TrimSuffix(condition, "=True")))
			}
			objects, err := f.read(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			for _, object := range objects {
				verdict, err := explain.Simulate(object.Spec(), outcome)
				if err != nil {
					return fmt.Errorf("%s: %w", object.Name(), err)
				}
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", object.Name(), verdict.Text); err != nil {
					return err
				}
			}
			return nil
		},
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.Int32Var(&exitCode, "exit-code", 0, "what the container exited with, 0 to 255")
	set.StringVar(&outcome.Container, "container", "", "the container that exited (default: the only one)")
	set.StringSliceVar(&conditions, "condition", nil, "a condition of the pod that is True, such as DisruptionTarget")
	f.register(set)
	return cmd
}
