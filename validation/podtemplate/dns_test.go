package podtemplate

import "strings"

var dnsCases = []templateCase{
	{name: "dnsPolicy missing", with: `spec: {dnsPolicy: ""}`, want: "dns-policy-missing Required spec.dnsPolicy"},
	{name: "dnsPolicy unknown", with: `spec: {dnsPolicy: none}`, want: "dns-policy-unknown NotSupported spec.dnsPolicy"},
	{name: "dnsPolicy None alone", with: `spec: {dnsPolicy: None}`, want: "dns-config-missing Required spec.dnsConfig"},
	{name: "dnsPolicy None without nameservers", with: `spec: {dnsPolicy: None, dnsConfig: {searches: ["a b"]}}`, want: "dns-nameservers-missing Required spec.dnsConfig.nameservers"},
	{name: "dnsConfig", with: `spec: {dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.1, "2001:db8::1", "::"], searches: [a.b, a.b., _x._tcp.a_b.c, "."], options: [{name: ndots, value: "2"}, {name: x}]}}`},
	{name: "nameservers", with: `spec: {dnsConfig: {nameservers: [10.0.0.256, a, "", "fe80::1%eth0"]}}`,
		want: `dns-nameservers-too-many Invalid spec.dnsConfig.nameservers
			dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[0]
			dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[1]
			dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[2]
			dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[3]`},
	{name: "nameservers in old forms", with: `spec: {dnsConfig: {nameservers: [010.0.0.1, "::ffff:10.0.0.1"]}}`,
		want: `dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[0]
			dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[1]`},
	{name: "nameservers in old forms, 1.34", at: "1.34", with: `spec: {dnsConfig: {nameservers: [010.0.0.1, "::ffff:10.0.0.1"]}}`},
	{name: "nameservers in old forms, 1.34 with StrictIPCIDRValidation", at: "1.34 StrictIPCIDRValidation=true", with: `spec: {dnsConfig: {nameservers: [010.0.0.1]}}`,
		want: "dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[0]"},
	{name: "searches", with: `spec: {dnsConfig: {searches: [A, "a b", "", "a..", __a, a_]}}`,
		want: `dns-search-invalid Invalid spec.dnsConfig.searches[0]
			dns-search-invalid Invalid spec.dnsConfig.searches[1]
			dns-search-invalid Invalid spec.dnsConfig.searches[2]
			dns-search-invalid Invalid spec.dnsConfig.searches[3]
			dns-search-invalid Invalid spec.dnsConfig.searches[4]
			dns-search-invalid Invalid spec.dnsConfig.searches[5]`},
	{name: "searches relaxed, 1.31", at: "1.31", with: `spec: {dnsConfig: {searches: [".", _a.b, a.]}}`,
		want: `dns-search-invalid Invalid spec.dnsConfig.searches[0]
			dns-search-invalid Invalid spec.dnsConfig.searches[1]`},
	{name: "32 searches", with: "spec: {dnsConfig: {searches: [" + strings.Repeat("a, ", 32) + "]}}"},
	{name: "33 searches", with: "spec: {dnsConfig: {searches: [" + strings.Repeat("a, ", 33) + "]}}", want: "dns-searches-too-many Invalid spec.dnsConfig.searches"},
	{name: "searches of 2048", with: "spec: {dnsConfig: {searches: [" + strings.Repeat(strings.Repeat("a", 204)+", ", 9) + strings.Repeat("a", 203) + "]}}"},
	{name: "searches of 2049", with: "spec: {dnsConfig: {searches: [" + strings.Repeat(strings.Repeat("a", 204)+", ", 10) + "]}}", want: "dns-searches-too-long Invalid spec.dnsConfig.searches"},
	{name: "option without a name", with: `spec: {dnsConfig: {options: [{value: a}]}}`, want: "dns-option-name-missing Required spec.dnsConfig.options[0]"},

	{name: "hostname and subdomain", with: `spec: {hostname: a.b, subdomain: A}`, want: "hostname-invalid Invalid spec.hostname\nsubdomain-invalid Invalid spec.subdomain"},
	{name: "hostname of 63", with: "spec: {hostname: " + strings.Repeat("a", 63) + "}"},
	{name: "hostname of 64", with: "spec: {hostname: " + strings.Repeat("a", 64) + "}", want: "hostname-invalid Invalid spec.hostname"},
	{name: "hostnameOverride of 64", with: "spec: {hostnameOverride: " + strings.Repeat("a", 64) + "}"},
	{name: "hostnameOverride", with: "spec: {hostNetwork: true, setHostnameAsFQDN: true, hostnameOverride: " + strings.Repeat("A", 65) + "}",
		want: `hostname-override-fqdn Forbidden spec.hostnameOverride
			hostname-override-host-network Forbidden spec.hostnameOverride
			hostname-override-too-long TooLong spec.hostnameOverride
			hostname-override-invalid Invalid spec.hostnameOverride`},
	{name: "hostnameOverride empty", with: `spec: {hostnameOverride: ""}`, want: "hostname-override-invalid Invalid spec.hostnameOverride"},
	{name: "hostnameOverride dropped", at: "1.34", with: `spec: {hostnameOverride: A}`},
	{name: "hostAliases", with: `spec: {hostAliases: [{ip: 10.0.0.1, hostnames: [a.b]}, {ip: x, hostnames: [a, A]}]}`,
		want: `host-alias-ip-invalid Invalid spec.hostAliases[1].ip
			host-alias-hostname-invalid Invalid spec.hostAliases[1].hostnames[1]`},
	{name: "hostAliases, 1.29", at: "1.29", with: `spec: {hostAliases: [{ip: x, hostnames: [A]}]}`,
		want: `host-alias-ip-invalid Invalid spec.hostAliases.ip
			host-alias-hostname-invalid Invalid spec.hostAliases.hostnames`},
}
