package syntax

import (
	"net/netip"
	"strings"

	utilnet "k8s.io/utils/net"
)

// IsIP reports whether s is an IP address. Old fields of Kubernetes take leading zeros and IPv4 addresses
// written as IPv6 unless strict.
// Cost: allocates only for such a form, or where s is no address at all.
func IsIP(s string, strict bool) bool {
	if addr, err := netip.ParseAddr(s); err == nil {
		return addr.Zone() == "" && (!strict || !addr.Is4In6())
	}
	return !strict && utilnet.ParseIPSloppy(s) != nil
}

// IsSearchDomain reports whether s is a DNS subdomain whose parts may begin with one '_' and have more
// inside.
func IsSearchDomain(s string) bool {
	if len(s) > MaxSubdomain {
		return false
	}
	for {
		label, rest, more := strings.Cut(s, ".")
		if !isSegment(strings.TrimPrefix(label, "_")) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

// IsSysctlName reports whether s can name a parameter of the kernel: segments joined by '.' or '/', of 253
// bytes at most.
func IsSysctlName(s string) bool {
	if len(s) > MaxSubdomain {
		return false
	}
	for {
		end := strings.IndexAny(s, "./")
		if end < 0 {
			return isSegment(s)
		}
		if !isSegment(s[:end]) {
			return false
		}
		s = s[end+1:]
	}
}

// isSegment reports whether s is lower case letters, digits, '-' and '_', with a letter or digit at both
// ends.
func isSegment(s string) bool {
	if s == "" || !isLowerNum(s[0]) || !isLowerNum(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if !isLowerNum(s[i]) && s[i] != '-' && s[i] != '_' {
			return false
		}
	}
	return true
}

// IsDecimalInteger reports whether s is a whole number without leading zeros or a plus sign.
func IsDecimalInteger(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || digits[0] == '0' && s != "0" {
		return false
	}
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return false
		}
	}
	return true
}
