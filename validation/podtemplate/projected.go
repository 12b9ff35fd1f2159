package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	projectedMany      check.ID = "projected-source-many"
	projectedDuplicate check.ID = "projected-path-duplicate"
	tokenNoExpiration  check.ID = "service-account-token-expiration-missing"
	tokenExpiration    check.ID = "service-account-token-expiration-range"
	tokenPathMissing   check.ID = "service-account-token-path-missing"
	tokenPathInvalid   check.ID = "service-account-token-path-invalid"
)

// projected reports what is wrong with a volume that is put together from several sources. Two files of one
// path are said of the whole volume, and so is the path of a token. A source without anything is fine.
//
// Parity: core validateProjectedVolumeSource.
func projected(r *check.Report, p *check.Path, v *corev1.ProjectedVolumeSource, opts *Options) {
	fileMode(r, p, "defaultMode", v.DefaultMode)
	fileUser(r, p, "defaultUser", v.DefaultUser, keepsUsers(r.Target, opts))
	if len(v.Sources) == 0 {
		return
	}
	list := p.Child("sources")
	var paths nameSet
	for i := range v.Sources {
		at := list.Index(i)
		projection(r, p, &at, &v.Sources[i], &paths, opts)
	}
}

// projection is about one source at p of the volume at volume.
//
// Parity: core validateProjectionSources.
func projection(r *check.Report, volume, p *check.Path, s *corev1.VolumeProjection, paths *nameSet, opts *Options) {
	users := userRule{keeps: keepsUsers(r.Target, opts), known: r.Target.Since(37), dropped: firstWithUsers(r, s, opts)}
	kinds := 0
	if s.Secret != nil {
		kinds++
		at := p.Child("secret")
		projectedItems(r, volume, &at, s.Secret.Name, s.Secret.Items, "Secret", users.of(secretProjection), paths)
	}
	if s.ConfigMap != nil {
		kinds++
		at := p.Child("configMap")
		projectedItems(r, volume, &at, s.ConfigMap.Name, s.ConfigMap.Items, "ConfigMap", users.of(configMapProjection), paths)
	}
	if s.DownwardAPI != nil {
		kinds++
		at := p.Child("downwardAPI")
		for i := range s.DownwardAPI.Items {
			downwardAPIFile(r, &at, i, &s.DownwardAPI.Items[i], users.of(downwardProjection), opts)
			projectedPath(r, volume, s.DownwardAPI.Items[i].Path, paths)
		}
	}
	if s.ServiceAccountToken != nil {
		kinds++
		at := p.Child("serviceAccountToken")
		serviceAccountToken(r, volume, &at, s.ServiceAccountToken, users.of(tokenProjection), opts)
	}
	if s.ClusterTrustBundle != nil && keepsTrustBundles(r.Target, opts) {
		kinds++
		at := p.Child("clusterTrustBundle")
		if !r.Target.Since(31) {
			at = p.Child("clusterTrustBundlePEM")
		}
		clusterTrustBundle(r, &at, s.ClusterTrustBundle, users.of(bundleProjection))
		// Two bundles without a path are in each other's way too.
		if !paths.add(s.ClusterTrustBundle.Path) {
			duplicatePath(r, volume, s.ClusterTrustBundle.Path)
		}
	}
	if s.PodCertificate != nil && keepsPodCertificates(r.Target, opts) {
		kinds++
		at := p.Child("podCertificate")
		podCertificate(r, volume, &at, s.PodCertificate, users.of(certificateProjection), paths)
	}
	if kinds > 1 {
		r.Forbidden(projectedMany, p, "the source is of "+words.Itoa(kinds)+" kinds at once", "make a source of each")
	}
}

func keepsTrustBundles(t target.Version, opts *Options) bool {
	return t.Enabled(target.ClusterTrustBundleProjection) || opts.KeepClusterTrustBundles
}

func keepsPodCertificates(t target.Version, opts *Options) bool {
	return t.Enabled(target.PodCertificateRequest) || opts.KeepPodCertificates
}

func projectedItems(r *check.Report, volume, p *check.Path, name string, list []corev1.KeyToPath, kind string, users bool, paths *nameSet) {
	if name == "" {
		at := p.Child("name")
		r.Required(volumeFieldMissing, &at, "no "+kind+" is named", "write the name of a "+kind+" of the namespace")
	}
	items(r, p, list, users)
	for i := range list {
		projectedPath(r, volume, list[i].Path, paths)
	}
}

func projectedPath(r *check.Report, volume *check.Path, path string, paths *nameSet) {
	if path != "" && !paths.add(path) {
		duplicatePath(r, volume, path)
	}
}

func duplicatePath(r *check.Report, volume *check.Path, path string) {
	r.Invalid(projectedDuplicate, volume, path, "two files of the volume have the path "+words.Quoted(path), "give each a path of its own")
}

// serviceAccountToken: the path of the file does not count among those that must differ.
func serviceAccountToken(r *check.Report, volume, p *check.Path, t *corev1.ServiceAccountTokenProjection, users bool, opts *Options) {
	const shortest, longest = 10 * 60, 1 << 32
	switch at := p.Child("expirationSeconds"); {
	case t.ExpirationSeconds == nil:
		r.Required(tokenNoExpiration, &at, "expirationSeconds of the token is missing", "write 3600, or how long it is valid")
	case *t.ExpirationSeconds < shortest:
		r.Invalid(tokenExpiration, &at, *t.ExpirationSeconds, "expirationSeconds is "+words.Itoa(*t.ExpirationSeconds)+"; a token is valid for 600 seconds at least", "write 600 or more")
	case *t.ExpirationSeconds > longest:
		r.Invalid(tokenExpiration, &at, *t.ExpirationSeconds, "expirationSeconds is "+words.Itoa(*t.ExpirationSeconds)+"; a token is valid for 4294967296 seconds at most", "write less")
	}
	switch {
	case t.Path == "":
		at := volume.Child("path")
		r.Required(tokenPathMissing, &at, "a serviceAccountToken source has no path", "write `path: token`")
	case r.Target.Since(30) && !opts.AllowNonLocalTokenPath && !isLocalPath(t.Path):
		at := volume.Child("path")
		r.Invalid(tokenPathInvalid, &at, t.Path, localPathFault("path of the serviceAccountToken", t.Path), "write a relative path that has no .. and does not begin with it")
	}
	fileUser(r, p, "user", t.User, users)
}

// The kinds of a projected source, in the order in which the API server drops the users of their files when
// the gate is off. It stops at the first, so a second kind, which is an error anyway, keeps its users.
type projectionKind uint8

const (
	noProjection projectionKind = iota
	secretProjection
	downwardProjection
	configMapProjection
	tokenProjection
	bundleProjection
	certificateProjection
)

func firstWithUsers(r *check.Report, s *corev1.VolumeProjection, opts *Options) projectionKind {
	switch {
	case s.Secret != nil:
		return secretProjection
	case s.DownwardAPI != nil:
		return downwardProjection
	case s.ConfigMap != nil:
		return configMapProjection
	case s.ServiceAccountToken != nil:
		return tokenProjection
	case s.ClusterTrustBundle != nil && keepsTrustBundles(r.Target, opts):
		return bundleProjection
	case s.PodCertificate != nil && keepsPodCertificates(r.Target, opts):
		return certificateProjection
	}
	return noProjection
}

// userRule says whose files' users are looked at.
type userRule struct {
	keeps   bool // the gate is on, or an update may keep them
	known   bool // the target knows the fields
	dropped projectionKind
}

func (u userRule) of(kind projectionKind) bool { return u.keeps || u.known && kind != u.dropped }
