package flags

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Policy names a policy file, which is laid over those that are found beside what is read.
type Policy struct{ config string }

// Register adds the flag.
func (f *Policy) Register(set *pflag.FlagSet) {
	set.StringVar(&f.config, "config", "", "policy file: what your organisation wants of Jobs and CronJobs; it is laid over the nearest .jobvalidate.yaml; see docs/policy.md")
}

// Configs returns the configurations with the named file over them.
func (f *Policy) Configs(version target.Version) (*Configs, error) {
	if f.config == "" {
		return NewConfigs("", nil, version)
	}
	data, err := manifest.ReadFile(f.config)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	configs, err := NewConfigs(f.config, data, version)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	return configs, nil
}
