package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/gitfiles"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

// pastFlags say what the cluster holds, so that the answer is that to an update.
type pastFlags struct{ old, against string }

func (f *pastFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.old, "old", "", "say what applying FILE over the Jobs of this file would answer: a manifest as it was, or exported from the cluster")
	set.StringVar(&f.against, "against", "", "say what applying each file over itself as of this git commit would answer; in a commit hook, of what is staged")
}

// read returns what the flags name, nil and nil where they name nothing.
func (f *pastFlags) read(args []string, stdin io.Reader) (*engine.Live, *gitfiles.Commit, error) {
	switch {
	case f.old != "" && f.against != "":
		return nil, nil, errors.New("--old and --against exclude each other")
	case f.old != "" && len(args) != 1:
		return nil, nil, errors.New("--old OLD needs exactly one NEW file")
	case f.old == manifest.Stdin && args[0] == manifest.Stdin:
		return nil, nil, errors.New("OLD and NEW cannot both be standard input")
	case f.old != "":
		data, err := manifest.File{Name: f.old}.Read(stdin)
		if err != nil {
			return nil, nil, fmt.Errorf("OLD: %w", err)
		}
		live, err := engine.ReadLive(data)
		if err != nil {
			return nil, nil, fmt.Errorf("OLD: %s: %w", f.old, err)
		}
		return live, nil, nil
	case f.against != "":
		commit, err := gitfiles.At(".", f.against)
		if err != nil {
			return nil, nil, fmt.Errorf("--against: %w", err)
		}
		return nil, commit, nil
	}
	return nil, nil, nil
}
