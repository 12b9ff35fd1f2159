package certs

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
)

// checkHosts refuses hosts that no caller could ask for: their certificate would be good for nobody.
func checkHosts(hosts []string) error {
	if len(hosts) == 0 {
		return errors.New("a certificate needs at least one host")
	}
	for _, host := range hosts {
		if net.ParseIP(host) == nil && slices.ContainsFunc(strings.Split(strings.TrimSuffix(host, "."), "."), noLabel) {
			return fmt.Errorf("host %q is neither a DNS name nor an IP address: write it without port or brackets", host)
		}
	}
	return nil
}

func noLabel(label string) bool {
	return label == "" || strings.ContainsFunc(label, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '*')
	})
}

// alternativeNames are the hosts as a certificate holds them.
func alternativeNames(hosts []string) (names []string, addresses []net.IP) {
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			addresses = append(addresses, ip)
		} else {
			names = append(names, host)
		}
	}
	return names, addresses
}

// commonName is the first host that is short enough: the field takes 64 characters. Clients do not read it.
func commonName(hosts []string) string {
	if i := slices.IndexFunc(hosts, func(h string) bool { return len(h) <= 64 }); i >= 0 {
		return hosts[i]
	}
	return "jobvalidate"
}
