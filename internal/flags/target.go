// Package flags holds the flags that the programs which report findings share, and what they mean.
package flags

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Target says which API server is asked.
type Target struct {
	KubernetesVersion, FeatureGates string
}

// Register adds the flags.
func (f *Target) Register(set *pflag.FlagSet) {
	set.StringVar(&f.KubernetesVersion, "kubernetes-version", "", fmt.Sprintf(
		"Kubernetes version to ask, 1.%d to 1.%d or openshift-4.16 and above (default: the newest)", target.Oldest, target.Newest))
	set.StringVar(&f.FeatureGates, "feature-gates", "", "feature gates that are not at their default: A=true,B=false")
}

// Version returns what the flags name.
func (f *Target) Version() (target.Version, error) {
	version, err := target.Parse(f.KubernetesVersion)
	if err != nil {
		return version, fmt.Errorf("--kubernetes-version: %w", err)
	}
	if version, err = version.WithGates(f.FeatureGates); err != nil {
		return version, fmt.Errorf("--feature-gates: %w", err)
	}
	return version, nil
}
