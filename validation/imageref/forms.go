package imageref

import "strings"

// isRegistry reports whether s is a host, by name or by address, with or without a port.
func isRegistry(s string) bool {
	if v6, rest, ok := strings.Cut(s, "]"); ok && strings.HasPrefix(v6, "[") {
		return isV6(v6[1:]) && (rest == "" || isPort(rest))
	}
	host := s
	if i := strings.IndexByte(s, ':'); i >= 0 {
		if !isPort(s[i:]) {
			return false
		}
		host = s[:i]
	}
	for label := range strings.SplitSeq(host, ".") {
		if !isHostLabel(label) {
			return false
		}
	}
	return true
}

// isPort reports whether s is a colon and digits.
func isPort(s string) bool {
	for i := 1; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return len(s) > 1 && s[0] == ':'
}

// isV6 reports whether s looks like an IPv6 address; whether it is one is not asked.
func isV6(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != ':' && !isDigit(c) && !('a' <= c && c <= 'f') && !('A' <= c && c <= 'F') {
			return false
		}
	}
	return s != ""
}

// isHostLabel reports whether s is letters of either case, digits and inner hyphens.
func isHostLabel(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '-' && !isLower(c) && !isUpper(c) && !isDigit(c) {
			return false
		}
	}
	return s != "" && s[0] != '-' && s[len(s)-1] != '-'
}

// isPath reports whether s is elements of lower case letters and digits, with single separators between
// them: a dot, one or two underscores, or any number of hyphens.
func isPath(s string) bool {
	for element := range strings.SplitSeq(s, "/") {
		if !isPathElement(element) {
			return false
		}
	}
	return true
}

func isPathElement(s string) bool {
	if s == "" || !isLower(s[0]) && !isDigit(s[0]) {
		return false
	}
	for i := 1; i < len(s); {
		if isLower(s[i]) || isDigit(s[i]) {
			i++
			continue
		}
		separator := s[i]
		start := i
		for i < len(s) && s[i] == separator {
			i++
		}
		most := 1
		switch separator {
		case '_':
			most = 2
		case '-':
			most = len(s)
		case '.':
		default:
			return false
		}
		// A separator is followed by a letter or a digit; at the end, or before another one, it is none.
		if i-start > most || i == len(s) || !isLower(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// isTag reports whether s is 1 to 128 letters, digits, '_', '-' and '.', beginning with none of the last two.
func isTag(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '-' && c != '.' && c != '_' && !isLower(c) && !isUpper(c) && !isDigit(c) {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 128 && s[0] != '-' && s[0] != '.'
}

// isDigest reports whether s is one of the known algorithms with as many hexadecimal digits as it has.
func isDigest(s string) bool {
	algorithm, encoded, _ := strings.Cut(s, ":")
	size := 0
	switch algorithm {
	case "sha256":
		size = 64
	case "sha384":
		size = 96
	case "sha512":
		size = 128
	}
	return size > 0 && len(encoded) == size && isHex(encoded)
}

// isHex reports whether s is digits and letters a to f only.
func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && !('a' <= c && c <= 'f') {
			return false
		}
	}
	return true
}

func hasUpper(s string) bool {
	for i := range len(s) {
		if isUpper(s[i]) {
			return true
		}
	}
	return false
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
