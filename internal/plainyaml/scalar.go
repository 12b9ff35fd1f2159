package plainyaml

import (
	"strconv"
	"strings"
)

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isPlainStart reports whether a plain scalar may begin with the byte. '-' may where no blank follows.
func isPlainStart(c byte) bool {
	switch c {
	case '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '=', '~':
		return false
	}
	return true
}

// plain reads the plain scalar from the byte to the end of the line or to a comment.
func (p *parser) plain(at int) (string, bool) {
	if !isPlainStart(p.source[at]) || p.source[at] == '-' && (at+1 == p.end || p.source[at+1] == ' ') {
		return "", false
	}
	end := p.end
	for i := at; i < p.end; i++ {
		switch p.source[i] {
		case ':':
			if i+1 == p.end || p.source[i+1] == ' ' {
				return "", false // a mapping in a value
			}
		case '#':
			if p.source[i-1] == ' ' {
				end = i
			}
		}
		if end != p.end {
			break
		}
	}
	return strings.TrimRight(p.source[at:end], " "), true
}

// set gives the node the plain scalar. It reports false where only the library knows what that is.
func (p *parser) set(into int32, value string) bool {
	n := &p.nodes[into]
	if n.kind = resolve(value); n.kind == null {
		return value == "null"
	}
	n.value = value
	if n.kind == literal {
		_, ok := number(value)
		return ok
	}
	return true
}

// resolve returns text, or literal (a number or boolean), or null where it is neither for certain.
func resolve(s string) kind {
	if s == "" {
		return null
	}
	switch c := s[0]; {
	case c == '-' || c == '+':
		if len(s) == 1 || s[1] == ' ' {
			return null
		}
		if !isDigit(s[1]) && s[1] != '.' && s[1] != '_' { // +_1 is a number
			return text
		}
		return resolveNumber(s)
	case c == '.':
		if len(s) > 1 && s[1] != '.' && strings.IndexByte("0123456789iInN_", s[1]) < 0 {
			return text
		}
		return resolveNumber(s)
	case isDigit(c):
		return resolveNumber(s)
	case strings.IndexByte("yYnNtTfFoO", c) >= 0 && len(s) <= len("false"):
		return resolveWord(s)
	case s == "<<" || c == '=' || c == '~':
		return null
	}
	return text
}

// resolveWord tells words of YAML 1.1 from others.
func resolveWord(s string) kind {
	if s == "true" || s == "false" {
		return literal
	}
	for _, word := range []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"} {
		if strings.EqualFold(s, word) {
			return null
		}
	}
	return text
}

// The longest numbers that surely fit: integers into 64 bits, decimals into a float without loss.
const (
	longestInteger = 18
	longestDecimal = 15
)

// resolveNumber tells a number in a usual form, and text that begins like one and cannot be one.
func resolveNumber(s string) kind {
	if isNumber(s) {
		return literal
	}
	dots, parts := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c), 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
		case c == '.':
			dots++
		case c == 'x' && i > 0 && s[i-1] != '0':
			return text // 2x4: what is hexadecimal begins with 0x
		case strings.IndexByte("+-: tTzZ", c) >= 0:
			parts++ // of a date, or the sign of an exponent
		case strings.IndexByte("xXoO_", c) >= 0, !isDigit(s[0]) && strings.IndexByte("niNI", c) >= 0:
		default:
			return text // no number, date or .inf has this character
		}
	}
	if dots > 1 && parts == 0 {
		return text // 1.2.3
	}
	return null
}

// isNumber reports whether s is an integer (decimal, or octal with a leading 0) or a decimal such as 0.5.
func isNumber(s string) bool {
	digits, fraction, decimal := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if !areDigits(digits) || len(digits) > longestInteger {
		return false
	}
	octal := digits[0] == '0' && len(digits) > 1
	if decimal {
		return areDigits(fraction) && len(s) <= longestDecimal && !octal
	}
	return !octal || s == digits && strings.Trim(digits, "01234567") == ""
}

func areDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// tiny is below what JSON writes without an exponent.
const tiny = 1e-6

// number writes a literal as JSON does.
func number(s string) (string, bool) {
	switch {
	case !isDigit(s[len(s)-1]): // a boolean
		return s, true
	case strings.Contains(s, "."):
		f, err := strconv.ParseFloat(s, 64)
		return strconv.FormatFloat(f, 'f', -1, 64), err == nil && (f >= tiny || f <= -tiny)
	case s == "-0":
		return "", false
	case s[0] == '0' && s != "0":
		n, err := strconv.ParseInt(s, 8, 64)
		return strconv.FormatInt(n, 10), err == nil
	default:
		return s, true
	}
}

// quoted reads the quoted scalar at the byte, up to until, and returns its value and the byte behind it.
func (p *parser) quoted(at, until int) (value string, behind int, ok bool) {
	quote := p.source[at]
	var b []byte // made with the first escape
	from := at + 1
	for i := from; i < until; i++ {
		c := p.source[i]
		switch {
		case quote == '\'' && c == '\'' && i+1 < until && p.source[i+1] == '\'':
			b = append(append(b, p.source[from:i]...), '\'')
			i++
			from = i + 1
		case c == quote:
			if b == nil {
				return p.source[from:i], i + 1, true
			}
			return string(append(b, p.source[from:i]...)), i + 1, true
		case quote == '"' && c == '\\':
			if i+1 == until {
				return "", 0, false
			}
			escaped, known := unescape(p.source[i+1])
			if !known {
				return "", 0, false
			}
			b = append(append(b, p.source[from:i]...), escaped)
			i++
			from = i + 1
		}
	}
	return "", 0, false // it goes on on the next line
}

// unescape knows the escapes that manifests are written with.
func unescape(c byte) (byte, bool) {
	switch c {
	case '"', '\\':
		return c, true
	case 'n':
		return '\n', true
	case 't':
		return '\t', true
	}
	return 0, false
}
