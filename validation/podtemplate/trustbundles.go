package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	bundleUnnamed      check.ID = "trust-bundle-unnamed"
	bundleNamedTwice   check.ID = "trust-bundle-name-and-signer"
	bundleNameMissing  check.ID = "trust-bundle-name-missing"
	bundleNameInvalid  check.ID = "trust-bundle-name-invalid"
	bundleNameSelector check.ID = "trust-bundle-name-and-selector"
	signerMissing      check.ID = "signer-name-missing"
	signerInvalid      check.ID = "signer-name-invalid"
	signerTooLong      check.ID = "signer-name-too-long"
)

// clusterTrustBundle is about the certificates of one bundle, or of all bundles of a signer.
//
// Parity: core validateProjectionSources. KEP-3257.
func clusterTrustBundle(r *check.Report, p *check.Path, b *corev1.ClusterTrustBundleProjection, users bool) {
	switch {
	case b.Name != nil && b.SignerName != nil:
		r.Invalid(bundleNamedTwice, p, b, "clusterTrustBundle has both name and signerName", "keep one")
	case b.Name != nil:
		bundleName(r, p, *b.Name)
		if b.LabelSelector != nil {
			at := p.Child("labelSelector")
			r.Invalid(bundleNameSelector, &at, b.LabelSelector, "a bundle chosen by name has no labelSelector", "remove it, or write signerName in place of name")
		}
	case b.SignerName != nil:
		at := p.Child("signerName")
		signerName(r, &at, *b.SignerName)
		selectorAt := p.Child("labelSelector")
		labelSelector(r, &selectorAt, b.LabelSelector, false)
	default:
		r.Required(bundleUnnamed, p, "clusterTrustBundle has neither name nor signerName", "write one of them")
	}
	filePath(r, p, b.Path, "the source has no path")
	fileUser(r, p, "user", b.User, users)
}

// bundleName: an empty name is missing and malformed.
//
// Parity: core ValidateClusterTrustBundleName.
func bundleName(r *check.Report, p *check.Path, name string) {
	if name == "" {
		at := p.Child("name")
		r.Required(bundleNameMissing, &at, "the name of the clusterTrustBundle is empty", "write the name of a ClusterTrustBundle")
	}
	if !isBundleName(name) {
		at := p.Child("name")
		r.Invalid(bundleNameInvalid, &at, name, words.Quoted(name)+" is no name of a ClusterTrustBundle", "write a DNS subdomain, or DOMAIN:SIGNER: and one")
	}
}

// isBundleName reports whether the name is a DNS subdomain, or one behind the name of a signer whose / are
// written as colons.
func isBundleName(name string) bool {
	at := strings.LastIndexByte(name, ':')
	if at < 0 {
		return syntax.IsDNSSubdomain(name)
	}
	return at > 0 && !strings.Contains(name[:at], "/") && syntax.IsDNSSubdomain(name[at+1:])
}

// The longest names of signers: a domain, a slash, a namespace, a dot and a name.
const (
	maxSignerPath = syntax.MaxSubdomain + 1 + syntax.MaxLabel
	maxSignerName = syntax.MaxSubdomain + 1 + maxSignerPath
)

// signerName is about the name of a signer of certificates: DOMAIN/NAME.
//
// Parity: core ValidateSignerName.
func signerName(r *check.Report, p *check.Path, name string) {
	const hint = "write DOMAIN/NAME, such as example.com/signer"
	if name == "" {
		r.Required(signerMissing, p, "no signer is named", hint)
		return
	}
	domain, path, ok := strings.Cut(name, "/")
	if !ok || strings.Contains(path, "/") {
		r.Invalid(signerInvalid, p, name, "signer "+words.Quoted(name)+" is not a domain, one / and a name", hint)
		return
	}
	if len(domain) > syntax.MaxSubdomain || len(name) > maxSignerName {
		r.TooLong(signerTooLong, p, "the signer's name has "+words.Itoa(len(name))+" characters, its domain "+words.Itoa(len(domain))+"; at most "+
			words.Itoa(maxSignerName)+" and "+words.Itoa(syntax.MaxSubdomain)+" are allowed", "")
	}
	if !isSignerDomain(domain) || !isSignerPath(path) {
		r.Invalid(signerInvalid, p, name, "signer "+words.Quoted(name)+" is not a domain of two labels or more, / and a name in lower case", hint)
	}
}

// isSignerDomain reports whether the domain is DNS labels, two at least. How long it is altogether is asked
// elsewhere.
func isSignerDomain(domain string) bool {
	n := 0
	for label := range strings.SplitSeq(domain, ".") {
		if !syntax.IsDNSLabel(label) {
			return false
		}
		n++
	}
	return n > 1
}

func isSignerPath(path string) bool {
	for part := range strings.SplitSeq(path, ".") {
		if !syntax.IsDNSSubdomain(part) {
			return false
		}
	}
	return true
}
