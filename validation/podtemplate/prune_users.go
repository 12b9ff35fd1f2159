package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// users drops the owners of files in a volume. As in the API server only the first kind of source counts.
func (p *pruner) users(path *check.Path, v *corev1.VolumeSource) {
	switch {
	case v.Secret != nil:
		at := path.Child("secret")
		p.user(&at, "defaultUser", &v.Secret.DefaultUser)
		p.items(&at, v.Secret.Items)
	case v.ConfigMap != nil:
		at := path.Child("configMap")
		p.user(&at, "defaultUser", &v.ConfigMap.DefaultUser)
		p.items(&at, v.ConfigMap.Items)
	case v.DownwardAPI != nil:
		at := path.Child("downwardAPI")
		p.user(&at, "defaultUser", &v.DownwardAPI.DefaultUser)
		p.files(&at, v.DownwardAPI.Items)
	case v.Projected != nil:
		at := path.Child("projected")
		p.user(&at, "defaultUser", &v.Projected.DefaultUser)
		list := at.Child("sources")
		for i := range v.Projected.Sources {
			element := list.Index(i)
			p.sourceUsers(&element, &v.Projected.Sources[i])
		}
	}
}

func (p *pruner) sourceUsers(path *check.Path, s *corev1.VolumeProjection) {
	switch {
	case s.Secret != nil:
		at := path.Child("secret")
		p.items(&at, s.Secret.Items)
	case s.DownwardAPI != nil:
		at := path.Child("downwardAPI")
		p.files(&at, s.DownwardAPI.Items)
	case s.ConfigMap != nil:
		at := path.Child("configMap")
		p.items(&at, s.ConfigMap.Items)
	case s.ServiceAccountToken != nil:
		at := path.Child("serviceAccountToken")
		p.user(&at, "user", &s.ServiceAccountToken.User)
	case s.ClusterTrustBundle != nil:
		at := path.Child("clusterTrustBundle")
		p.user(&at, "user", &s.ClusterTrustBundle.User)
	case s.PodCertificate != nil:
		at := path.Child("podCertificate")
		p.user(&at, "user", &s.PodCertificate.User)
	}
}

func (p *pruner) items(path *check.Path, items []corev1.KeyToPath) {
	list := path.Child("items")
	for i := range items {
		at := list.Index(i)
		p.user(&at, "user", &items[i].User)
	}
}

func (p *pruner) files(path *check.Path, items []corev1.DownwardAPIVolumeFile) {
	list := path.Child("items")
	for i := range items {
		at := list.Index(i)
		p.user(&at, "user", &items[i].User)
	}
}

func (p *pruner) user(path *check.Path, name string, user **int64) {
	if *user != nil && p.drops(path, name, target.AtomicWriteVolumeUserFields) {
		*user = nil
	}
}
