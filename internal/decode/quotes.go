package decode

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mostTried bounds how many bytes are read again in the search for quotes that are not closed.
const mostTried = 1 << 20

// openQuote finds the line of the quotes that are open at the end of the text: the last that the text must not
// go beyond to be without them. The parser only knows that the text has ended.
func openQuote(text []byte, _ string) int {
	found, tried := -1, 0
	end := len(bytes.TrimRight(text, " \t\r\n"))
	for end > 0 {
		start := 1 + bytes.LastIndexByte(text[:end], '\n')
		if bytes.ContainsAny(text[start:end], `"'`) {
			found = start
		}
		if tried += start; tried > mostTried || !endsInQuotes(text[:start]) {
			break
		}
		end = max(start-1, 0)
	}
	return found
}

func endsInQuotes(text []byte) bool {
	var node yaml.Node
	err := yaml.Unmarshal(text, &node)
	return err != nil && strings.Contains(err.Error(), "found unexpected end of stream")
}

// firstKey finds the first key that is no text: a list, a mapping or nothing.
func firstKey(text []byte, _ string) int {
	var document yaml.Node
	if yaml.Unmarshal(text, &document) != nil {
		return -1
	}
	line := lineOfKey(&document)
	if line == 0 {
		return -1
	}
	at := 0
	for ; line > 1; line-- {
		at += 1 + bytes.IndexByte(text[at:], '\n')
	}
	return at
}

func lineOfKey(node *yaml.Node) int {
	for i, child := range node.Content {
		if key := node.Kind == yaml.MappingNode && i%2 == 0; key && (child.Kind == yaml.MappingNode || child.Kind == yaml.SequenceNode || child.Tag == "!!null") {
			return child.Line
		}
		if line := lineOfKey(child); line > 0 {
			return line
		}
	}
	return 0
}
