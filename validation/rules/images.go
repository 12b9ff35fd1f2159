package rules

import (
	"strings"
)

// imageName is the last part of an image's repository: proxyv2 of docker.io/istio/proxyv2:1.20.
func imageName(image string) string {
	repository, _, _ := splitImage(image)
	return repository[strings.LastIndexByte(repository, '/')+1:]
}

// splitImage takes repository[:tag][@digest] apart.
func splitImage(image string) (repository, tag, digest string) {
	repository, digest, _ = strings.Cut(image, "@")
	if colon := strings.LastIndexByte(repository, ':'); colon > strings.LastIndexByte(repository, '/') {
		repository, tag = repository[:colon], repository[colon+1:]
	}
	return repository, tag, digest
}
