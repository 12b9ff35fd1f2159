package main

import (
	"fmt"
	"io"

	"github.com/jobvalidate/jobvalidate/internal/vap"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// readPolicyDir reads the ValidatingAdmissionPolicies of a folder, and says what of them has no effect.
func readPolicyDir(path string, version target.Version, stderr io.Writer) (*vap.Set, error) {
	if path == "" {
		return nil, nil
	}
	set, notes, err := vap.Read(path, version)
	if err != nil {
		return nil, fmt.Errorf("--policy-dir: %w", err)
	}
	for _, note := range notes {
		fmt.Fprintln(stderr, "jobvalidate:", note)
	}
	return set, nil
}
