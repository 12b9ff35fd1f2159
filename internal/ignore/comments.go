package ignore

import (
	"bytes"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

// mark begins the text of a comment that asks: # jobvalidate:ignore rule-a,rule-b reason
const mark = "jobvalidate:ignore"

// Comments returns what the comments of a document ask for. One behind something is about its line, one that
// stands alone about the next line, and one before all content about the whole document.
// Cost: a document without the mark is searched for it once.
func Comments(d manifest.Document) []*Request {
	if !bytes.Contains(d.Text, []byte(mark)) {
		return nil
	}
	var all, waiting []*Request
	head := true
	line := d.Line - 1
	for text := range bytes.Lines(d.Text) {
		line++
		text = bytes.TrimRight(text, "\r\n")
		content, comment, column := cutComment(text)
		r := parse(comment)
		if r != nil {
			r.At.Line, r.At.Column = line, column
			all = append(all, r)
		}
		switch {
		case len(bytes.TrimSpace(content)) > 0:
			for _, w := range waiting {
				w.Line = line
			}
			waiting, head = nil, false
			if r != nil {
				r.Line = line
			}
		case r != nil && !head:
			waiting = append(waiting, r)
		}
	}
	return all
}

// cutComment takes a line apart at a comment with the mark: YAML begins one with # at the beginning of a
// line or behind white space.
func cutComment(line []byte) (content, comment []byte, column int) {
	at := bytes.Index(line, []byte(mark))
	if at < 0 {
		if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 && trimmed[0] == '#' {
			return nil, nil, 0
		}
		return line, nil, 0
	}
	before := bytes.TrimRight(line[:at], " \t")
	hash := len(before) - 1
	if hash < 0 || before[hash] != '#' || hash > 0 && before[hash-1] != ' ' && before[hash-1] != '\t' {
		return line, nil, 0
	}
	return line[:hash], line[at:], hash + 1
}

// parse reads "jobvalidate:ignore rule-a,rule-b reason"; nil where it is none, or names no rule.
func parse(comment []byte) *Request {
	rest, is := strings.CutPrefix(string(comment), mark)
	if !is || rest == "" || rest[0] != ' ' && rest[0] != '\t' {
		return nil
	}
	names, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return Rules(names)
}
