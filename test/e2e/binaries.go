// Package e2e drives the webhook on a real kube-apiserver.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The versions that the binaries are built of; binaries/*/go.mod pin them.
const (
	kubernetesVersion = "v1.37.2"
	etcdVersion       = "v3.7.3"
)

// versionFlags tell kube-apiserver its version, which a build from modules does not know. Its feature
// gates hang on it.
var versionFlags = strings.Join([]string{
	"-X k8s.io/component-base/version.gitVersion=" + kubernetesVersion,
	"-X k8s.io/component-base/version.gitMajor=1",
	"-X k8s.io/component-base/version.gitMinor=37",
	"-X k8s.io/component-base/version.gitTreeState=clean",
}, " ")

// Binary returns the path of kube-apiserver or etcd: from KUBEBUILDER_ASSETS where that is set, else from
// the user's cache folder, where it is built first if it is not there (about eight minutes and one on two
// cores). The working directory is this module's, or that of one that requires it from this tree.
func Binary(name string) (string, error) {
	if assets := os.Getenv("KUBEBUILDER_ASSETS"); assets != "" {
		return filepath.Join(assets, name), nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the cache folder: %w", err)
	}
	version, pkg := kubernetesVersion, "k8s.io/kubernetes/cmd/kube-apiserver"
	if name == "etcd" {
		version, pkg = etcdVersion, "."
	}
	path := filepath.Join(cache, "jobvalidate", name+"-"+version)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("making the cache folder: %w", err)
	}
	fmt.Fprintf(os.Stderr, "building %s %s, once\n", name, version)
	making := fmt.Sprintf("%s.%d", path, os.Getpid()) // another run may build the same
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/jobvalidate/jobvalidate/test/e2e").Output()
	if err != nil {
		return "", fmt.Errorf("finding the module of the binaries: %w", err)
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w "+versionFlags, "-o", making, pkg)
	build.Dir = filepath.Join(strings.TrimSpace(string(module)), "binaries", name)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", name, err, output)
	}
	return path, os.Rename(making, path)
}
