// Package amount tells quantities that would keep a program busy: 1e-99999999 takes minutes to read, and
// 1e99999999 minutes to compare, with the API's own code. The API server has no guard against either.
package amount

import "strings"

// maxDigits is how many digits an exponent may have: with more, one comparison takes over a millisecond.
const maxDigits = 4

// IsEndless reports whether the text, which may be a quantity, has an exponent that takes long to work out.
func IsEndless(text string) bool {
	text = strings.Trim(text, `"`)
	at := strings.IndexAny(text, "eE")
	return at > 0 && endless(text[at+1:])
}

// endless reports whether the text begins with more digits than an exponent may have.
func endless[T string | []byte](text T) bool {
	i, n := 0, 0
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		i++
	}
	for ; i < len(text) && isDigit(text[i]) && n <= maxDigits; i++ {
		if text[i] != '0' || n > 0 { // zeros before it do not count
			n++
		}
	}
	return n > maxDigits
}

// MayBeIn reports whether JSON has a number or a text of which IsEndless is true, wherever it stands.
func MayBeIn(data []byte) bool {
	for i := 1; i < len(data)-maxDigits; i++ {
		if data[i]|' ' != 'e' || !isDigit(data[i-1]) && data[i-1] != '.' {
			continue
		}
		begin := i - 1
		for begin > 0 && (isDigit(data[begin-1]) || data[begin-1] == '.' || data[begin-1] == '-' || data[begin-1] == '+') {
			begin--
		}
		if begin > 0 && isWord(data[begin-1]) {
			continue // of a digest, say
		}
		if endless(data[i+1:]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool { return 'a' <= c|' ' && c|' ' <= 'z' }
