package manifest

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Duplicate is a key that a mapping has twice.
type Duplicate struct {
	Field string
	First int // the line of the file that it stands on the first time
	Place
}

// Duplicates returns every key that stands twice in its mapping, at its second place.
func (p *Positions) Duplicates() []Duplicate {
	var found []Duplicate
	if p.root != nil {
		found = p.duplicates(p.root, "", found)
	}
	return found
}

func (p *Positions) duplicates(node *yaml.Node, path string, found []Duplicate) []Duplicate {
	switch node.Kind {
	case yaml.MappingNode:
		seen := make(map[string]int, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i]
			field := strings.TrimPrefix(path+"."+key.Value, ".")
			if first := seen[key.Value]; first != 0 && key.Tag != "!!merge" {
				place := p.place(key)
				place.IsKey = true
				found = append(found, Duplicate{field, p.document.Line + first - 1, place})
			} else {
				seen[key.Value] = key.Line
			}
			found = p.duplicates(node.Content[i+1], field, found)
		}
	case yaml.SequenceNode:
		for i, element := range node.Content {
			found = p.duplicates(element, path+"["+strconv.Itoa(i)+"]", found)
		}
	}
	return found
}
