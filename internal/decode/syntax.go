package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var yamlLine = regexp.MustCompile(`line (\d+): `)

// Syntax is the finding for a document that is no YAML, with the parser's message in plain words, and the
// line, relative to the document's first, that it is about.
func Syntax(text []byte, err error) (f finding.Finding, line int) {
	message := plain(err.Error())
	line = 1
	numbered := yamlLine.FindStringSubmatch(message)
	if m := numbered; m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
		message = strings.Replace(message, m[0], "", 1)
	}
	if malformed, ok := errors.AsType[*json.SyntaxError](err); ok {
		line = 1 + bytes.Count(text[:max(min(int(malformed.Offset), len(text))-1, 0)], []byte("\n"))
	}
	f = syntaxFinding(message)
	for _, s := range syntax {
		if !strings.Contains(message, s.parser) {
			continue
		}
		f.Message, f.Hint = s.message, s.hint
		if s.from0 && numbered != nil {
			line++
		}
		if numbered != nil {
			line = manifest.PlainLine(text, line)
		}
		if s.find != nil {
			if at := s.find(text, message); at >= 0 {
				line = 1 + bytes.Count(text[:at], []byte("\n"))
			}
		}
		if s.refine != nil {
			s.refine(&f, lineAt(text, line), message)
		}
		break
	}
	return f, min(line, lastLine(text))
}

// Unreadable is Syntax as an error, which names the line of the file.
func Unreadable(d manifest.Document, err error) error {
	f, line := Syntax(d.Text, err)
	return fmt.Errorf("line %d: %s", d.Line+line-1, f.Message)
}

// lastLine is the number of the last line with content.
func lastLine(text []byte) int {
	return 1 + bytes.Count(bytes.TrimRight(text, " \t\r\n"), []byte("\n"))
}

// lineAt returns a line of the text by its number, nil where there is none.
func lineAt(text []byte, number int) []byte {
	for line := range bytes.Lines(text) {
		if number--; number == 0 {
			return line
		}
	}
	return nil
}

// syntax says what the parser's messages mean to who wrote the file. The lines of some count from 0, for they
// are of another stage of the parser; of some it knows none: find looks for the place. refine has a word for
// what stands there.
var syntax = [...]struct {
	parser, message, hint string
	from0                 bool
	find                  func(text []byte, message string) (offset int)
	refine                func(f *finding.Finding, line []byte, message string)
}{
	{parser: "found character that cannot start any token", message: "a value cannot begin with this character", hint: "quote the value", refine: startOfToken},
	{parser: "excessive aliasing", message: "the aliases (*name) of this document multiply beyond measure", hint: "write the values out", find: firstAlias},
	{parser: "exceeded max depth", message: "the document is nested too deep to be read", hint: "write it flatter"},
	{parser: "mapping values are not allowed", message: "a second colon in one line", hint: "quote the value, or mend the indentation", refine: colonAbove},
	{parser: "mapping keys are not allowed", message: "a ? begins a key, which cannot stand here", hint: "quote the value"},
	{parser: "did not find expected key", from0: true, message: "a line of the mapping here does not fit it", hint: "align the keys of a mapping in one column"},
	{parser: "did not find expected '-' indicator", from0: true, message: "a line of the list here does not fit it", hint: "align the - of a list in one column"},
	{parser: "could not find expected ':'", message: "a key without a colon", hint: "write KEY: VALUE, with a space after the colon"},
	{parser: "found unknown escape character", message: "a backslash before a character that needs none", hint: "use single quotes, or double the backslash"},
	{parser: "escape code", message: "an escape that names no character", hint: "write the character itself"},
	{parser: "hexdecimal number", message: "an escape that names no character", hint: "write the character itself"},
	{parser: "did not find expected ',' or ']'", from0: true, message: "a [ is not closed, or a comma is missing", hint: "write ] at the end of the list, or a comma above this"},
	{parser: "did not find expected ',' or '}'", from0: true, message: "a { is not closed, or a comma is missing", hint: "write } at the end of the mapping, or a comma above this"},
	{parser: "did not find expected node content", from0: true, message: "a value is missing, or a comma or bracket is too many", hint: "write the value, or remove what is too many"},
	{parser: "found unexpected end of stream", message: "quotes that begin here are not closed", hint: "close the quotes", find: openQuote},
	{parser: "found unexpected document indicator", message: "a line of --- or ... within quotes", hint: "close the quotes before it"},
	{parser: "unknown anchor", message: "an alias of no anchor", hint: "define it with & before it is used, in the same document", find: findAlias, refine: nameAlias},
	{parser: "value contains itself", message: "an alias within what it names", hint: "write the value out", find: findAlias},
	{parser: "did not find expected alphabetic or numeric character", message: "a & or * without a name", hint: "quote text that begins with & or *"},
	{parser: "map merge requires", message: "<< merges mappings, and this is none", hint: "write << with an alias of a mapping", find: firstOf("<<:", "<< :", `"<<"`)},
	{parser: "map key", message: "a key that is no text", hint: "write the key as text", find: firstKey},
	{parser: "cannot decode !!", message: "a value that is not what its tag says", hint: "remove the tag", find: findTag, refine: nameTag},
	{parser: "base64", message: "a value with the tag !!binary that is no base64", hint: "mend it, or remove the tag", find: firstOf("!!binary")},
	{parser: "undefined tag handle", from0: true, message: "a tag of no meaning", hint: "remove it, or quote text that begins with !"},
	{parser: "tag URI", message: "a tag of no meaning", hint: "remove it, or quote text that begins with !"},
	{parser: "did not find the expected '>'", message: "a tag that is not closed", hint: "write > behind it, or quote text that begins with !"},
	{parser: "expected '!'", message: "a tag of no meaning", hint: "remove it, or quote text that begins with !"},
	{parser: "unsupported value: ", message: "infinity and .nan are no numbers to Kubernetes", hint: "write a number, or quote the text", find: firstOf(".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN")},
	{parser: "block sequence entries are not allowed", message: "a list cannot begin here", hint: "begin the list on a line of its own"},
	{parser: "found a tab character", message: "a tab in the indentation", hint: "indent with spaces"},
	{parser: "indentation indicator", message: "the indentation after | or > is 0", hint: "write 1 to 9, or leave it out"},
	{parser: "did not find expected comment or line break", message: "something stands on the line after | or >", hint: "begin the text on the line below"},
	{parser: "control characters are not allowed", message: "a control character in the text", hint: "remove it, or write it as an escape in double quotes", find: findControl},
	{parser: "found incompatible YAML document", from0: true, message: "kubectl reads YAML 1.1, and the line of %YAML names another version", hint: "remove that line"},
	{parser: "directive", message: "a line that begins with % and is no directive of YAML", hint: "remove it, or quote the value"},
	{parser: "did not find expected <document start>", message: "a directive (a line of %); kubectl reads none", hint: "remove it", find: firstOf("%")},
	{parser: "on the line of ---", message: "something stands on the line of ---, which kubectl refuses", hint: "write it on the line below"},
	{parser: "invalid character", message: "this is no JSON", hint: "look for a missing or trailing comma and for quotes that are not closed", refine: seenCharacter},
	{parser: "unexpected end of JSON", message: "the JSON ends too early", hint: "close its brackets and quotes"},
}

