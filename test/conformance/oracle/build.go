package oracle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// modFiles names, for each Kubernetes version that can be asked, the module file that pins it.
var modFiles = map[string]string{"1.37": "go.mod", "1.35": "go-1.35.mod", "1.34": "go-1.34.mod", "1.31": "go-1.31.mod"}

// Versions are the Kubernetes versions whose answers are compared, newest first: those of the environment
// variable VERSIONS, such as "1.35", or the three that stand for all.
func Versions() []string {
	if asked := os.Getenv("VERSIONS"); asked != "" {
		return strings.Split(asked, ",")
	}
	return []string{"1.37", "1.34", "1.31"}
}

// Binary returns the path of the oracle of a version in the user's cache folder, and builds it first where
// it is not there or its source has changed: minutes with a cold build cache.
//
// CONFORMANCE_COVER=1 builds that of the newest version to measure coverage of the API server's validation:
// it then writes its counters to GOCOVERDIR.
func Binary(version string) (string, error) {
	mod, ok := modFiles[version]
	if !ok {
		return "", fmt.Errorf("no oracle of Kubernetes %s: there are %s", version, strings.Join(slices.Sorted(maps.Keys(modFiles)), ", "))
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	cover := os.Getenv("CONFORMANCE_COVER") != "" && version == "1.37" // line numbers are of one version
	key, err := sourceHash(root, mod)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "jobvalidate")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	name := "oracle-" + version + "-" + key
	if cover {
		name += "-cover"
	}
	binary := filepath.Join(dir, name)
	unlock, err := lock(filepath.Join(dir, "oracle-"+version+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	args := []string{"build", "-modfile=" + mod, "-o", binary}
	if cover {
		args = append(args, "-cover", "-coverpkg=./oracle/serve,"+strings.Join(coveredPackages, ",")) // counters need the main package
	}
	build := exec.Command("go", append(args, "./oracle/serve")...)
	build.Dir = root
	fmt.Fprintf(os.Stderr, "building the oracle of Kubernetes %s (once; minutes)\n", version)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the oracle of %s: %w\n%s", version, err, bytes.TrimSpace(out))
	}
	return binary, removeOld(dir, "oracle-"+version+"-")
}

// removeOld removes what was built a week ago or earlier: oracles are large, and each change makes one.
func removeOld(dir, prefix string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !strings.HasPrefix(e.Name(), prefix) || time.Since(info.ModTime()) < 7*24*time.Hour {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// coveredPackages are those whose branches a conformance run should reach.
var coveredPackages = []string{
	"k8s.io/kubernetes/pkg/apis/batch/validation",
	"k8s.io/kubernetes/pkg/registry/batch/job",
	"k8s.io/kubernetes/pkg/registry/batch/cronjob",
	"k8s.io/kubernetes/pkg/apis/core/validation",
	"k8s.io/kubernetes/pkg/api/pod",
	"k8s.io/kubernetes/pkg/api/job",
}

func moduleRoot() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return "", fmt.Errorf("the oracle's source is not known")
	}
	return filepath.Dir(filepath.Dir(file)), nil
}

// sourceHash tells one state of the oracle's source and of its module file from another.
func sourceHash(root, mod string) (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, runtime.Version())
	files := []string{filepath.Join(root, "oracle", "protocol.go")}
	for _, dir := range []string{"oracle/registry", "oracle/serve"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !d.IsDir() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	for _, file := range append(files, filepath.Join(root, mod)) {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s %d\n", filepath.Base(file), len(data))
		hash.Write(data)
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], nil
}

// lock keeps two processes from building the same oracle.
func lock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return func() { file.Close() }, nil
}

// KubernetesSource returns the folder of k8s.io/kubernetes of that version in the module cache, and
// downloads it first where it is not there.
func KubernetesSource(version string) (string, error) {
	mod, ok := modFiles[version]
	if !ok {
		return "", fmt.Errorf("no source of Kubernetes %s: there are %s", version, strings.Join(slices.Sorted(maps.Keys(modFiles)), ", "))
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	list := exec.Command("go", "list", "-modfile="+mod, "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes")
	list.Dir = root
	out, err := list.Output()
	if dir := strings.TrimSpace(string(out)); err == nil && dir != "" {
		return dir, nil
	}
	download := exec.Command("go", "mod", "download", "-modfile="+mod, "k8s.io/kubernetes")
	download.Dir = root
	if out, err := download.CombinedOutput(); err != nil {
		return "", fmt.Errorf("downloading k8s.io/kubernetes %s: %w\n%s", version, err, out)
	}
	list = exec.Command("go", "list", "-modfile="+mod, "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes")
	list.Dir = root
	out, err = list.Output()
	if err != nil {
		return "", fmt.Errorf("finding k8s.io/kubernetes %s: %w", version, err)
	}
	return strings.TrimSpace(string(out)), nil
}
