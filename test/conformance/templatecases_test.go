package conformance_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

// templateCase is an entry of the cases of package podtemplate: see there.
type templateCase struct {
	Name     string         `json:"name"`
	Version  string         `json:"version"`
	Gates    string         `json:"gates"`
	Metadata map[string]any `json:"metadata"`
	Spec     map[string]any `json:"spec"`
	Old      map[string]any `json:"old"`
	OldMeta  map[string]any `json:"oldMetadata"`
	Want     []string       `json:"want"`
	Warn     []string       `json:"warn"`
}

// TestTemplateCases asks the API server what package podtemplate's tests say that it answers. Cases of
// versions that cannot be asked are read, not tried.
func TestTemplateCases(t *testing.T) {
	servers := map[string]*oracle.Process{}
	defer func() {
		for _, server := range servers {
			server.Close()
		}
	}()
	files, err := filepath.Glob("../../validation/podtemplate/testdata/cases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of cases, %v", len(files), err)
	}
	asked := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []templateCase
		if err := yaml.UnmarshalStrict(data, &cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, c := range cases {
			if c.Version == "" {
				c.Version = "1.37"
			}
			if !slices.Contains(oracle.Versions(), c.Version) {
				continue
			}
			key := c.Version + " " + c.Gates
			if servers[key] == nil {
				if servers[key], err = oracle.Start(c.Version, c.Gates); err != nil {
					t.Fatal(err)
				}
			}
			asked++
			t.Run(filepath.Base(file)+"/"+c.Name, func(t *testing.T) { c.ask(t, servers[key]) })
		}
	}
	t.Logf("%d cases asked", asked)
}

func (c *templateCase) ask(t *testing.T, server *oracle.Process) {
	q := oracle.Request{Operation: oracle.Create, Kind: oracle.CronJob, Object: cronJob(t, c.Metadata, c.Spec, ""), FieldValidation: "Ignore"}
	if c.Old != nil {
		q.Operation = oracle.Update
		q.Object, q.Old = cronJob(t, c.Metadata, c.Spec, "1"), cronJob(t, c.OldMeta, c.Old, "1")
	}
	reply, err := server.AskOne(q)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Decode != "" || reply.Refused != "" || reply.Panic != "" {
		t.Fatalf("the API server answers %q %q %q", reply.Decode, reply.Refused, reply.Panic)
	}
	var got []string
	for e := range maps.Keys(reply.ErrorSet()) {
		got = append(got, strings.Replace(e, " spec.jobTemplate.spec.template.", " ", 1))
	}
	slices.Sort(got)
	slices.Sort(c.Want)
	if !slices.Equal(got, c.Want) {
		t.Errorf("the API server answers\n\t%s\nthe case says\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.Want, "\n\t"))
	}
	if len(reply.Warnings) != len(c.Warn) {
		t.Errorf("the API server warns\n\t%s\nthe case says\n\t%s", strings.Join(reply.Warnings, "\n\t"), strings.Join(c.Warn, "\n\t"))
	}
	for _, w := range reply.Warnings {
		field, _, _ := strings.Cut(w, ": ")
		field, inTemplate := strings.CutPrefix(field, "spec.jobTemplate.spec.template.")
		if inTemplate && !slices.Contains(c.Warn, field) { // a volume is named in words, not by its field
			t.Errorf("the API server warns %q\nthe case says\n\t%s", w, strings.Join(c.Warn, "\n\t"))
		}
	}
}

// cronJob returns a valid CronJob with the template's fields beside one valid container. A CronJob's
// template can be updated, a Job's cannot.
func cronJob(t *testing.T, metadata, spec map[string]any, version string) []byte {
	whole := map[string]any{"restartPolicy": "Never", "containers": []any{map[string]any{"name": "main", "image": "perl"}}}
	maps.Copy(whole, spec)
	data, err := json.Marshal(map[string]any{
		"apiVersion": "batch/v1", "kind": "CronJob",
		"metadata": map[string]any{"name": "pi", "namespace": "default", "uid": oracle.UID, "resourceVersion": version},
		"spec": map[string]any{
			"schedule":    "0 0 * * *",
			"jobTemplate": map[string]any{"spec": map[string]any{"template": map[string]any{"metadata": metadata, "spec": whole}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}