// firstOf finds the first place of any of the words.
func firstOf(words ...string) func(text []byte, message string) int {
	return func(text []byte, _ string) int {
		first := -1
		for _, word := range words {
			if at := bytes.Index(text, []byte(word)); at >= 0 && (first < 0 || at < first) {
				first = at
			}
		}
		return first
	}
}

var startOfValue = regexp.MustCompile("(?:^|[:,\\-\\[{?])[ ]+([@%`\\t])|^[ ]*([\\t@%`])")

// startOfToken names the character.
func startOfToken(f *finding.Finding, line []byte, _ string) {
	m := startOfValue.FindSubmatch(line)
	if m == nil {
		return
	}
	if seen := string(m[1]) + string(m[2]); seen == "\t" {
		f.Message, f.Hint = "a tab in the indentation", "indent with spaces"
	} else {
		f.Message = "a value cannot begin with " + seen
	}
}

// colonAbove knows the fault where the line has but one colon: it is the line above that has none.
func colonAbove(f *finding.Finding, line []byte, _ string) {
	colons := bytes.Count(line, []byte(": "))
	if bytes.HasSuffix(bytes.TrimRight(line, " \t\r\n"), []byte(":")) {
		colons++
	}
	if colons < 2 {
		f.Message, f.Hint = "a key cannot stand here: what is above it has no colon, or the indentation is another", "write KEY: VALUE above, or mend the indentation"
	}
}

// findControl finds the first character that YAML does not allow.
func findControl(text []byte, _ string) int {
	return bytes.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || 0x7f <= r && r < 0xa0 && r != 0x85 || r == 0xfffe || r == 0xffff
	})
}

var alias = regexp.MustCompile(`(?m)(?:^|[\[{,:\-] *)\*\w`)

func firstAlias(text []byte, _ string) int {
	if at := alias.FindIndex(text); at != nil {
		return at[1] - 1
	}
	return -1
}

var quotedName = regexp.MustCompile(`anchor '([^']*)'`)

func findAlias(text []byte, message string) int {
	m := quotedName.FindStringSubmatch(message)
	if m == nil {
		return -1
	}
	at := regexp.MustCompile(`\*` + regexp.QuoteMeta(m[1]) + `(?:[^\w-]|$)`).FindIndex(text)
	if at == nil {
		return -1
	}
	return at[0]
}

func nameAlias(f *finding.Finding, _ []byte, message string) {
	if m := quotedName.FindStringSubmatch(message); m != nil {
		f.Message = "*" + m[1] + " is an alias of no anchor"
	}
}

var taggedValue = regexp.MustCompile("(?s)cannot decode !!\\w+ `(.*)` as a (!!\\w+)")

func findTag(text []byte, message string) int {
	if m := taggedValue.FindStringSubmatch(message); m != nil {
		return bytes.Index(text, []byte(m[2]))
	}
	return -1
}

func nameTag(f *finding.Finding, _ []byte, message string) {
	if m := taggedValue.FindStringSubmatch(message); m != nil {
		f.Message = strconv.Quote(m[1]) + " is not what its tag " + m[2] + " says"
	}
}

var unexpected = regexp.MustCompile(`invalid character (\S+)`)

// seenCharacter tells what the JSON reader met.
func seenCharacter(f *finding.Finding, _ []byte, message string) {
	if m := unexpected.FindStringSubmatch(message); m != nil {
		f.Message += ": " + m[1] + " cannot stand here"
	}
}
