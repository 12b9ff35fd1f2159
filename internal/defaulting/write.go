package defaulting

import (
	"encoding/json"
	"fmt"

	udiff "github.com/aymanbagabas/go-udiff"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
)

// edit puts what was set into the author's text, one field after another. A field that cannot be put there
// is told, and the others are put all the same.
func (f *file) edit(sets []defaults.Set) error {
	for _, set := range last(sets) {
		text, err := textedit.Set(f.text, set.Pointer, set.Value)
		if err != nil {
			f.result.Warnings = append(f.result.Warnings, fmt.Sprintf("line %d: %s", f.document.Line, err))
			continue
		}
		f.text = text
	}
	return nil
}

// last drops what is set again later.
func last(sets []defaults.Set) []defaults.Set {
	at := make(map[string]int, len(sets))
	for i, set := range sets {
		at[set.Pointer] = i
	}
	var kept []defaults.Set
	for i, set := range sets {
		if at[set.Pointer] == i {
			kept = append(kept, set)
		}
	}
	return kept
}

// written is an object as a document: YAML, or JSON where the author's is.
func written(object any, asJSON bool) ([]byte, error) {
	data, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	// Through a tree: status and other objects that the types write although nothing is in them are left out.
	var tree any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(data, &tree); err != nil {
		return nil, err
	}
	clean(tree)
	if asJSON {
		return json.MarshalIndent(tree, "", "  ")
	}
	return yaml.Marshal(tree)
}

// clean takes away the empty status and the null or empty metadata of templates.
func clean(node any) {
	switch node := node.(type) {
	case map[string]any:
		for name, value := range node {
			clean(value)
			object, isObject := value.(map[string]any)
			empty := isObject && len(object) == 0
			if (name == "status" || name == "metadata") && empty || name == "creationTimestamp" && value == nil {
				delete(node, name)
			}
		}
	case []any:
		for _, value := range node {
			clean(value)
		}
	}
}

// Diff is the unified difference of a result, empty where there is none.
func (r Result) Diff(name string) string {
	return udiff.Unified(name, name+" (with defaults)", string(r.Before), string(r.After))
}
