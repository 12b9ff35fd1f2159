package flags

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Configs finds the policy of each file: that of the nearest .jobvalidate.yaml above it, with one for all laid
// over it. It is safe for concurrent use.
type Configs struct {
	forAll  source // of --config; without a name where there is none
	version target.Version

	mu    sync.Mutex
	found map[string]string                  // directory → the .jobvalidate.yaml that is nearest, or ""
	read  map[string]func() (*Config, error) // by that file
}

// Config is a policy and where it comes from.
type Config struct {
	Policy  *policy.Policy // nil: nothing is asked for
	Text    []byte         // the same as YAML
	Sources []string       // the files, the one that counts more last
}

// source is a policy in YAML.
type source struct {
	name string
	data []byte
}

// NewConfigs returns configurations with the policy in data over all of them; there is none where name is "".
func NewConfigs(name string, data []byte, version target.Version) (*Configs, error) {
	if name != "" {
		if _, err := policy.Parse(name, data, policy.Options{Target: version}); err != nil {
			return nil, err
		}
	}
	return &Configs{forAll: source{name, data}, version: version, found: map[string]string{}, read: map[string]func() (*Config, error){}}, nil
}

// For returns the configuration for a file; of standard input that of the current directory.
func (c *Configs) For(file string) (*Config, error) {
	directory := "."
	if file != manifest.Stdin {
		directory = filepath.Dir(file)
	}
	return c.At(directory)
}

// PolicyFor returns the policy for a file; nil asks for nothing.
func (c *Configs) PolicyFor(file string) (*policy.Policy, error) {
	config, err := c.For(file)
	if err != nil {
		return nil, err
	}
	return config.Policy, nil
}

// At returns the configuration for the files of a directory.
func (c *Configs) At(directory string) (*Config, error) {
	c.mu.Lock()
	nearest, known := c.found[directory]
	if !known {
		nearest = nearestConfig(directory)
		c.found[directory] = nearest
	}
	read, known := c.read[nearest]
	if !known {
		read = sync.OnceValues(func() (*Config, error) { return c.merge(nearest) })
		c.read[nearest] = read
	}
	c.mu.Unlock()
	return read()
}

// nearestConfig looks in the directory and in those above it, up to the root of the repository where there is
// one. It returns "" where there is none.
func nearestConfig(directory string) string {
	at, err := filepath.Abs(directory)
	if err != nil {
		return ""
	}
	for {
		file := filepath.Join(at, manifest.ConfigName)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return shortest(file)
		}
		_, err := os.Stat(filepath.Join(at, ".git"))
		parent := filepath.Dir(at)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || parent == at {
			return ""
		}
		at = parent
	}
}

// shortest writes a path from the current directory where that is shorter.
func shortest(file string) string {
	here, err := os.Getwd()
	if err != nil {
		return file
	}
	relative, err := filepath.Rel(here, file)
	if err != nil || len(relative) > len(file) {
		return file
	}
	return relative
}

func (c *Configs) merge(nearest string) (*Config, error) {
	var sources []source
	if nearest != "" {
		data, err := manifest.ReadFile(nearest)
		if err != nil {
			return nil, fmt.Errorf("reading configuration: %w", err)
		}
		sources = append(sources, source{nearest, data})
	}
	if c.forAll.name != "" {
		sources = append(sources, c.forAll)
	}
	config := new(Config)
	var merged map[string]any
	for _, from := range sources {
		// Each must be right by itself: the lines in messages are those of the file.
		var err error
		if config.Policy, err = policy.Parse(from.name, from.data, policy.Options{Target: c.version}); err != nil {
			return nil, err
		}
		var tree map[string]any
		if err := yaml.Unmarshal(from.data, &tree); err != nil {
			return nil, fmt.Errorf("reading %s: %w", from.name, err)
		}
		merged, _ = over(merged, tree).(map[string]any)
		config.Text = from.data
		config.Sources = append(config.Sources, from.name)
	}
	if len(sources) < 2 {
		return config, nil
	}
	var err error
	if config.Text, err = yaml.Marshal(merged); err != nil {
		return nil, fmt.Errorf("merging %s: %w", strings.Join(config.Sources, " and "), err)
	}
	config.Policy, err = policy.Parse(strings.Join(config.Sources, " + "), config.Text, policy.Options{Target: c.version})
	return config, err
}

// over lays one tree over another: mappings entry by entry, lists one after the other, all else replaced.
func over(below, above any) any {
	switch above := above.(type) {
	case map[string]any:
		base, ok := below.(map[string]any)
		if !ok {
			return above
		}
		merged := make(map[string]any, len(base)+len(above))
		maps.Copy(merged, base)
		for key, value := range above {
			merged[key] = over(base[key], value)
		}
		return merged
	case []any:
		if base, ok := below.([]any); ok {
			return append(slices.Clip(base), above...)
		}
	}
	return above
}

// Print is the configuration for a person to read: its files, then the YAML.
func (c *Config) Print() []byte {
	var out bytes.Buffer
	if len(c.Sources) == 0 {
		return []byte("# no " + manifest.ConfigName + " is above, and --config names none\n")
	}
	fmt.Fprintf(&out, "# from %s\n", strings.Join(c.Sources, ", then "))
	out.Write(c.Text)
	if !bytes.HasSuffix(c.Text, []byte("\n")) {
		out.WriteByte('\n')
	}
	return out.Bytes()
}
