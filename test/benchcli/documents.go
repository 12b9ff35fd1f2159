package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readSeeds returns the batch/v1 Jobs and CronJobs of the corpus, or where there is none of the project's
// examples, and what they are.
func readSeeds(corpus string) (seeds []string, source string, err error) {
	root, source := corpus, "real manifests"
	if _, err := os.Stat(root); corpus == "" || err != nil {
		root, source = filepath.Join("..", "..", "examples"), "examples (there is no folder of real manifests here)"
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".yml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, document := range bytes.Split(data, []byte("\n---")) {
			text := strings.TrimPrefix(strings.TrimLeft(string(document), "-"), "\n")
			var head struct {
				APIVersion string `yaml:"apiVersion"`
				Kind       string `yaml:"kind"`
			}
			if yaml.Unmarshal([]byte(text), &head) == nil && head.APIVersion == "batch/v1" && (head.Kind == "Job" || head.Kind == "CronJob") {
				seeds = append(seeds, strings.TrimRight(text, "\n")+"\n")
			}
		}
		return nil
	})
	if err == nil && len(seeds) == 0 {
		err = fmt.Errorf("%s has no Job", root)
	}
	return seeds, source, err
}

// writeSet writes so many documents, the seeds in turn, into so many files.
func writeSet(dir string, seeds []string, documents, files int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	next := 0
	for i := range files {
		var b strings.Builder
		for range documents / files {
			b.WriteString("---\n")
			b.WriteString(seeds[next%len(seeds)])
			next++
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%04d.yaml", i)), []byte(b.String()), 0o644); err != nil {
			return err
		}
	}
	return nil
}
