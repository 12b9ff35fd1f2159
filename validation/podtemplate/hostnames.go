package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	hostnameInvalid     check.ID = "hostname-invalid"
	subdomainInvalid    check.ID = "subdomain-invalid"
	overrideFQDN        check.ID = "hostname-override-fqdn"
	overrideHostNetwork check.ID = "hostname-override-host-network"
	overrideTooLong     check.ID = "hostname-override-too-long"
	overrideInvalid     check.ID = "hostname-override-invalid"
	hostAliasIP         check.ID = "host-alias-ip-invalid"
	hostAliasName       check.ID = "host-alias-hostname-invalid"

	maxHostname = 64 // what the kernel takes
)

// hostnames reports what is wrong with what the pod is called, and what it calls others.
func hostnames(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if spec.Hostname != "" && !syntax.IsDNSLabel(spec.Hostname) {
		at := p.Child("hostname")
		r.Invalid(hostnameInvalid, &at, spec.Hostname, dnsLabelFault("hostname", spec.Hostname), "")
	}
	if spec.Subdomain != "" && !syntax.IsDNSLabel(spec.Subdomain) {
		at := p.Child("subdomain")
		r.Invalid(subdomainInvalid, &at, spec.Subdomain, dnsLabelFault("subdomain", spec.Subdomain), "")
	}
	if spec.HostnameOverride != nil && (r.Target.Enabled(target.HostnameOverride) || opts.KeepHostnameOverride) {
		hostnameOverride(r, p, spec, *spec.HostnameOverride)
	}
	hostAliases(r, p, spec.HostAliases)
}

// hostnameOverride: since 1.34, on by default from 1.35.
//
// Parity: core validatePodHostName.
func hostnameOverride(r *check.Report, p *check.Path, spec *corev1.PodSpec, name string) {
	at := p.Child("hostnameOverride")
	if spec.SetHostnameAsFQDN != nil && *spec.SetHostnameAsFQDN {
		r.Forbidden(overrideFQDN, &at, "hostnameOverride and setHostnameAsFQDN both say what the pod is called", "remove one of them")
	}
	if spec.HostNetwork {
		r.Forbidden(overrideHostNetwork, &at, "with hostNetwork the pod has the node's name, and hostnameOverride cannot change it", "remove one of them")
	}
	if n := len(name); n > maxHostname {
		r.TooLong(overrideTooLong, &at, "hostnameOverride has "+words.Itoa(n)+" characters; at most "+words.Itoa(maxHostname)+" fit", "shorten it by "+words.Itoa(n-maxHostname))
	}
	subdomainName(r, overrideInvalid, p, "hostnameOverride", name)
}

// hostAliases: 1.29 leaves the indexes out of the fields.
//
// Parity: core ValidateHostAliases.
func hostAliases(r *check.Report, p *check.Path, aliases []corev1.HostAlias) {
	list := p.Child("hostAliases")
	for i := range aliases {
		alias := list.Index(i)
		if !r.Target.Since(30) {
			alias = list
		}
		at := alias.Child("ip")
		ipAddress(r, hostAliasIP, &at, "host alias", aliases[i].IP)
		names := alias.Child("hostnames")
		for j, name := range aliases[i].Hostnames {
			if syntax.IsDNSSubdomain(name) {
				continue
			}
			at := names.Index(j)
			if !r.Target.Since(30) {
				at = names
			}
			r.Invalid(hostAliasName, &at, name, dnsSubdomainFault("host alias name", name), "")
		}
	}
}
