package decode

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var yamlLine = regexp.MustCompile(`line (\d+): `)

// Syntax is the finding for a document that is no YAML, with the parser's message in plain words, and the
// line, relative to the document's first, that it speaks of.
func Syntax(err error) (f finding.Finding, line int) {
	message := plain(err.Error())
	line = 1
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
		message = strings.Replace(message, m[0], "", 1)
	}
	f = syntaxFinding(message)
	for _, s := range syntax {
		if strings.Contains(message, s.parser) {
			if s.message != "" {
				f.Message = s.message
			}
			f.Hint = s.hint
			break
		}
	}
	return f, line
}

// syntax says what the parser's messages mean to who wrote the file.
var syntax = [...]struct{ parser, message, hint string }{
	{"found character that cannot start any token", "this is no YAML: a value cannot begin with this character",
		"indent with spaces, not tabs; quote text that begins with @, ` or %"},
	{"excessive aliasing", "the aliases (*name) of this document multiply beyond measure", "write the values out"},
	{"mapping values are not allowed", "a second colon in one line", "quote the value, or mend the indentation"},
	{"did not find expected key", "a line of the mapping here does not fit it", "align the keys of a mapping in one column"},
	{"did not find expected '-' indicator", "a line of the list here does not fit it", "align the - of a list in one column"},
	{"could not find expected ':'", "a key without a colon", "write KEY: VALUE, with a space after the colon"},
	{"found unknown escape character", "a backslash before a character that needs none", "use single quotes, or double the backslash"},
	{"did not find expected ',' or ']'", "a [ is not closed, or a comma is missing", "write ] at the end of the list"},
	{"did not find expected ',' or '}'", "a { is not closed, or a comma is missing", "write } at the end of the mapping"},
	{"found unexpected end of stream", "the document ends within quotes", "close the quotes"},
	{"unknown anchor", "", "define it with & before it is used, in the same document"},
	{"block sequence entries are not allowed", "a list cannot begin here", "begin the list on a line of its own"},
	{"found a tab character", "a tab in the indentation", "indent with spaces"},
	{"control characters are not allowed", "a control character in the text", "remove it, or write it as an escape in double quotes"},
}
