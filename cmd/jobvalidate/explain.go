package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jobvalidate/jobvalidate/internal/explain"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/internal/rulebook"
)

func explainCommand() *cobra.Command {
	var f objectFlags
	var at string
	cmd := &cobra.Command{
		Use:   "explain RULE|FIELD|FILE",
		Short: "Tell what a rule or a field means, or what the Jobs of a file will do",
		Long: `Prints the page of a rule (no-ttl), tells what the API says of a field (spec.backoffLimit,
CronJob.spec.schedule), with the versions that have it and the rules about it, or in plain words what each
Job and CronJob of a file will do: how many pods, how long, what a failure leads to, when it has succeeded,
when it is deleted, and when a CronJob runs next. - is standard input.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			now := time.Now()
			if at != "" {
				var err error
				if now, err = time.Parse(time.RFC3339, at); err != nil {
					return fmt.Errorf("--at is %q: write it as 2006-01-02T15:04:05Z", at)
				}
			}
			if _, err := os.Stat(args[0]); err == nil || args[0] == manifest.Stdin {
				return f.explain(args[0], now, cmd.InOrStdin(), cmd.OutOrStdout())
			}
			return explainTopic(args[0], cmd.OutOrStdout())
		},
	}
	f.register(cmd.Flags())
	cmd.Flags().StringVar(&at, "at", "", "time from which a CronJob's next runs are counted (default: now)")
	return cmd
}

// explainTopic takes the argument, which is no file, for a rule where there is one of that name, else for a field.
func explainTopic(topic string, stdout io.Writer) error {
	if rule, ok := rulebook.Find(topic); ok {
		_, err := io.WriteString(stdout, rule.Text())
		return err
	}
	doc, err := explain.Field(topic)
	switch {
	case err != nil && explain.IsNoField(err) && looksLikeFile(topic):
		return fmt.Errorf("there is no file %s", topic)
	case err != nil && explain.IsNoField(err) && !strings.Contains(topic, "."):
		return noTopic(topic)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s (%s)\n\n%s\n", doc.Path, doc.Type, doc.Text)
	if err == nil && len(doc.Fields) > 0 {
		_, err = fmt.Fprintf(stdout, "\nFields: %s\n", strings.Join(doc.Fields, ", "))
	}
	if err == nil && doc.Versions != "" {
		_, err = fmt.Fprintf(stdout, "\nVersions: %s\n", doc.Versions)
	}
	if about := rulebook.OfField(doc.Path); err == nil && len(about) > 0 {
		_, err = fmt.Fprintln(stdout, "\nRules:")
		for _, rule := range about {
			if err == nil {
				_, err = fmt.Fprintf(stdout, "  %s: %s\n", rule.Name, rule.Summary)
			}
		}
	}
	return err
}

func looksLikeFile(topic string) bool {
	return slices.ContainsFunc([]string{".yaml", ".yml", ".json"}, func(end string) bool { return strings.HasSuffix(topic, end) })
}

// noTopic says which rule was meant.
func noTopic(topic string) error {
	var names []string
	for _, rule := range rulebook.All() {
		names = append(names, rule.Name)
	}
	if meant, near := nearest.Of(topic, names...); near {
		return fmt.Errorf("no file, rule or field is called %s: did you mean %s?", topic, meant)
	}
	return fmt.Errorf("no file, rule or field is called %s: jobvalidate rules lists the rules", topic)
}

func (f *objectFlags) explain(name string, now time.Time, stdin io.Reader, stdout io.Writer) error {
	objects, err := f.read(name, stdin)
	if err != nil {
		return err
	}
	for i, object := range objects {
		if i > 0 {
			if _, err := fmt.Fprintln(stdout); err != nil {
				return err
			}
		}
		if _, err := object.Describe(now).WriteTo(stdout); err != nil {
			return err
		}
	}
	return nil
}
