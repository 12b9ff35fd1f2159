package schema

import (
	"encoding/json"
	"net/url"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/internal/amount"
)

// formats is the schema keyword for the API's types that read their text by themselves.
type formats struct{}

// Compile implements jsonschema.ExtCompiler.
func (formats) Compile(_ jsonschema.CompilerContext, keywords map[string]any) (jsonschema.ExtSchema, error) {
	name, ok := keywords["x-kubernetes-format"].(string)
	if !ok {
		return nil, nil //nolint:nilnil // the library's contract
	}
	return format(name), nil
}

type format string

// Validate implements jsonschema.ExtSchema.
func (f format) Validate(ctx jsonschema.ValidationContext, v any) error {
	var err error
	text, isText := v.(string)
	switch f {
	case "quantity":
		switch v.(type) {
		case string, int64, float64:
			if amount.IsEndless(text) {
				return ctx.Error("x-kubernetes-format", "not a %s", string(f))
			}
			var encoded []byte
			if encoded, err = json.Marshal(v); err == nil {
				err = new(resource.Quantity).UnmarshalJSON(encoded)
			}
		}
	case "time":
		if isText {
			_, err = time.Parse(time.RFC3339, text)
		}
	case "microtime":
		if isText {
			_, err = time.Parse(metav1.RFC3339Micro, text)
		}
	}
	if err != nil {
		return ctx.Error("x-kubernetes-format", "not a %s", string(f))
	}
	return nil
}

// unescape undoes what the library does to the tokens of a pointer.
func unescape(token string) string {
	if plain, err := url.PathUnescape(token); err == nil {
		return plain
	}
	return token
}
