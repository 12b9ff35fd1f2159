// Command rulesdoc writes docs/rules: a page a rule, and a README with the table of all. The pages are those
// beside the rules. The numbers are read from two tables beside the README: findings.tsv, which -corpus
// counts anew over a folder of manifests, and review.tsv, which is written by whoever has read findings.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", "docs/rules", "folder to write to")
	corpus := flag.String("corpus", "", "folder of manifests to count the findings of; empty keeps the counts")
	flag.Parse()
	if err := run(*out, *corpus); err != nil {
		fmt.Fprintln(os.Stderr, "rulesdoc:", err)
		os.Exit(1)
	}
}

func run(out, corpus string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if corpus != "" {
		counts, err := count(corpus)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, countsFile), counts.tsv(), 0o644); err != nil {
			return err
		}
	}
	files, err := generate(out)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(out, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
