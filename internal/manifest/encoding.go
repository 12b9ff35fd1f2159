package manifest

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// The reasons why a file is no text to read.
var (
	ErrBinary = errors.New("this is a binary file, not YAML or JSON")
	ErrUTF16  = errors.New("this file is UTF-16 text; manifests are UTF-8")
)

// NotUTF8 is the reason where a line has bytes that are no characters.
type NotUTF8 struct{ Line int }

func (e NotUTF8) Error() string { return "line " + strconv.Itoa(e.Line) + " is not UTF-8 text" }

// text returns the data without a byte order mark, or says why it is no text.
func text(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), looksUTF16(data):
		return nil, ErrUTF16
	case bytes.IndexByte(data, 0) >= 0:
		return nil, ErrBinary
	case !utf8.Valid(data):
		return nil, NotUTF8{1 + bytes.Count(data[:invalidAt(data)], []byte("\n"))}
	}
	return data, nil
}

// looksUTF16 recognises UTF-16 without a mark: Latin text has a zero in every second byte.
func looksUTF16(data []byte) bool {
	const enough = 8
	if len(data) < enough || len(data)%2 != 0 {
		return false
	}
	even, odd := 0, 0
	head := data[:min(len(data), 64)&^1]
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	pairs := len(head) / 2
	return even == pairs && odd == 0 || odd == pairs && even == 0
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}
