package main

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// targetFlags say which API server is asked.
type targetFlags struct {
	kubernetesVersion, featureGates string
}

func (f *targetFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.kubernetesVersion, "kubernetes-version", "", fmt.Sprintf(
		"Kubernetes version to ask, 1.%d to 1.%d or openshift-4.16 and above (default: the newest)", target.Oldest, target.Newest))
	set.StringVar(&f.featureGates, "feature-gates", "", "feature gates that are not at their default: A=true,B=false")
}

func (f *targetFlags) version() (target.Version, error) {
	version, err := target.Parse(f.kubernetesVersion)
	if err != nil {
		return version, fmt.Errorf("--kubernetes-version: %w", err)
	}
	if version, err = version.WithGates(f.featureGates); err != nil {
		return version, fmt.Errorf("--feature-gates: %w", err)
	}
	return version, nil
}
