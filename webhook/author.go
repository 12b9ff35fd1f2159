package webhook

import (
	"encoding/json"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// lastApplied is where kubectl apply keeps what the author wrote.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// authorOf tells which values of a new object are the API server's defaults: those that the author's own
// manifest has not, which kubectl apply leaves in an annotation, and server-side apply in managedFields. Of
// an object that was sent in another way nothing is known, and every value counts as the author's.
func authorOf(meta *metav1.ObjectMeta) policy.Author {
	if text := meta.Annotations[lastApplied]; text != "" {
		var written map[string]any
		if json.Unmarshal([]byte(text), &written) == nil {
			return func(pointer string) bool { return !contains(written, pointer, "") }
		}
	}
	var applied []map[string]any
	for _, entry := range meta.ManagedFields {
		var fields map[string]any
		if entry.Operation != metav1.ManagedFieldsOperationApply || entry.FieldsV1 == nil || json.Unmarshal(entry.FieldsV1.GetRawBytes(), &fields) != nil {
			return nil // somebody else wrote too, and his entry has the defaults in it
		}
		applied = append(applied, fields)
	}
	if len(applied) == 0 {
		return nil
	}
	return func(pointer string) bool {
		for _, fields := range applied {
			if contains(fields, pointer, "f:") {
				return false
			}
		}
		return true
	}
}

// contains reports whether the tree has the field at the JSON pointer; prefix stands before each name. The
// fields that are asked for stand in no list.
func contains(tree map[string]any, pointer, prefix string) bool {
	var node any = tree
	for token := range strings.SplitSeq(pointer[1:], "/") {
		object, ok := node.(map[string]any)
		if !ok {
			return false
		}
		if node, ok = object[prefix+token]; !ok {
			return false
		}
	}
	return true
}
