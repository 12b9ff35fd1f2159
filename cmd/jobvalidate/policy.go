package main

import (
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// policyFlags name the policy file.
type policyFlags struct{ config string }

func (f *policyFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.config, "config", "", "policy file: what your organisation wants of Jobs and CronJobs; see docs/policy.md")
}

// policy reads the file; it is nil where none is named.
func (f *policyFlags) policy(version target.Version) (*policy.Policy, error) {
	if f.config == "" {
		return nil, nil
	}
	data, err := os.ReadFile(f.config)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	p, err := policy.Parse(f.config, data, policy.Options{Target: version})
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	return p, nil
}
