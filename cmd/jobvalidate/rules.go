package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/rulebook"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

func rulesCommand() *cobra.Command {
	var output, origin string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Long: `Lists every rule: those of the API server (origin api), which cannot be turned off, and the advice, whose
severities a policy file sets. jobvalidate explain RULE tells more.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all := []rulebook.Rule{}
			for _, rule := range rulebook.All() {
				if origin == "" || rule.Origin == finding.Origin(origin) {
					all = append(all, rule)
				}
			}
			switch {
			case len(all) == 0:
				return fmt.Errorf("--origin is %q: write api or advice", origin)
			case output == "json":
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetEscapeHTML(false)
				encoder.SetIndent("", "  ")
				return encoder.Encode(all)
			case output != "text":
				return fmt.Errorf("--output is %q: write text or json", output)
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, rule := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", rule.Name, rule.Origin, rule.Severity, rule.Summary)
			}
			return w.Flush()
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	cmd.Flags().StringVar(&origin, "origin", "", "api or advice (default: both)")
	return cmd
}
