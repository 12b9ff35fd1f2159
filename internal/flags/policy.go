package flags

import (
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Policy names the policy file.
type Policy struct{ config string }

// Register adds the flag.
func (f *Policy) Register(set *pflag.FlagSet) {
	set.StringVar(&f.config, "config", "", "policy file: what your organisation wants of Jobs and CronJobs; see docs/policy.md")
}

// Read reads the file; the policy is nil where none is named.
func (f *Policy) Read(version target.Version) (*policy.Policy, error) {
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
