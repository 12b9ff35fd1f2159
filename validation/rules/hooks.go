package rules

// hook returns the annotation that makes the object a hook of Helm or Argo CD; empty where it is none.
func (s subject) hook() string {
	for _, key := range [...]string{helmHook, argoHook} {
		if _, is := s.meta.Annotations[key]; is {
			return key
		}
	}
	return ""
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
