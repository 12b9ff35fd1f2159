package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	certificateKeyType    check.ID = "pod-certificate-key-type"
	certificateExpiration check.ID = "pod-certificate-expiration-range"
	certificateNoPath     check.ID = "pod-certificate-path-missing"
	certificatePath       check.ID = "pod-certificate-path-invalid"
	certificateKeyMissing check.ID = "pod-certificate-annotation-key-missing"
	certificateKeyInvalid check.ID = "pod-certificate-annotation-key-invalid"
)

// How long a certificate may live, in seconds: 1 hour to 91 days, or to 1 day from a signer of Kubernetes.
const (
	minCertificateLife        = 60 * 60
	maxCertificateLife        = 91 * 24 * 60 * 60
	maxCertificateLifeBuiltin = 24 * 60 * 60
)

// podCertificate is about a key and a certificate that the kubelet asks a signer for.
//
// Parity: core validateProjectionSources. Since 1.34. KEP-4317.
func podCertificate(r *check.Report, volume, p *check.Path, c *corev1.PodCertificateProjection, users bool, paths *nameSet) {
	at := p.Child("signerName")
	signerName(r, &at, c.SignerName)
	if r.Target.Since(35) && len(c.UserAnnotations) > 0 {
		at := p.Child("userAnnotations")
		userAnnotations(r, &at, c.UserAnnotations)
	}
	fileUser(r, p, "user", c.User, users)
	switch c.KeyType {
	case "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519":
	default:
		at := p.Child("keyType")
		r.NotSupported(certificateKeyType, &at, c.KeyType, "keyType is "+words.Quoted(c.KeyType),
			words.OneOf(c.KeyType, "ED25519", "ECDSAP256", "ECDSAP384", "ECDSAP521", "RSA3072", "RSA4096"))
	}
	if c.MaxExpirationSeconds != nil {
		certificateLife(r, p, *c.MaxExpirationSeconds, c.SignerName)
	}
	if c.CredentialBundlePath == "" && c.KeyPath == "" && c.CertificateChainPath == "" {
		r.Required(certificateNoPath, p, "the pod certificate has no path to be written to", "write credentialBundlePath, or keyPath and certificateChainPath")
		return
	}
	certificateFile(r, volume, p, "credentialBundlePath", c.CredentialBundlePath, paths)
	certificateFile(r, volume, p, "keyPath", c.KeyPath, paths)
	certificateFile(r, volume, p, "certificateChainPath", c.CertificateChainPath, paths)
}

func certificateLife(r *check.Report, p *check.Path, seconds int32, signer string) {
	longest := int32(maxCertificateLife)
	if domain, _, _ := strings.Cut(signer, "/"); isOfDomain(domain, "kubernetes.io") {
		longest = maxCertificateLifeBuiltin
	}
	if seconds < minCertificateLife || seconds > longest {
		at := p.Child("maxExpirationSeconds")
		r.Invalid(certificateExpiration, &at, seconds, "maxExpirationSeconds is "+words.Itoa(seconds)+"; this signer's certificates live "+
			words.Itoa(minCertificateLife)+" to "+words.Itoa(longest)+" seconds", "")
	}
}

func certificateFile(r *check.Report, volume, p *check.Path, name, path string, paths *nameSet) {
	if path == "" {
		return
	}
	if !isLocalPath(path) {
		at := p.Child(name)
		r.Invalid(certificatePath, &at, path, localPathFault(name, path), "write a relative path that has no .. and does not begin with it")
	}
	projectedPath(r, volume, path, paths)
}

// userAnnotations are what the signer is told: keys with a domain, whatever the case of their letters.
//
// Parity: core ValidateUserAnnotations.
func userAnnotations(r *check.Report, p *check.Path, list map[string]string) {
	for key := range list {
		switch {
		case key == "":
			r.Required(certificateKeyMissing, p, "one of userAnnotations has no key", "write DOMAIN/NAME, such as example.com/purpose")
		case !strings.Contains(key, "/") || !syntax.IsQualifiedName(strings.ToLower(key)):
			r.Invalid(certificateKeyInvalid, p, key, "key "+words.Quoted(key)+" of userAnnotations is not a domain, / and a name", "write DOMAIN/NAME, such as example.com/purpose")
		}
	}
	annotationsSize(r, p, list)
}
