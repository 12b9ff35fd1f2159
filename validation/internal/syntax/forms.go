package syntax

import "strings"

// MaxPortName is the most bytes of a port's name.
const MaxPortName = 15

// IsEnvName reports whether s is letters, digits, '_', '-' and '.', does not begin with a digit, and is
// neither "." nor begins with "..": the strict form of the name of an environment variable.
func IsEnvName(s string) bool { return isConfigKeyForm(s) && !isDigit(s[0]) && !isDotted(s) }

// IsRelaxedEnvName reports whether s is printable ASCII without '=': the relaxed form.
func IsRelaxedEnvName(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '=' {
			return false
		}
	}
	return s != ""
}

// IsConfigKey reports whether s can be a key of a ConfigMap or Secret: letters, digits, '_', '-' and '.',
// of 253 bytes at most, neither "." nor beginning with "..".
func IsConfigKey(s string) bool { return len(s) <= MaxSubdomain && isConfigKeyForm(s) && !isDotted(s) }

// isConfigKeyForm reports whether s is letters, digits, '_', '-' and '.', of any length but 0.
func isConfigKeyForm(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isAlphaNum(c) && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return s != ""
}

func isDotted(s string) bool { return s == "." || strings.HasPrefix(s, "..") }

// IsPortName reports whether s is lower case letters, digits and '-', with a letter among them, no '-' at
// either end or twice in a row, of 15 bytes at most.
func IsPortName(s string) bool {
	if len(s) > MaxPortName || !isLabelForm(s) || strings.Contains(s, "--") {
		return false
	}
	for i := range len(s) {
		if isLower(s[i]) {
			return true
		}
	}
	return false
}

// IsPort reports whether n is the number of a port: 1 to 65535.
func IsPort(n int32) bool { return 1 <= n && n <= 65535 }

// IsHTTPHeaderName reports whether s is letters, digits and '-'.
func IsHTTPHeaderName(s string) bool {
	for i := range len(s) {
		if !isAlphaNum(s[i]) && s[i] != '-' {
			return false
		}
	}
	return s != ""
}

// HasBackstep reports whether one of the elements of the path is "..".
func HasBackstep(path string) bool {
	for {
		element, rest, more := strings.Cut(path, "/")
		if element == ".." {
			return true
		}
		if !more {
			return false
		}
		path = rest
	}
}

// IsDescendingPath reports whether the path is relative and has no element "..". The empty path is.
func IsDescendingPath(path string) bool { return !strings.HasPrefix(path, "/") && !HasBackstep(path) }
