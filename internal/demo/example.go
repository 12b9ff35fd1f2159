package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// example is a manifest and what its first line says of it: "# expect: admitted", or "# expect: refused
// at FIELD…" with the fields in the API server's spelling, sorted.
type example struct {
	file   string
	json   []byte
	object metav1.PartialObjectMetadata
	fields []string // empty: admitted
}

func readExample(file string) (*example, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	first, _, _ := bufio.NewReader(bytes.NewReader(data)).ReadLine()
	expected, ok := strings.CutPrefix(string(first), "# expect: ")
	if !ok {
		return nil, fmt.Errorf("%s: the first line is not \"# expect: …\"", file)
	}
	e := &example{file: file}
	if fields, refused := strings.CutPrefix(expected, "refused at "); refused {
		e.fields = strings.Fields(fields)
	} else if expected != "admitted" {
		return nil, fmt.Errorf("%s: expects %q: write admitted, or refused at FIELD…", file, expected)
	}
	if e.json, err = yaml.YAMLToJSON(data); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := yaml.Unmarshal(e.json, &e.object); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return e, nil
}

// compare says how the answer differs from what is expected, "" where it does not.
func (e *example) compare(a *answer) string {
	got := a.fields()
	if slices.Equal(got, e.fields) && a.allowed == (len(e.fields) == 0) {
		return ""
	}
	return fmt.Sprintf("allowed %t at %q, expected fields %q", a.allowed, got, e.fields)
}
