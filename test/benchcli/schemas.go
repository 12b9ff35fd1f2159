package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// kubernetes is the module whose published OpenAPI the schemas are made from.
const kubernetes = "k8s.io/kubernetes@v1.37.2"

// writeSchemas writes a strict JSON schema of Job and of CronJob, the way kubeconform's own are made: every
// object refuses fields that it does not name, and every field may be null.
func writeSchemas(dir string) error {
	output, err := exec.Command("go", "mod", "download", "-json", kubernetes).Output()
	if err != nil {
		return fmt.Errorf("downloading %s: %w", kubernetes, err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(output, &module); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(module.Dir, "api", "openapi-spec", "v3", "apis__batch__v1_openapi.json"))
	if err != nil {
		return err
	}
	var document struct {
		Components struct {
			Schemas map[string]map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(data), "#/components/schemas/", "#/definitions/")), &document); err != nil {
		return err
	}
	definitions := document.Components.Schemas
	for name, schema := range definitions {
		strict(schema, strings.HasSuffix(name, ".Quantity"))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for kind, definition := range map[string]string{"job": "io.k8s.api.batch.v1.Job", "cronjob": "io.k8s.api.batch.v1.CronJob"} {
		encoded, err := json.Marshal(map[string]any{"$schema": "http://json-schema.org/schema#", "$ref": "#/definitions/" + definition, "definitions": definitions})
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, kind+"-batch-v1.json"), encoded, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func strict(schema map[string]any, quantity bool) {
	if quantity {
		delete(schema, "type")
		schema["oneOf"] = []any{map[string]any{"type": "string"}, map[string]any{"type": "number"}, map[string]any{"type": "null"}}
	}
	properties, ok := schema["properties"].(map[string]any)
	if !ok {
		return
	}
	schema["additionalProperties"] = false
	for name, property := range properties {
		inner, ok := property.(map[string]any)
		if !ok {
			continue
		}
		delete(inner, "default")
		delete(inner, "description")
		switch kind := inner["type"].(type) {
		case string:
			inner["type"] = []any{kind, "null"}
		case nil:
			properties[name] = map[string]any{"anyOf": []any{inner, map[string]any{"type": "null"}}}
		}
	}
}
