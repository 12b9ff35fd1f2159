package podtemplate

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	netutils "k8s.io/utils/net"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	warnAliasTwice     check.ID = "host-alias-duplicate"
	warnAddressForm    check.ID = "ip-address-non-standard"
	warnAddressSpelled check.ID = "ip-address-not-canonical"
)

func warnAddresses(w *check.Warnings, p *check.Path, spec *corev1.PodSpec) {
	if len(spec.HostAliases) > 0 {
		list := p.Child("hostAliases")
		var seen nameSet
		for i := range spec.HostAliases {
			ip := spec.HostAliases[i].IP
			item := list.Index(i)
			at := item.Child("ip")
			if !seen.add(ip) {
				w.Add(warnAliasTwice, &at, words.Quoted(ip)+" stands in another host alias already", "put its hostnames together")
			}
			warnAddress(w, &at, ip)
		}
	}
	if spec.DNSConfig != nil && len(spec.DNSConfig.Nameservers) > 0 {
		config := p.Child("dnsConfig")
		list := config.Child("nameservers")
		for i, ip := range spec.DNSConfig.Nameservers {
			at := list.Index(i)
			warnAddress(w, &at, ip)
		}
	}
}

// warnAddress is about addresses that are understood, but not by all programs, or spelled in an unusual way.
//
// Parity: apimachinery GetWarningsForIP. Since 1.33.
func warnAddress(w *check.Warnings, p *check.Path, ip string) {
	if !w.Target.Since(33) {
		return
	}
	addr, _ := netip.ParseAddr(ip)
	switch {
	case addr.Is4(), addr.Zone() != "":
	case addr.Is6() && !addr.Is4In6():
		var buffer [64]byte
		if canonical := addr.AppendTo(buffer[:0]); string(canonical) != ip {
			w.Add(warnAddressSpelled, p, "IPv6 address "+words.Quoted(ip)+" is not in the usual spelling", "write "+string(canonical))
		}
	default:
		if lenient := netutils.ParseIPSloppy(ip); lenient != nil {
			w.Add(warnAddressForm, p, "address "+words.Quoted(ip)+" has leading zeros or is an IPv4 address in IPv6; programs read it differently", "write "+lenient.String())
		}
	}
}
