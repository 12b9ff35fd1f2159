// Command newrule begins an advice rule: the two files and the row of the table. What they say is left to
// write; the tests fail until it is.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: make newrule NAME=a-name")
		os.Exit(2)
	}
	if err := begin("validation/rules", os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(1)
	}
}

var kebab = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

// mark stands at the end of the table.
const mark = "\t// New rules go here."

func begin(folder, name string) error {
	if !kebab.MatchString(name) {
		return fmt.Errorf("%q is no name for a rule: write a noun of the problem in kebab case, such as ttl-races-hook", name)
	}
	table := filepath.Join(folder, "table.go")
	rows, err := os.ReadFile(table)
	if err != nil {
		return err
	}
	if !strings.Contains(string(rows), mark) {
		return fmt.Errorf("%s has no line %q to put the row before", table, mark)
	}
	file := filepath.Join(folder, strings.ReplaceAll(name, "-", "_"))
	replace := strings.NewReplacer("NAME", name, "VALUE", camel(name))
	for ending, text := range map[string]string{".go": source, ".md": page} {
		if err := create(file+ending, replace.Replace(text)); err != nil {
			return err
		}
	}
	row := "\t&" + camel(name) + ",\n" + mark
	return os.WriteFile(table, []byte(strings.Replace(string(rows), mark, row, 1)), 0o644)
}

// create writes a file that must not be there yet.
func create(path, text string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.WriteString(text)
	return err
}

// camel is the name as a Go value: ttlRacesHook.
func camel(name string) string {
	first, rest, _ := strings.Cut(name, "-")
	for word := range strings.SplitSeq(rest, "-") {
		first += strings.ToUpper(word[:1]) + word[1:]
	}
	return first
}

const source = `package rules

import "github.com/jobvalidate/jobvalidate/validation/finding"

var VALUE = rule{
	name: "NAME", severity: finding.Warning, kinds: both,
	check: func(s subject) []finding.Finding {
		// The cheap test first; text only in say.
		return nil
	},
}
`

const page = `# NAME

One line: what is wrong.

## What

When it fires, and when it keeps silent.

## Why

What happens in the cluster, as the controller's source has it.

## Bad

` + "```yaml\n```" + `

## Output

` + "```text\n```" + `

## Good

` + "```yaml\n```" + `

## Fix

What to write instead.

## Evidence

- Where it was seen, and where in Kubernetes' source it is decided.
`
