// Package certs gives a TLS server its certificate: from files that may change, or made on the spot.
package certs

import (
	"context"
	"crypto/tls"
)

// Source is where a certificate comes from. GetCertificate is called for each connection and is safe for
// concurrent use; it answers as soon as the Source was made.
type Source interface {
	// GetCertificate has the form of tls.Config.GetCertificate.
	GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// Start keeps the certificate fresh until the context ends. It returns nil then.
	Start(ctx context.Context) error
}
