package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	csiDriverTooLong check.ID = "csi-driver-too-long"
	csiDriverInvalid check.ID = "csi-driver-invalid"
	csiSecretInvalid check.ID = "csi-secret-name-invalid"
)

// csiVolume is about an inline volume of a CSI driver.
//
// Parity: core validateCSIVolumeSource. The name of the secret is said to stand at csi.name.
func csiVolume(r *check.Report, p *check.Path, c *corev1.CSIVolumeSource) {
	csiDriver(r, p, c.Driver)
	if c.NodePublishSecretRef == nil {
		return
	}
	name := c.NodePublishSecretRef.Name
	switch {
	case name == "":
		at := p.Child("nodePublishSecretRef")
		requiredField(r, &at, "name", name, "write the name of a Secret of the namespace")
	case !syntax.IsDNSSubdomain(name):
		at := p.Child("name")
		r.Invalid(csiSecretInvalid, &at, name, dnsSubdomainFault("Secret name", name), "")
	}
}

// csiDriver: until 1.34 a missing name is malformed as well.
//
// Parity: core ValidateCSIDriverName.
func csiDriver(r *check.Report, p *check.Path, driver string) {
	const longest = 63
	if driver == "" {
		requiredField(r, p, "driver", "", "write the name of the CSI driver, such as csi.example.com")
		if r.Target.Since(35) {
			return
		}
	}
	if len(driver) > longest {
		at := p.Child("driver")
		r.TooLong(csiDriverTooLong, &at, "the name of the driver has "+words.Itoa(len(driver))+" characters; at most "+words.Itoa(longest)+" are allowed", "")
	}
	if !syntax.IsDNSSubdomain(strings.ToLower(driver)) {
		at := p.Child("driver")
		r.Invalid(csiDriverInvalid, &at, driver, dnsSubdomainFault("name of the CSI driver", driver), "")
	}
}
