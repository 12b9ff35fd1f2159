package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	warnFileOverlap  check.ID = "volume-file-overlap"
	warnProjectEmpty check.ID = "projected-source-empty"
)

// manyFiles is more than the collector lets be compared.
const manyFiles = 4096

// fileAt is a file of a volume and the item that it comes from. source is -1 in a volume that is not
// projected, item -1 where the source has a single file of that kind.
type fileAt struct {
	path         string
	source, item int32
	kind, field  string
}

func (f *fileAt) add(w *check.Warnings, volume *check.Path, earlier *fileAt) {
	if f.source < 0 {
		f.addIn(w, volume, earlier)
		return
	}
	projected := volume.Child("projected")
	sources := projected.Child("sources")
	in := sources.Index(int(f.source))
	f.addIn(w, &in, earlier)
}

func (f *fileAt) addIn(w *check.Warnings, p *check.Path, earlier *fileAt) {
	at := p.Child(f.kind)
	if f.item >= 0 {
		items := at.Child("items")
		item := items.Index(int(f.item))
		path := item.Child("path")
		f.warn(w, &path, earlier)
		return
	}
	path := at.Child(f.field)
	f.warn(w, &path, earlier)
}

func (f *fileAt) warn(w *check.Warnings, at *check.Path, earlier *fileAt) {
	message := "path " + words.Quoted(f.path) + " and path " + words.Quoted(earlier.path) + " of the volume are in each other's way"
	if f.path == earlier.path {
		message = "path " + words.Quoted(f.path) + " stands twice in the volume, and one file hides the other"
	}
	w.Add(warnFileOverlap, at, message, "give each file a path that is no folder of another")
}

// warnFiles is about files of one volume that have the same path, or of which one is in the folder that the
// other is.
//
// Parity: api/pod warningsForOverlappingVirtualPaths. Since 1.32; pod certificates since 1.34.
// Cost: one look at each pair of files, as far as the collector lets it; allocates above 32 files.
func warnFiles(w *check.Warnings, p *check.Path, v *corev1.Volume, opts *Options) {
	var few [32]fileAt
	if v.ConfigMap != nil {
		warnOverlaps(w, p, appendItems(few[:0], -1, "configMap", v.ConfigMap.Items))
	}
	if v.Secret != nil {
		warnOverlaps(w, p, appendItems(few[:0], -1, "secret", v.Secret.Items))
	}
	if v.DownwardAPI != nil {
		warnOverlaps(w, p, appendDownward(few[:0], -1, v.DownwardAPI.Items))
	}
	if v.Projected == nil {
		return
	}
	all := few[:0]
	begin, end := 0, 0 // the files of the source before
	for i := range v.Projected.Sources {
		s := keptSource(w, &v.Projected.Sources[i], opts)
		if s == (corev1.VolumeProjection{}) {
			projected := p.Child("projected")
			sources := projected.Child("sources")
			at := sources.Index(i)
			w.Add(warnProjectEmpty, &at, "the source of the volume is empty", "write secret, configMap, downwardAPI, serviceAccountToken or another kind, or remove it")
			continue
		}
		before := len(all)
		all = appendSource(all, i, &s)
		switch {
		case len(all) > before || hasFileList(&s):
			begin, end = before, len(all)
		case !w.Target.Since(34) && len(all) < manyFiles:
			// 1.32 and 1.33 take the files of the source before for this one's.
			all = append(all, all[begin:end]...)
		}
	}
	warnOverlaps(w, p, all)
}

// keptSource is the source without what the target drops of it.
func keptSource(w *check.Warnings, source *corev1.VolumeProjection, opts *Options) corev1.VolumeProjection {
	s := *source
	if !keepsTrustBundles(w.Target, opts) {
		s.ClusterTrustBundle = nil
	}
	if !keepsPodCertificates(w.Target, opts) {
		s.PodCertificate = nil
	}
	return s
}

// hasFileList reports whether the source has a list of files, even an empty one.
func hasFileList(s *corev1.VolumeProjection) bool {
	return s.ConfigMap != nil && s.ConfigMap.Items != nil || s.Secret != nil && s.Secret.Items != nil || s.DownwardAPI != nil && s.DownwardAPI.Items != nil
}

// appendSource appends the files of a source. Of several kinds, which is an error, the first counts.
func appendSource(all []fileAt, i int, s *corev1.VolumeProjection) []fileAt {
	switch {
	case s.ConfigMap != nil && s.ConfigMap.Items != nil:
		return appendItems(all, i, "configMap", s.ConfigMap.Items)
	case s.Secret != nil && s.Secret.Items != nil:
		return appendItems(all, i, "secret", s.Secret.Items)
	case s.DownwardAPI != nil && s.DownwardAPI.Items != nil:
		return appendDownward(all, i, s.DownwardAPI.Items)
	case s.ServiceAccountToken != nil:
		return append(all, fileAt{s.ServiceAccountToken.Path, int32(i), -1, "serviceAccountToken", "path"})
	case s.ClusterTrustBundle != nil:
		return append(all, fileAt{s.ClusterTrustBundle.Path, int32(i), -1, "clusterTrustBundle", "path"})
	case s.PodCertificate != nil:
		all = appendCertificate(all, i, "certificateChainPath", s.PodCertificate.CertificateChainPath)
		all = appendCertificate(all, i, "keyPath", s.PodCertificate.KeyPath)
		return appendCertificate(all, i, "credentialBundlePath", s.PodCertificate.CredentialBundlePath)
	}
	return all
}

func appendItems(all []fileAt, source int, kind string, items []corev1.KeyToPath) []fileAt {
	for i := range items {
		all = append(all, fileAt{items[i].Path, int32(source), int32(i), kind, ""})
	}
	return all
}

func appendDownward(all []fileAt, source int, items []corev1.DownwardAPIVolumeFile) []fileAt {
	for i := range items {
		all = append(all, fileAt{items[i].Path, int32(source), int32(i), "downwardAPI", ""})
	}
	return all
}

func appendCertificate(all []fileAt, source int, field, path string) []fileAt {
	if path == "" {
		return all
	}
	return append(all, fileAt{path, int32(source), -1, "podCertificate", field})
}

func warnOverlaps(w *check.Warnings, volume *check.Path, all []fileAt) {
	for i := range all {
		all[i].path = strings.TrimRight(all[i].path, "/")
		for j := range i {
			if !w.MayCompare() {
				return
			}
			if isInFolder(all[i].path, all[j].path) || isInFolder(all[j].path, all[i].path) {
				all[i].add(w, volume, &all[j])
			}
		}
	}
}

// isInFolder reports whether the path is the folder's or below it. An empty path is in no one's way.
func isInFolder(path, folder string) bool {
	return path != "" && folder != "" && strings.HasPrefix(path, folder) && (len(path) == len(folder) || path[len(folder)] == '/')
}
