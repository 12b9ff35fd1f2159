package webhook

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	fastjson "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

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
	last := make(map[string]int, len(sets)) // the policy's default goes over the API server's
	for i, set := range sets {
		last[set.Pointer] = i
	}
	root := &node{raw: raw}
	patch := make([]operation, 0, len(sets)+2)
	for i, set := range sets {
		if last[set.Pointer] != i {
			continue
		}
		parent, name, missing, err := root.reach(set.Pointer)
		if err != nil {
			return nil, fmt.Errorf("the object cannot be read: %s", plainJSONError(err))
		}
		if parent.isUnknownVolume(name) {
			continue
		}
		for _, pointer := range missing {
			patch = append(patch, operation{"add", pointer, struct{}{}})
		}
		patch = append(patch, operation{"add", set.Pointer, set.Value})
		if parent.members == nil {
			continue // an element of a list: nothing is set inside it later
		}
		value, err := json.Marshal(set.Value)
		if err != nil {
			return nil, fmt.Errorf("writing the default at %s: %w", set.Pointer, err)
		}
		parent.members[name] = &node{raw: value}
	}
	return json.Marshal(patch)
}

// node is a value of the object. It is read one level at a time and only where a default goes: most of an
// object is never looked at.
type node struct {
	raw      jsontext.Value
	members  map[string]*node // of an object, once read
	elements []*node          // of a list, once read
}

// isUnknownVolume reports whether an emptyDir is about to be put into a volume that says of a kind which we
// do not know: to us it looks as if it had none.
func (n *node) isUnknownVolume(name string) bool {
	if name != "emptyDir" {
		return false
	}
	for member, value := range n.members {
		if member != "name" && value.raw.Kind() != 'n' {
			return true
		}
	}
	return false
}

// reach returns the object or list that the pointer's last token stands in, and that token. Objects on the
// way that are not there, or are null, are made; their pointers are missing.
func (n *node) reach(pointer string) (parent *node, name string, missing []string, err error) {
	tokens := strings.Split(pointer[1:], "/")
	last := len(tokens) - 1
	for i, token := range tokens[:last] {
		if err := n.read(); err != nil {
			return nil, "", nil, err
		}
		next := n.child(token)
		switch {
		case next != nil && next.raw.Kind() != 'n':
		case n.members == nil:
			return nil, "", nil, fmt.Errorf("there is no %s", strings.Join(tokens[:i+1], "/"))
		default:
			next = &node{members: map[string]*node{}}
			n.members[unescape(token)] = next
			missing = append(missing, "/"+strings.Join(tokens[:i+1], "/"))
		}
		n = next
	}
	return n, unescape(tokens[last]), missing, n.read()
}

func (n *node) child(token string) *node {
	if n.members != nil {
		return n.members[unescape(token)]
	}
	if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.elements) {
		return n.elements[i]
	}
	return nil
}

// read reads one level.
func (n *node) read() error {
	if n.members != nil || n.elements != nil {
		return nil
	}
	lenient := fastjson.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if n.raw.Kind() == '[' {
		var elements []jsontext.Value
		if err := fastjson.Unmarshal(n.raw, &elements, lenient); err != nil {
			return err
		}
		n.elements = make([]*node, len(elements))
		for i, raw := range elements {
			n.elements[i] = &node{raw: raw}
		}
		return nil
	}
	var members map[string]jsontext.Value
	if err := fastjson.Unmarshal(n.raw, &members, lenient); err != nil {
		return err
	}
	n.members = make(map[string]*node, len(members)+4)
	for name, raw := range members {
		n.members[name] = &node{raw: raw}
	}
	return nil
}

var unescaper = strings.NewReplacer("~1", "/", "~0", "~")

func unescape(token string) string { return unescaper.Replace(token) }
