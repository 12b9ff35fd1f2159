package validation

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	managedByEmpty   check.ID = "managed-by-empty"
	managedByForm    check.ID = "managed-by-form"
	managedByTooLong check.ID = "managed-by-too-long"
	maxManagedBy              = 63
)

// Parity: batch validateJobSpec. Since 1.30 (KEP-4368); the engine drops the field where its gate is off.
func managedBy(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.ManagedBy == nil {
		return
	}
	name := *spec.ManagedBy
	if name == "" {
		at := p.Child("managedBy")
		r.Required(managedByEmpty, &at, "managedBy is empty; it names the controller that runs the Job", "write a domain and a path (example.com/name), or remove managedBy")
	} else if !isDomainPrefixedPath(name) {
		at := p.Child("managedBy")
		r.Invalid(managedByForm, &at, name,
			"managedBy is "+words.Quoted(name)+", which is not a domain followed by / and a path", "write a domain and a path, such as example.com/name")
	}
	if len(name) > maxManagedBy {
		at := p.Child("managedBy")
		r.Add(managedByTooLong, field.ErrorTypeTooLong, &at, field.OmitValueType{},
			"managedBy has "+words.Itoa(len(name))+" characters, at most "+words.Itoa(maxManagedBy)+" fit", "shorten it by "+words.Itoa(len(name)-maxManagedBy))
	}
}

// isDomainPrefixedPath is a DNS subdomain, '/', and a path of the characters that a URL path may hold.
//
// Parity: apimachinery IsDomainPrefixedPath.
func isDomainPrefixedPath(s string) bool {
	domain, path, ok := strings.Cut(s, "/")
	if !ok || path == "" || !syntax.IsDNSSubdomain(domain) {
		return false
	}
	for i := range len(path) {
		c := path[i]
		letterOrDigit := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letterOrDigit && !strings.ContainsRune("/-._~%!$&'()*+,;=:", rune(c)) {
			return false
		}
	}
	return true
}
