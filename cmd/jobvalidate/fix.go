package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/pflag"

	"github.com/jobvalidate/jobvalidate/internal/fix"
	"github.com/jobvalidate/jobvalidate/internal/lint"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/internal/wholefile"
)

// fixFlags say whether files are mended.
type fixFlags struct {
	fix  string
	diff bool
}

func (f *fixFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.fix, "fix", "", "mend what can be mended in the files and report what is left: safe, or unsafe for what decides something too")
	set.Lookup("fix").NoOptDefVal = "safe"
	set.BoolVar(&f.diff, "diff", false, "show what --fix would change instead of writing, and report what there is")
}

// safety returns what is asked for; asked is false where nothing is to be mended.
func (f *fixFlags) safety() (safety fix.Safety, asked bool, err error) {
	switch f.fix {
	case "":
		return fix.Safe, f.diff, nil
	case "safe":
		return fix.Safe, true, nil
	case "unsafe":
		return fix.Unsafe, true, nil
	}
	return fix.Safe, false, fmt.Errorf("--fix is %q: write --fix=safe or --fix=unsafe", f.fix)
}

// mend writes a mended file and leaves in the outcome what is still wrong; with --diff it shows the change.
func (f *fixFlags) mend(o *lint.Outcome, stdout, stderr io.Writer) error {
	if o.Fixes == 0 {
		return nil
	}
	if f.diff {
		_, err := stdout.Write(diff.Diff(o.File.Name, o.Data, o.File.Name, o.Mended))
		return err
	}
	if o.File.Name == manifest.Stdin {
		return errors.New("standard input cannot be mended: write --diff to see what would change")
	}
	now, err := os.ReadFile(o.File.Name)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, o.Data) {
		return fmt.Errorf("%s was changed while it was read: it is left as it is", o.File.Name)
	}
	if err := wholefile.Write(o.File.Name, o.Mended); err != nil {
		return err
	}
	o.Result = o.Left
	_, err = fmt.Fprintf(stderr, "jobvalidate: %s: %s mended\n", report.Printable(o.File.Name), report.Count(o.Fixes, "finding"))
	return err
}
