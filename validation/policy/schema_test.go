package policy

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write docs/policy.schema.json anew")

const schemaFile = "../../docs/policy.schema.json"

// TestSchemaFileIsCurrent: editors read the file in docs.
func TestSchemaFileIsCurrent(t *testing.T) {
	schema, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	schema = append(schema, '\n')
	if *update {
		if err := os.WriteFile(schemaFile, schema, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written, schema) {
		t.Errorf("%s is stale: go test ./validation/policy -run TestSchemaFileIsCurrent -update", schemaFile)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("policy.schema.json", bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("policy.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// fitsSchema reports what the schema says of a policy in YAML.
func fitsSchema(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	var written, tree any
	if err := yaml.Unmarshal([]byte(text), &written); err != nil {
		return err
	}
	data, err := json.Marshal(written)
	if err == nil {
		err = json.Unmarshal(data, &tree)
	}
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(tree)
}
