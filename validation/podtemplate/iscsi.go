package podtemplate

import (
	"strings"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	iscsiNameInvalid   check.ID = "iscsi-name-invalid"
	iscsiSecretMissing check.ID = "iscsi-secret-missing"
	iscsiTooLong       check.ID = "iscsi-volume-name-too-long"
	volumeLunRange     check.ID = "volume-lun-range"
)

// Bounds of iSCSI and Fibre Channel volumes.
const (
	maxLun             = 255
	maxISCSIVolumeName = 64 // of the volume's name, a colon and the portal, with initiatorName
)

// Parity: core validateISCSIVolumeSource.
func iscsi(r *check.Report, p *check.Path, s *corev1.ISCSIVolumeSource) {
	requiredField(r, p, "targetPortal", s.TargetPortal, "write HOST:PORT of the target")
	if s.IQN == "" {
		requiredField(r, p, "iqn", "", "write the qualified name of the target")
	} else {
		iscsiName(r, p, "iqn", s.IQN)
	}
	volumeLun(r, p, s.Lun)
	if (s.DiscoveryCHAPAuth || s.SessionCHAPAuth) && s.SecretRef == nil {
		at := p.Child("secretRef")
		r.Required(iscsiSecretMissing, &at, "CHAP authentication is on, and no Secret with its credentials is named", "write secretRef, or turn chapAuthDiscovery and chapAuthSession off")
	}
	if s.InitiatorName != nil {
		iscsiName(r, p, "initiatorname", *s.InitiatorName) // the API server's own spelling
	}
}

// iscsiVolumeName is about the name of a volume, which becomes part of that of an interface.
func iscsiVolumeName(r *check.Report, p *check.Path, v *corev1.Volume) {
	n := len(v.Name) + len(":") + len(v.ISCSI.TargetPortal)
	if v.ISCSI.InitiatorName == nil || n <= maxISCSIVolumeName {
		return
	}
	at := p.Child("name")
	r.Invalid(iscsiTooLong, &at, v.Name, "with initiatorName, the volume's name, a colon and targetPortal have at most "+words.Itoa(maxISCSIVolumeName)+" characters, and these have "+words.Itoa(n),
		"shorten the name by "+words.Itoa(n-maxISCSIVolumeName))
}

func volumeLun(r *check.Report, p *check.Path, lun int32) {
	if lun < 0 || lun > maxLun {
		at := p.Child("lun")
		r.Invalid(volumeLunRange, &at, lun, "lun is "+words.Itoa(lun)+", not 0 to "+words.Itoa(maxLun), "")
	}
}

func iscsiName(r *check.Report, p *check.Path, field, name string) {
	if !isISCSIName(name) {
		at := p.Child(field)
		r.Invalid(iscsiNameInvalid, &at, name, words.Quoted(name)+" is no iSCSI name", "write iqn.YEAR-MONTH.DOMAIN:NAME, eui. and 16 characters, or naa. and 32")
	}
}

// isISCSIName reports whether the name is in one of the three forms of iSCSI: iqn., eui. or naa.
func isISCSIName(name string) bool {
	switch {
	case strings.HasPrefix(name, "iqn"):
		return hasIQN(name)
	case strings.HasPrefix(name, "eui"):
		return isFixedName(name[3:], 16)
	case strings.HasPrefix(name, "naa"):
		return isFixedName(name[3:], 32)
	}
	return false
}

// hasIQN reports whether the text ends with iqn.YYYY-MM.DOMAIN:NAME. What stands before it is not looked at:
// neither does the API server.
func hasIQN(text string) bool {
	for {
		at := strings.Index(text, "iqn.")
		if at < 0 {
			return false
		}
		text = text[at+len("iqn."):]
		if isIQNRest(text) {
			return true
		}
	}
}

func isIQNRest(text string) bool {
	const date = "0000-00."
	if len(text) < len(date) {
		return false
	}
	for i := range len(date) {
		if c := text[i]; date[i] == '0' && (c < '0' || c > '9') || date[i] != '0' && c != date[i] {
			return false
		}
	}
	domain, name, ok := strings.Cut(text[len(date):], ":")
	if !ok || domain == "" || name == "" {
		return false
	}
	for i := range len(domain) {
		if c := domain[i]; !isLetterOrDigit(c) && c != '-' && c != '.' {
			return false
		}
	}
	return !strings.ContainsAny(name, ",;*&$| \t\n\f\r")
}

// isFixedName reports whether the text is one character, whichever, and n letters or digits.
func isFixedName(text string, n int) bool {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == '\n' || len(text) != size+n {
		return false
	}
	for i := size; i < len(text); i++ {
		if !isLetterOrDigit(text[i]) {
			return false
		}
	}
	return true
}

func isLetterOrDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
