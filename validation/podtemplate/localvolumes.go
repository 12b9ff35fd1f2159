package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	emptyDirSizeNegative  check.ID = "empty-dir-size-negative"
	emptyDirModeRange     check.ID = "empty-dir-mode-range"
	hostPathBackstep      check.ID = "host-path-backstep"
	hostPathTypeUnknown   check.ID = "host-path-type-unknown"
	gitRepoDirectory      check.ID = "git-repo-directory"
	imageReferenceMissing check.ID = "image-volume-reference-missing"
	imagePullMissing      check.ID = "image-volume-pull-policy-missing"
	imagePullUnknown      check.ID = "image-volume-pull-policy-unknown"
)

// maxDirMode is the largest mode of a directory that a volume may ask for: the sticky bit and all others
// but setuid and setgid.
const maxDirMode = 0o1777

func emptyDir(r *check.Report, p *check.Path, e *corev1.EmptyDirVolumeSource, opts *Options) {
	if e.SizeLimit != nil && e.SizeLimit.Sign() < 0 {
		at := p.Child("sizeLimit")
		r.Forbidden(emptyDirSizeNegative, &at, "sizeLimit is "+e.SizeLimit.String()+", less than 0", "write a size such as 1Gi, or leave it out")
	}
	// Since 1.37.
	if e.Mode != nil && (*e.Mode < 0 || *e.Mode > maxDirMode) && (r.Target.Enabled(target.EmptyDirVolumeMode) || opts.KeepEmptyDirMode) {
		at := p.Child("mode")
		r.Invalid(emptyDirModeRange, &at, *e.Mode, "mode is "+octal(*e.Mode)+"; a directory has 0 to 01777 (octal)", "write it in octal, such as 01777, or in JSON as the decimal 1023")
	}
}

// Parity: core validateHostPathVolumeSource.
func hostPath(r *check.Report, p *check.Path, h *corev1.HostPathVolumeSource) {
	if h.Path == "" {
		requiredField(r, p, "path", "", "write the directory of the node")
		return
	}
	if syntax.HasBackstep(h.Path) {
		at := p.Child("path")
		r.Invalid(hostPathBackstep, &at, h.Path, "path "+words.Quoted(h.Path)+" has a .. in it", "write the path without it")
	}
	if h.Type == nil {
		return
	}
	switch *h.Type {
	case corev1.HostPathUnset, corev1.HostPathDirectoryOrCreate, corev1.HostPathDirectory, corev1.HostPathFileOrCreate,
		corev1.HostPathFile, corev1.HostPathSocket, corev1.HostPathCharDev, corev1.HostPathBlockDev:
	default:
		at := p.Child("type")
		r.NotSupported(hostPathTypeUnknown, &at, *h.Type, "type of the hostPath is "+words.Quoted(*h.Type),
			words.OneOf(*h.Type, corev1.HostPathDirectory, corev1.HostPathDirectoryOrCreate, corev1.HostPathFile, corev1.HostPathFileOrCreate,
				corev1.HostPathSocket, corev1.HostPathCharDev, corev1.HostPathBlockDev))
	}
}

// Parity: core validateGitRepoVolumeSource.
func gitRepo(r *check.Report, p *check.Path, g *corev1.GitRepoVolumeSource) {
	requiredField(r, p, "repository", g.Repository, "write the URL of the repository")
	if !syntax.IsDescendingPath(g.Directory) {
		at := p.Child("directory")
		r.Invalid(gitRepoDirectory, &at, g.Directory, "directory "+words.Quoted(g.Directory)+" leads out of the volume", "write a relative path without ..")
	}
}

// imageVolume: an empty reference is wrong since 1.37.
//
// Parity: core validateImageVolumeSource. KEP-4639.
func imageVolume(r *check.Report, p *check.Path, i *corev1.ImageVolumeSource, opts *Options) {
	if i.Reference == "" && r.Target.Since(37) && !opts.AllowEmptyImageReference {
		at := p.Child("reference")
		r.Required(imageReferenceMissing, &at, "the image volume names no image", "write `reference: REGISTRY/NAME:TAG`")
	}
	switch i.PullPolicy {
	case corev1.PullAlways, corev1.PullIfNotPresent, corev1.PullNever:
	case "":
		at := p.Child("pullPolicy")
		r.Required(imagePullMissing, &at, "pullPolicy is missing", "write IfNotPresent, Always or Never")
	default:
		at := p.Child("pullPolicy")
		r.NotSupported(imagePullUnknown, &at, i.PullPolicy, "pullPolicy is "+words.Quoted(i.PullPolicy),
			words.OneOf(i.PullPolicy, corev1.PullIfNotPresent, corev1.PullAlways, corev1.PullNever))
	}
}
