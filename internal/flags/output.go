package flags

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/internal/wholefile"
)

// Output says where findings go and what they look like.
type Output struct {
	outputs []string
	file    string
	color   string
}

// Register adds the flags.
func (f *Output) Register(set *pflag.FlagSet) {
	set.StringArrayVarP(&f.outputs, "output", "o", nil,
		report.FormatNames()+"; FORMAT=FILE writes to a file, and more than one -o is possible (default text)")
	set.StringVar(&f.file, "output-file", "", "write the output here instead of to standard output")
	set.StringVar(&f.color, "color", "auto", "colour the text: auto (on a terminal, unless NO_COLOR is set), always or never")
}

// Open makes the outputs. Close them where the run came to its end, else Abort them.
func (f *Output) Open(stdout io.Writer) (Outputs, error) {
	if !slices.Contains([]string{"auto", "always", "never"}, f.color) {
		return nil, fmt.Errorf("--color is %q: write auto, always or never", f.color)
	}
	specs := f.outputs
	if len(specs) == 0 {
		specs = []string{"text"}
	}
	type destination struct{ format, file string }
	var destinations []destination
	taken := make(map[string]string)
	for _, spec := range specs {
		format, file, toFile := strings.Cut(spec, "=")
		if toFile && file == "" {
			return nil, fmt.Errorf("--output %s names no file: write %sFILE", spec, spec)
		}
		if !toFile {
			file = f.file
		}
		if !report.Known(format) {
			return nil, fmt.Errorf("--output is %q: write %s", format, report.FormatNames())
		}
		if first, twice := taken[file]; twice {
			return nil, fmt.Errorf("--output %s and %s go to the same place: write %s=FILE for one", first, format, format)
		}
		taken[file] = format
		destinations = append(destinations, destination{format, file})
	}
	if f.file != "" && taken[f.file] == "" {
		return nil, errors.New("--output-file is given, but every --output names a file of its own")
	}
	var opened Outputs
	for _, d := range destinations {
		out := output{to: stdout, name: d.file}
		if d.file != "" {
			file, err := wholefile.Create(d.file)
			if err != nil {
				return nil, errors.Join(fmt.Errorf("--output: %w", err), opened.Abort())
			}
			out.to, out.file = file, file
		}
		out.Writer = report.New(d.format, out.to, report.Style{Color: f.colored(out.to)})
		opened = append(opened, out)
	}
	return opened, nil
}

func (f *Output) colored(to io.Writer) bool {
	switch f.color {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && IsTerminal(to)
}

// IsTerminal reports whether a person looks at it.
func IsTerminal(to io.Writer) bool {
	file, ok := to.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// output is a report on its way to one place.
type output struct {
	report.Writer
	to   io.Writer
	file *wholefile.File // nil: standard output
	name string
}

// Outputs take the same findings, each in its format.
type Outputs []output

// Add takes the result of one file.
func (o Outputs) Add(file string, result engine.Result) error {
	for _, out := range o {
		if err := out.Add(file, result); err != nil {
			return out.failed(err)
		}
	}
	return nil
}

// Close writes what is left, and puts the files in their places. A file that could not be written whole is as it
// was before.
func (o Outputs) Close(summary report.Summary) error {
	var first error
	for _, out := range o {
		err := out.Close(summary)
		switch {
		case out.file == nil:
		case err == nil:
			err = out.file.Commit()
		default:
			err = errors.Join(err, out.file.Abort())
		}
		if err != nil && first == nil {
			first = out.failed(err)
		}
	}
	return first
}

// Abort leaves all files as they were before.
func (o Outputs) Abort() error {
	var all []error
	for _, out := range o {
		if out.file != nil {
			all = append(all, out.file.Abort())
		}
	}
	return errors.Join(all...)
}

func (o output) failed(err error) error {
	if o.file != nil {
		return fmt.Errorf("writing %s: %w", o.name, err)
	}
	return fmt.Errorf("writing findings: %w", err)
}

// HasText reports whether a person reads along.
func (f *Output) HasText() bool {
	return len(f.outputs) == 0 || slices.ContainsFunc(f.outputs, func(spec string) bool { return spec == "text" || strings.HasPrefix(spec, "text=") })
}
