package podtemplate

import (
	"strings"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	windowsGMSAName check.ID = "windows-gmsa-name-invalid"
	windowsGMSASpec check.ID = "windows-gmsa-spec-size"
	windowsUserName check.ID = "windows-user-name-invalid"

	maxGMSASpec      = 64 * 1024
	maxWindowsDomain = 255
	maxWindowsUser   = 104
)

// windowsOptions is about the Windows options of a container or of the pod.
//
// Parity: core validateWindowsSecurityContextOptions.
func windowsOptions(r *check.Report, p *check.Path, w *corev1.WindowsSecurityContextOptions) {
	if w.GMSACredentialSpecName != nil && !syntax.IsDNSSubdomain(*w.GMSACredentialSpecName) {
		at := p.Child("gmsaCredentialSpecName")
		r.Invalid(windowsGMSAName, &at, *w.GMSACredentialSpecName, dnsSubdomainFault("gmsaCredentialSpecName", *w.GMSACredentialSpecName), "")
	}
	if w.GMSACredentialSpec != nil {
		if n := len(*w.GMSACredentialSpec); n == 0 || n > maxGMSASpec {
			at := p.Child("gmsaCredentialSpec")
			r.Invalid(windowsGMSASpec, &at, n, "gmsaCredentialSpec has "+words.Itoa(n)+" bytes; 1 to "+words.Itoa(maxGMSASpec)+" are possible", "")
		}
	}
	if w.RunAsUserName != nil {
		if fault := windowsUserFault(*w.RunAsUserName); fault != "" {
			at := p.Child("runAsUserName")
			r.Invalid(windowsUserName, &at, *w.RunAsUserName, fault, `write USER or DOMAIN\USER`)
		}
	}
}

// windowsUserFault says what is wrong with a user's name, "" where nothing is.
func windowsUserFault(name string) string {
	if name == "" {
		return "runAsUserName is empty"
	}
	for i := range len(name) {
		if name[i] < ' ' || name[i] == 0x7f {
			return "runAsUserName " + words.Quoted(name) + " has a control character"
		}
	}
	domain, user, qualified := strings.Cut(name, `\`)
	if !qualified {
		domain, user = "", name
	}
	switch {
	case strings.Contains(user, `\`):
		return "runAsUserName " + words.Quoted(name) + " has more than one backslash"
	case len(domain) > maxWindowsDomain:
		return "the domain of runAsUserName has " + words.Itoa(len(domain)) + " bytes; at most " + words.Itoa(maxWindowsDomain) + " are possible"
	case qualified && !isNetBIOSName(domain) && !isWindowsDNSName(domain):
		return "the domain of runAsUserName, " + words.Quoted(domain) + ", is neither a NetBIOS nor a DNS name"
	case user == "":
		return "runAsUserName " + words.Quoted(name) + " has a domain and no user"
	case len(user) > maxWindowsUser:
		return "the user of runAsUserName has " + words.Itoa(len(user)) + " bytes; at most " + words.Itoa(maxWindowsUser) + " are possible"
	case strings.Trim(user, ". ") == "":
		return "the user of runAsUserName is only dots and blanks"
	case strings.ContainsAny(user, `"/\:;|=,+*?<>@[]`):
		return "the user of runAsUserName, " + words.Quoted(user) + `, has one of "/\:;|=,+*?<>@[]`
	}
	return ""
}

// isNetBIOSName: 1 to 15 characters without \/:*?"<>|, not beginning with a dot.
func isNetBIOSName(s string) bool {
	return s != "" && s[0] != '.' && utf8.RuneCountInString(s) <= 15 && !strings.ContainsAny(s, `\/:*?"<>|`)
}

// isWindowsDNSName: labels of 1 to 63 letters, digits and dashes, letters of either case.
func isWindowsDNSName(s string) bool {
	for {
		label, rest, more := strings.Cut(s, ".")
		if !syntax.IsDNSLabel(label) && !syntax.IsDNSLabel(strings.ToLower(label)) || !isASCII(label) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

// isASCII guards the change of case: some other letters have ASCII ones as their lower case.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
