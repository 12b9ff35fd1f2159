package schema

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

func version(t *testing.T, minor int) target.Version {
	t.Helper()
	v, err := target.Minor(minor)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryVersionCompiles(t *testing.T) {
	for minor := target.Oldest; minor <= target.Newest; minor++ {
		s, err := For(version(t, minor))
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"Job", "CronJob"} {
			if _, err := s.Validate(kind, map[string]any{}); err != nil {
				t.Errorf("1.%d %s: %v", minor, kind, err)
			}
		}
	}
}

// TestFieldsOfVersions asks each version for a field that came or went.
func TestFieldsOfVersions(t *testing.T) {
	for _, field := range target.Fields() {
		for minor := target.Oldest; minor <= target.Newest; minor++ {
			v := version(t, minor)
			s, err := For(v)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Contains(s.Fields(field.Type), field.Name); got != field.In(v) {
				t.Errorf("1.%d: %s.%s is in the schema: %t", minor, field.Type, field.Name, got)
			}
		}
	}
}

func TestViolations(t *testing.T) {
	const good = `"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "x"}`
	for _, test := range []struct {
		name, spec, field string
		want              Want
		kind              string
	}{
		{"text for a number", `{"backoffLimit": "3"}`, "spec.backoffLimit", WantNumber, ""},
		{"a fraction", `{"backoffLimit": 1.5}`, "spec.backoffLimit", WantNumber, ""},
		{"beyond int32", `{"backoffLimit": 3000000000}`, "spec.backoffLimit", WantSmaller, ""},
		{"number for text", `{"managedBy": 3}`, "spec.managedBy", WantText, ""},
		{"text for a boolean", `{"suspend": "no"}`, "spec.suspend", WantBoolean, ""},
		{"a list for fields", `{"template": []}`, "spec.template", WantFields, "PodTemplateSpec"},
		{"text for a map", `{"template": {"metadata": {"labels": "a"}}}`, "spec.template.metadata.labels", WantMap, ""},
		{"a number in a map", `{"template": {"metadata": {"labels": {"a/b~c%": 1}}}}`, "spec.template.metadata.labels[a/b~c%]", WantText, ""},
		{"text for a list", `{"template": {"spec": {"containers": [{"args": "a"}]}}}`, "spec.template.spec.containers[0].args", WantList, ""},
		{"no quantity", `{"template": {"spec": {"containers": [{"resources": {"limits": {"cpu": "1GB"}}}]}}}`, "spec.template.spec.containers[0].resources.limits[cpu]", WantQuantity, ""},
		{"a boolean for a port", `{"template": {"spec": {"containers": [{"livenessProbe": {"httpGet": {"port": true}}}]}}}`, "spec.template.spec.containers[0].livenessProbe.httpGet.port", WantNumberText, ""},
		{"no time", `{"template": {"metadata": {"creationTimestamp": "now"}}}`, "spec.template.metadata.creationTimestamp", WantTime, ""},
		{"an unknown field", `{"x": 1}`, "spec", WantKnownFields, "JobSpec"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var document any
			decoder := json.NewDecoder(strings.NewReader(`{` + good + `, "spec": ` + test.spec + `}`))
			if err := decoder.Decode(&document); err != nil {
				t.Fatal(err)
			}
			s, err := For(target.Version{})
			if err != nil {
				t.Fatal(err)
			}
			found, err := s.Validate("Job", document)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != 1 || found[0].Field != test.field || found[0].Want != test.want || found[0].Type != test.kind {
				t.Errorf("got %+v", found)
			}
		})
	}
}

func TestNullFits(t *testing.T) {
	s, err := For(target.Version{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Validate("Job", map[string]any{"metadata": nil, "spec": map[string]any{"backoffLimit": nil, "template": nil}})
	if err != nil || len(found) != 0 {
		t.Errorf("got %+v, %v", found, err)
	}
}

// TestDocument: what an editor gets is a schema, and takes a good Job of its kind only.
func TestDocument(t *testing.T) {
	document, err := Document(version(t, 30), "")
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := jsonschema.CompileString("editor.json", string(document))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		`{"apiVersion": "batch/v1", "kind": "Job", "metadata": {}, "spec": {"template": {"spec": {"containers": []}}}}`:    true,
		`{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {}, "spec": {"schedule": "@daily", "jobTemplate": {}}}`: true,
		`{"apiVersion": "batch/v1", "kind": "Job", "metadata": {}, "spec": {"schedule": "@daily"}}`:                        false,
		`{"apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {}, "spec": {"schedule": "@daily"}}`:               false,
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := Document(target.Version{}, "Pod"); err == nil {
		t.Error("a Pod has a schema")
	}
}
