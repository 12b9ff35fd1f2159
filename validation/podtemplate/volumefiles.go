package podtemplate

import (
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	fileModeRange       check.ID = "volume-file-mode-range"
	fileUserRange       check.ID = "volume-file-user-range"
	filePathMissing     check.ID = "volume-file-path-missing"
	filePathInvalid     check.ID = "volume-file-path-invalid"
	itemKeyMissing      check.ID = "volume-item-key-missing"
	downwardFileEmpty   check.ID = "downward-api-file-empty"
	downwardFileSources check.ID = "downward-api-file-many"
)

// Bounds of the files that the kubelet writes into a volume.
const (
	maxFileMode = 0o777
	maxUserID   = 1<<31 - 1
)

// Parity: core validateSecretVolumeSource.
func secretVolume(r *check.Report, p *check.Path, s *corev1.SecretVolumeSource, users bool) {
	requiredField(r, p, "secretName", s.SecretName, "write the name of a Secret of the namespace")
	fileMode(r, p, "defaultMode", s.DefaultMode)
	fileUser(r, p, "defaultUser", s.DefaultUser, users)
	items(r, p, s.Items, users)
}

// Parity: core validateConfigMapVolumeSource.
func configMapVolume(r *check.Report, p *check.Path, c *corev1.ConfigMapVolumeSource, users bool) {
	requiredField(r, p, "name", c.Name, "write the name of a ConfigMap of the namespace")
	fileMode(r, p, "defaultMode", c.DefaultMode)
	fileUser(r, p, "defaultUser", c.DefaultUser, users)
	items(r, p, c.Items, users)
}

// items is about the keys of a Secret or ConfigMap that become files.
//
// Parity: core validateKeyToPath.
func items(r *check.Report, p *check.Path, list []corev1.KeyToPath, users bool) {
	if len(list) == 0 {
		return
	}
	listAt := p.Child("items")
	for i := range list {
		item := &list[i]
		itemAt := listAt.Index(i)
		if item.Key == "" {
			at := itemAt.Child("key")
			r.Required(itemKeyMissing, &at, "the item names no key", "write `key: KEY`, one of those of the object")
		}
		filePath(r, &itemAt, item.Path, "the item has no path")
		fileMode(r, &itemAt, "mode", item.Mode)
		fileUser(r, &itemAt, "user", item.User, users)
	}
}

// downwardAPIVolume: what is wrong with an item is said of the volume, without its index.
//
// Parity: core validateDownwardAPIVolumeSource.
func downwardAPIVolume(r *check.Report, p *check.Path, d *corev1.DownwardAPIVolumeSource, users bool, opts *Options) {
	fileMode(r, p, "defaultMode", d.DefaultMode)
	fileUser(r, p, "defaultUser", d.DefaultUser, users)
	for i := range d.Items {
		downwardAPIFile(r, p, i, &d.Items[i], users, opts)
	}
}

// downwardAPIFile is about item i of a downward API volume or projected source at p.
//
// Parity: core validateDownwardAPIVolumeFile.
func downwardAPIFile(r *check.Report, p *check.Path, i int, f *corev1.DownwardAPIVolumeFile, users bool, opts *Options) {
	if !isLocalPath(f.Path) || f.Path == "" {
		filePath(r, p, f.Path, "items["+words.Itoa(i)+"] has no path")
	}
	switch {
	case f.FieldRef != nil:
		at := p.Child("fieldRef")
		objectFieldRef(r, &at, f.FieldRef, true)
		hostIPs(r, &at, f.FieldRef, opts)
		if f.ResourceFieldRef != nil {
			r.Invalid(downwardFileSources, p, "resource", "items["+words.Itoa(i)+"] has both fieldRef and resourceFieldRef", "keep one")
		}
	case f.ResourceFieldRef != nil:
		at := p.Child("resourceFieldRef")
		resourceFieldRef(r, &at, f.ResourceFieldRef, true)
	default:
		r.Required(downwardFileEmpty, p, "items["+words.Itoa(i)+"] does not say what the file shows", "write fieldRef or resourceFieldRef")
	}
	fileMode(r, p, "mode", f.Mode)
	fileUser(r, p, "user", f.User, users)
}

// filePath is about the name of a file within a volume: it must be there and stay within.
//
// Parity: core ValidateLocalNonReservedPath.
func filePath(r *check.Report, p *check.Path, path, missing string) {
	switch {
	case path == "":
		at := p.Child("path")
		r.Required(filePathMissing, &at, missing, "write the name of the file in the volume")
	case !isLocalPath(path):
		at := p.Child("path")
		r.Invalid(filePathInvalid, &at, path, localPathFault("path", path), "write a relative path that has no .. and does not begin with it")
	}
}

// isLocalPath reports whether the path is relative, has no element "..", and does not begin with "..": names
// that begin so are the kubelet's.
func isLocalPath(path string) bool {
	return syntax.IsDescendingPath(path) && !strings.HasPrefix(path, "..")
}

func localPathFault(what, path string) string {
	if strings.HasPrefix(path, "/") {
		return what + " " + words.Quoted(path) + " is absolute; files are named from the volume on"
	}
	return what + " " + words.Quoted(path) + " leads out of the volume or begins with .., which is reserved"
}

func fileMode(r *check.Report, p *check.Path, name string, mode *int32) {
	if mode == nil || 0 <= *mode && *mode <= maxFileMode {
		return
	}
	at := p.Child(name)
	r.Invalid(fileModeRange, &at, *mode, name+" is "+octal(*mode)+"; a file has 0 to 0777 (octal)", fileModeHint(*mode))
}

// fileModeHint: a mode that makes sense once its digits are read as octal was written without the 0.
func fileModeHint(mode int32) string {
	digits := words.Itoa(mode)
	if meant, err := strconv.ParseInt(digits, 8, 32); err == nil && 0 <= meant && meant <= maxFileMode {
		return "did you mean 0" + digits + "? In JSON that is " + words.Itoa(meant)
	}
	return "write it in octal with a 0 before it, such as 0644, or in JSON as the decimal 420"
}

// Since 1.37.
func fileUser(r *check.Report, p *check.Path, name string, user *int64, users bool) {
	if user == nil || !users || 0 <= *user && *user <= maxUserID {
		return
	}
	at := p.Child(name)
	r.Invalid(fileUserRange, &at, *user, name+" is "+words.Itoa(*user)+"; users are 0 to "+words.Itoa(maxUserID), "")
}

// keepsUsers reports whether the users of files are looked at: without the gate they are dropped.
func keepsUsers(t target.Version, opts *Options) bool {
	return t.Enabled(target.AtomicWriteVolumeUserFields) || opts.KeepVolumeUsers
}

// octal shows a mode as one writes it: 0644.
func octal(mode int32) string {
	if mode < 0 {
		return words.Itoa(mode)
	}
	return "0" + strconv.FormatInt(int64(mode), 8) + " (" + words.Itoa(mode) + ")"
}
