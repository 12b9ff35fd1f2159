// Package syntax holds the forms of names that Kubernetes knows, as byte scans that allocate nothing.
// They agree with apimachinery's regular expressions; a test and a fuzz target hold them against those.
package syntax

import "strings"

// The longest forms, in bytes.
const (
	MaxLabel     = 63  // a DNS label, a label value, the name part of a label key
	MaxSubdomain = 253 // a DNS subdomain, the prefix of a label key
)

func isLower(c byte) bool    { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isLowerNum(c byte) bool { return isLower(c) || isDigit(c) }
func isAlphaNum(c byte) bool { return isLowerNum(c) || 'A' <= c && c <= 'Z' }

// IsDNSLabel reports whether s is lower case letters, digits and '-', begins and ends with a letter or
// digit, and has 1 to 63 bytes (RFC 1123).
func IsDNSLabel(s string) bool { return len(s) <= MaxLabel && isLabelForm(s) }

func isLabelForm(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if !isLowerNum(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}

// IsDNSSubdomain reports whether s is labels joined by '.', of 253 bytes at most. A single label may be
// longer than 63 here, as in Kubernetes.
func IsDNSSubdomain(s string) bool {
	if len(s) > MaxSubdomain {
		return false
	}
	for {
		label, rest, more := strings.Cut(s, ".")
		if !isLabelForm(label) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

// IsLabelValue reports whether s can be the value of a label: empty, or letters, digits, '-', '_', '.',
// beginning and ending with a letter or digit, of 63 bytes at most.
func IsLabelValue(s string) bool { return s == "" || isNamePart(s) }

func isNamePart(s string) bool {
	if s == "" || len(s) > MaxLabel || !isAlphaNum(s[0]) || !isAlphaNum(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isAlphaNum(c) && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// IsQualifiedName reports whether s can be the key of a label: a name, or a DNS subdomain, '/' and a name.
func IsQualifiedName(s string) bool {
	prefix, name, qualified := strings.Cut(s, "/")
	if !qualified {
		return isNamePart(s)
	}
	return IsDNSSubdomain(prefix) && isNamePart(name)
}
