package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	folder = "../../docs/rules"
	corpus = "../../../shared/corpus/manifests"
)

// TestDocsAreFresh fails when a rule, its page or a table has changed and docs/rules has not.
func TestDocsAreFresh(t *testing.T) {
	files, err := generate(folder)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != want {
			t.Errorf("%s is stale: run make generate", name)
		}
	}
	there, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range there {
		if strings.HasSuffix(entry.Name(), ".md") && files[entry.Name()] == "" {
			t.Errorf("%s is of no rule", entry.Name())
		}
	}
}

// TestCountsAreFresh counts again.
func TestCountsAreFresh(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("the corpus of real manifests is not here: %v", err)
	}
	c, err := count(corpus)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(folder, countsFile))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(c.tsv()); got != string(kept) {
		t.Errorf("%s is stale: run make generate CORPUS=../shared/corpus/manifests", countsFile)
	}
}

func TestTablesThatAreNone(t *testing.T) {
	for name, text := range map[string]string{
		"two cells":    "no-ttl\t3\n",
		"no number":    "no-ttl\tx\t3\n",
		"header wrong": "#\tJobs\tCronJobs\n",
	} {
		if _, err := readCounts([]byte(text)); err == nil {
			t.Errorf("counts: %s: no error", name)
		}
	}
	for name, text := range map[string]string{
		"three cells":  "no-ttl\t3\t1\n",
		"no number":    "no-ttl\tx\t1\t\n",
		"unknown rule": "no-tll\t3\t1\t\n",
	} {
		if _, err := readReviews([]byte(text)); err == nil {
			t.Errorf("reviews: %s: no error", name)
		}
	}
}
