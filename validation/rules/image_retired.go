package rules

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// retired are images that cannot be pulled any more, or will not be updated, and what took their place.
// As of November 2026. A prefix that ends in / is a registry or a part of one.
var retired = [...]struct{ prefix, instead string }{
	{"k8s.gcr.io/", "registry.k8s.io, under the same name"},
	{"gcr.io/google_containers/", "registry.k8s.io, under the same name"},
	{"gcr.io/google-containers/", "registry.k8s.io, under the same name"},
	{"gcr.io/kubebuilder/kube-rbac-proxy", "quay.io/brancz/kube-rbac-proxy"},
	{"docker.io/bitnami/kubectl", "registry.k8s.io/kubectl"},
	{"bitnami/kubectl", "registry.k8s.io/kubectl"},
	{"docker.io/bitnami/", "the project's own image; docker.io/bitnamilegacy holds the last ones, without updates"},
	{"bitnami/", "the project's own image; docker.io/bitnamilegacy holds the last ones, without updates"},
	{"quay.io/coreos/etcd", "registry.k8s.io/etcd"},
}

var imageRetired = rule{
	name: "image-retired", severity: finding.Warning, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		s.eachContainer(func(c *corev1.Container, at place) {
			if c.Image == "" || strings.IndexByte("kgdbq", c.Image[0]) < 0 {
				return // no prefix below begins so
			}
			repository, tag, digest := splitImage(c.Image)
			for _, r := range retired {
				whole := !strings.HasSuffix(r.prefix, "/")
				if whole && repository != r.prefix || !strings.HasPrefix(repository, r.prefix) {
					continue
				}
				if strings.Contains(r.prefix, "bitnami/") && (tag == "latest" || tag == "" && digest == "") {
					return // the tag latest is the one that is still published; image-latest has a word for it
				}
				found = append(found, say(at.at("image"),
					"the image "+words.Quoted(c.Image)+" is retired: the pull fails, or brings something that nobody mends",
					"use "+r.instead)...)
				return
			}
		})
		return found
	},
}
