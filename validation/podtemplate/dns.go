package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	dnsPolicyMissing     check.ID = "dns-policy-missing"
	dnsPolicyUnknown     check.ID = "dns-policy-unknown"
	dnsConfigMissing     check.ID = "dns-config-missing"
	dnsServersMissing    check.ID = "dns-nameservers-missing"
	dnsServersTooMany    check.ID = "dns-nameservers-too-many"
	dnsServerInvalid     check.ID = "dns-nameserver-invalid"
	dnsSearchesTooMany   check.ID = "dns-searches-too-many"
	dnsSearchesTooLong   check.ID = "dns-searches-too-long"
	dnsSearchInvalid     check.ID = "dns-search-invalid"
	dnsOptionNameMissing check.ID = "dns-option-name-missing"

	maxNameservers = 3
	maxSearches    = 32
	maxSearchBytes = 2048
)

// dns reports what is wrong with how the pod resolves names.
//
// Parity: core validateDNSPolicy, validatePodDNSConfig.
func dns(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	switch spec.DNSPolicy {
	case corev1.DNSClusterFirst, corev1.DNSClusterFirstWithHostNet, corev1.DNSDefault, corev1.DNSNone:
	case "":
		at := p.Child("dnsPolicy")
		r.Required(dnsPolicyMissing, &at, "dnsPolicy is missing", "write ClusterFirst, ClusterFirstWithHostNet, Default or None")
	default:
		at := p.Child("dnsPolicy")
		r.NotSupported(dnsPolicyUnknown, &at, spec.DNSPolicy, "dnsPolicy is "+words.Quoted(spec.DNSPolicy),
			words.OneOf(spec.DNSPolicy, corev1.DNSClusterFirst, corev1.DNSClusterFirstWithHostNet, corev1.DNSDefault, corev1.DNSNone))
	}
	at := p.Child("dnsConfig")
	config := spec.DNSConfig
	switch {
	case config == nil:
		if spec.DNSPolicy == corev1.DNSNone {
			r.Required(dnsConfigMissing, &at, "dnsPolicy None leaves the pod without DNS, and there is no dnsConfig", "write dnsConfig with a nameserver")
		}
		return
	case len(config.Nameservers) == 0 && spec.DNSPolicy == corev1.DNSNone:
		in := at.Child("nameservers")
		r.Required(dnsServersMissing, &in, "dnsPolicy None needs a nameserver in dnsConfig", "write 1 to "+words.Itoa(maxNameservers)+" addresses")
		return
	}
	nameservers(r, &at, config.Nameservers)
	searches(r, &at, config.Searches, opts)
	list := at.Child("options")
	for i := range config.Options {
		if config.Options[i].Name == "" {
			in := list.Index(i)
			r.Required(dnsOptionNameMissing, &in, "the DNS option has no name", "write `name: ndots`, or what is to be set")
		}
	}
}

func nameservers(r *check.Report, p *check.Path, servers []string) {
	list := p.Child("nameservers")
	if n := len(servers); n > maxNameservers {
		r.Invalid(dnsServersTooMany, &list, n, "dnsConfig has "+words.Itoa(n)+" nameservers; at most "+words.Itoa(maxNameservers)+" are possible", "remove "+words.Itoa(n-maxNameservers))
	}
	for i, server := range servers {
		at := list.Index(i)
		ipAddress(r, dnsServerInvalid, &at, "nameserver", server)
	}
}

// ipAddress: forms that read differently elsewhere are refused from 1.36 on.
//
// Parity: apimachinery IsValidIPForLegacyField.
func ipAddress(r *check.Report, id check.ID, p *check.Path, what, text string) {
	strict := r.Target.Enabled(target.StrictIPCIDRValidation)
	switch {
	case syntax.IsIP(text, strict):
	case strict && syntax.IsIP(text, false):
		r.Invalid(id, p, text, what+" "+words.Quoted(text)+" has leading zeros, or is IPv4 written as IPv6; programs read it differently", "write it plainly, such as 10.9.8.7")
	default:
		r.Invalid(id, p, text, what+" "+words.Quoted(text)+" is no IP address", "write an address such as 10.9.8.7 or 2001:db8::1")
	}
}

func searches(r *check.Report, p *check.Path, domains []string, opts *Options) {
	if len(domains) == 0 {
		return
	}
	list := p.Child("searches")
	if n := len(domains); n > maxSearches {
		r.Invalid(dnsSearchesTooMany, &list, n, "dnsConfig has "+words.Itoa(n)+" search domains; at most "+words.Itoa(maxSearches)+" are possible", "remove "+words.Itoa(n-maxSearches))
	}
	size := len(domains) - 1 // the blanks between them
	for i, domain := range domains {
		size += len(domain)
		if !isSearch(r.Target, domain, opts) {
			at := list.Index(i)
			r.Invalid(dnsSearchInvalid, &at, domain, dnsSubdomainFault("search domain", domain), "")
		}
	}
	if size > maxSearchBytes {
		r.Invalid(dnsSearchesTooLong, &list, size, "the search domains together have "+words.Itoa(size)+" characters; at most "+words.Itoa(maxSearchBytes)+" are possible", "")
	}
}

// isSearch: a dot at the end is fine. Underscores and "." alone came with 1.32, on by default from 1.33.
func isSearch(t target.Version, domain string, opts *Options) bool {
	name := strings.TrimSuffix(domain, ".")
	return syntax.IsDNSSubdomain(name) ||
		(domain == "." || syntax.IsSearchDomain(name)) && (t.Enabled(target.RelaxedDNSSearchValidation) || opts.AllowRelaxedDNSSearch)
}
