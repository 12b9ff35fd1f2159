package webhook

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/defaults"
)

// operation is one step of an RFC 6902 patch.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// jsonPatch returns the patch that puts exactly the recorded defaults into the object, nil where there are
// none. What is not set is not touched, so fields of a newer Kubernetes survive. An object that a default
// stands in and the author left out is made first.
func jsonPatch(raw []byte, record *defaults.Record) ([]byte, error) {
	sets := record.All()
	if len(sets) == 0 {
		return nil, nil
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, fmt.Errorf("the object cannot be read: %s", plainJSONError(err))
	}
	patch := make([]operation, 0, len(sets))
	for _, set := range sets {
		patch = append(patch, missingParents(tree, set.Pointer)...)
		patch = append(patch, operation{"add", set.Pointer, set.Value})
		if err := note(tree, set); err != nil {
			return nil, err
		}
	}
	return json.Marshal(patch)
}

// missingParents makes the objects on the way to the field that are not there, in the tree and in the patch.
func missingParents(tree map[string]any, pointer string) []operation {
	var patch []operation
	var node any = tree
	tokens := strings.Split(pointer[1:], "/")
	for i, token := range tokens[:len(tokens)-1] {
		object, isObject := node.(map[string]any)
		if !isObject {
			node = element(node, token)
			continue
		}
		name := unescape(token)
		if object[name] == nil {
			object[name] = map[string]any{}
			patch = append(patch, operation{"add", "/" + strings.Join(tokens[:i+1], "/"), map[string]any{}})
		}
		node = object[name]
	}
	return patch
}

// note writes a set field into the tree, so that what is set inside it finds its parent.
func note(tree map[string]any, set defaults.Set) error {
	encoded, err := json.Marshal(set.Value)
	if err != nil {
		return fmt.Errorf("writing the default at %s: %w", set.Pointer, err)
	}
	var value any
	if err := json.Unmarshal(encoded, &value); err != nil {
		return fmt.Errorf("writing the default at %s: %w", set.Pointer, err)
	}
	var node any = tree
	tokens := strings.Split(set.Pointer[1:], "/")
	for _, token := range tokens[:len(tokens)-1] {
		if object, ok := node.(map[string]any); ok {
			node = object[unescape(token)]
		} else {
			node = element(node, token)
		}
	}
	if object, ok := node.(map[string]any); ok {
		object[unescape(tokens[len(tokens)-1])] = value
	}
	return nil
}

func element(node any, token string) any {
	list, _ := node.([]any)
	if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(list) {
		return list[i]
	}
	return nil
}

var unescaper = strings.NewReplacer("~1", "/", "~0", "~")

func unescape(token string) string { return unescaper.Replace(token) }
