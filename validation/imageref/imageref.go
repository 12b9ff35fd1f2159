// Package imageref reads image references as Kubernetes does: which registry, repository, tag and digest
// an image name stands for, and whether it is one at all.
package imageref

import "strings"

const (
	hubRegistry    = "docker.io"
	hubOldRegistry = "index.docker.io"
	hubOfficial    = "library/"
)

// maxName is the most bytes of a repository's name. Up to Kubernetes 1.31 the registry is counted too: see
// [Reference.NameLength].
const maxName = 255

// Reference is an image name taken apart. Tag and Digest are empty where the name has none: what a runtime
// makes of that (the tag latest, if both are missing) is [Reference.EffectiveTag].
type Reference struct {
	Registry   string // docker.io where the name has none
	Repository string // perl, team/app; without the prefix library/ that docker.io implies
	Tag        string
	Digest     string // sha256:…

	official bool // docker.io's library, which the name left out
}

// Parse takes an image name apart. It reports false for what is no image name: Kubernetes then gives the
// image no tag, not even latest. It allocates nothing.
//
// Source: ParseImageName, and the reference grammar below it, the same in Kubernetes 1.29 to 1.37 but for
// what maxName counts.
func Parse(image string) (Reference, bool) {
	if isHex(image) && len(image) == 64 { // an image's id, which is no name
		return Reference{}, false
	}
	ref, rest := splitRegistry(image)
	rest, digest, digested := strings.Cut(rest, "@")
	repository, tag, tagged := strings.Cut(rest, ":")
	if digested && !isDigest(digest) || tagged && !isTag(tag) {
		return Reference{}, false
	}
	ref.Repository, ref.Tag, ref.Digest = repository, tag, digest
	length := ref.NameLength()
	if isRegistry(ref.Registry) {
		length -= len(ref.Registry) + len("/")
	} else if !isPath(ref.Registry) { // what cannot be a host may still be the path's first element
		return Reference{}, false
	}
	if !isPath(repository) || length > maxName {
		return Reference{}, false
	}
	return ref, true
}

// splitRegistry finds the registry: the element before the first slash if it looks like a host.
func splitRegistry(image string) (ref Reference, rest string) {
	first, rest, found := strings.Cut(image, "/")
	switch {
	case !found || first != "localhost" && !strings.ContainsAny(first, ".:") && !hasUpper(first):
		ref.Registry, rest = hubRegistry, image
	case first == hubOldRegistry:
		ref.Registry = hubRegistry
	default:
		ref.Registry = first
	}
	ref.official = ref.Registry == hubRegistry && !strings.Contains(rest, "/")
	return ref, rest
}

// NameLength is how many bytes registry and repository take up, written in full. Kubernetes up to 1.31
// takes a name of more than 255 for no image name; later versions count the repository only.
func (r Reference) NameLength() int {
	n := len(r.Registry) + len("/") + len(r.Repository)
	if r.official {
		n += len(hubOfficial)
	}
	return n
}

// Name is registry and repository written in full: docker.io/library/perl for perl.
func (r Reference) Name() string {
	if r.official {
		return r.Registry + "/" + hubOfficial + r.Repository
	}
	return r.Registry + "/" + r.Repository
}

// EffectiveTag is the tag that is pulled: latest where there is neither tag nor digest, and none where a
// digest stands alone.
func (r Reference) EffectiveTag() string {
	if r.Tag == "" && r.Digest == "" {
		return "latest"
	}
	return r.Tag
}
