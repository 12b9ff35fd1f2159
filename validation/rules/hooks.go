package rules

import "strings"

// hookOf returns the annotation that makes an object a hook of Helm or Argo CD; empty where it is none.
func hookOf(annotations map[string]string) string {
	if len(annotations) == 0 {
		return ""
	}
	for _, key := range [...]string{helmHook, argoHook} {
		if _, is := annotations[key]; is {
			return key
		}
	}
	return ""
}

// byGitOps reports whether the object says that Argo CD or Flux applies it, which both make it again when
// something else has deleted it.
func (s *subject) byGitOps() bool {
	for key := range s.meta.Labels {
		if strings.Contains(key, ".toolkit.fluxcd.io/") {
			return true
		}
	}
	return s.trackedByArgo()
}

const (
	helmHook       = "helm.sh/hook"
	helmHookDelete = "helm.sh/hook-delete-policy"
	argoHook       = "argocd.argoproj.io/hook"
	argoTracking   = "argocd.argoproj.io/tracking-id"
	argoInstance   = "argocd.argoproj.io/instance"
	argoOptions    = "argocd.argoproj.io/sync-options"
	argoWave       = "argocd.argoproj.io/sync-wave"
)
