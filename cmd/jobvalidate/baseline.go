package main

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/internal/baseline"
	"github.com/jobvalidate/jobvalidate/internal/engine"
)

// baselineFlags name the findings that are known.
type baselineFlags struct {
	read, write string

	known *baseline.Baseline
}

func (f *baselineFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.read, "baseline", "", "a file of findings that are known and not reported; what the API server rejects always is")
	set.StringVar(&f.write, "write-baseline", "", "write all findings of this run that are not the API server's to the file, and do not report them")
}

func (f *baselineFlags) open() (err error) {
	switch {
	case f.read != "" && f.write != "":
		return fmt.Errorf("--baseline and --write-baseline go one at a time: a new baseline holds all that is found")
	case f.write != "":
		f.known = baseline.New(f.write)
	case f.read != "":
		if f.known, err = baseline.Read(f.read); err != nil {
			return fmt.Errorf("--baseline: %w", err)
		}
	}
	return nil
}

// filter takes what is known out of the result of a file.
func (f *baselineFlags) filter(name string, result *engine.Result) {
	if f.write != "" {
		f.known.Take(name, result)
	}
	f.known.Filter(name, result)
}

// close writes the baseline, or says what of it is not there any more.
func (f *baselineFlags) close(stderr io.Writer) error {
	if f.write != "" {
		if err := f.known.Write(f.write); err != nil {
			return fmt.Errorf("--write-baseline: %w", err)
		}
		return nil
	}
	for _, unused := range f.known.Unused() {
		fmt.Fprintf(stderr, "jobvalidate: %s: %s of %s (%s) is not found any more: renew the file with --write-baseline\n", f.read, unused.Rule, unused.File, unused.Field)
	}
	return nil
}
