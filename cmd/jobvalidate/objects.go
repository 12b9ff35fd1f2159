package main

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/explain"
	"github.com/jobvalidate/jobvalidate/internal/flags"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

// objectFlags say as what cluster and policy would make of them the objects of a file are looked at.
type objectFlags struct {
	target flags.Target
	policy flags.Policy
}

func (f *objectFlags) register(set *pflag.FlagSet) {
	f.target.Register(set)
	f.policy.Register(set)
}

// read returns the Jobs and CronJobs of a file; it fails where there are none.
func (f *objectFlags) read(name string, stdin io.Reader) ([]explain.Object, error) {
	var e engine.Engine
	var err error
	if e.Target, err = f.target.Version(); err != nil {
		return nil, err
	}
	configs, err := f.policy.Configs(e.Target)
	if err != nil {
		return nil, err
	}
	data, err := manifest.File{Name: name}.Read(stdin)
	if err != nil {
		return nil, err
	}
	if e.Policy, err = configs.PolicyFor(name); err != nil {
		return nil, err
	}
	objects, err := explain.Read(data, e)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(objects) == 0:
		return nil, fmt.Errorf("%s has no batch/v1 Job or CronJob", name)
	}
	return objects, nil
}
