package policy

import (
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/utils/ptr"

	"github.com/jobvalidate/jobvalidate/validation/imageref"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

func (c *checker) container(container *corev1.Container, pod *corev1.PodSpec, at *check.Path) {
	c.image(container, at)
	c.child(limitImagePullPolicy, at, "imagePullPolicy", string(container.ImagePullPolicy))
	resources := at.Child("resources")
	c.amounts(container, &resources)
	c.security(container, pod, at)
	c.environment(container, at)
}

func (c *checker) image(container *corev1.Container, at *check.Path) {
	image := container.Image
	if image == "" { // which is the API server's to refuse
		return
	}
	p := at.Child("image")
	if l := c.limit(limitImage); l != nil {
		c.textValue(l, &p, "the image", image)
	}
	registry, tag, digest := c.limit(limitImageRegistry), c.limit(limitImageTag), c.limit(limitImageDigest)
	if registry == nil && tag == nil && digest == nil {
		return
	}
	ref, ok := imageref.Parse(image)
	if registry != nil {
		if l := registry; !ok {
			c.breach(l, causeInvalid, &p, image, "the image "+strconv.Quote(image)+" is no image name, so its registry is not known", "write REGISTRY/NAME:TAG")
		} else {
			c.textValue(l, &p, "the image's registry", ref.Registry)
		}
	}
	if tag != nil && ok && (ref.Tag != "" || ref.Digest == "") {
		if tag.required && ref.Tag == "" {
			c.missing(tag, &p, "a tag of the image", textHint(tag, ""))
		} else {
			c.textValue(tag, &p, "the image's tag", ref.EffectiveTag())
		}
	}
	if digest != nil && digest.required && ref.Digest == "" {
		c.missing(digest, &p, "a digest of the image", "write "+image+"@sha256:… with the digest that you tested")
	}
}

func (c *checker) amounts(container *corev1.Container, at *check.Path) {
	have := &container.Resources
	if l := c.limit(limitRequests); l != nil {
		list := at.Child("requests")
		for i := range l.entries {
			name := corev1.ResourceName(l.entries[i].key)
			amount, written := have.Requests[name]
			if !written { // it is the limit then
				amount, written = have.Limits[name]
			}
			p := list.Key(l.entries[i].key)
			c.amount(l.entries[i].limit, &p, "the request of "+l.entries[i].key, amount, written)
		}
	}
	if l := c.limit(limitLimits); l != nil {
		list := at.Child("limits")
		for i := range l.entries {
			amount, written := have.Limits[corev1.ResourceName(l.entries[i].key)]
			p := list.Key(l.entries[i].key)
			c.amount(l.entries[i].limit, &p, "the limit of "+l.entries[i].key, amount, written)
		}
	}
	if l := c.limit(limitRatio); l != nil {
		list := at.Child("limits")
		for i := range l.entries {
			name := corev1.ResourceName(l.entries[i].key)
			limit, limited := have.Limits[name]
			request, requested := have.Requests[name]
			p := list.Key(l.entries[i].key)
			if limited && requested {
				c.ratio(l.entries[i].limit, &p, l.entries[i].key, limit, request)
			}
		}
	}
}

// ratio checks how many times its request a limit is.
func (c *checker) ratio(l *limit, at *check.Path, name string, limit, request resource.Quantity) {
	if request.IsZero() || l.most == nil {
		return
	}
	if limit.AsApproximateFloat64() > request.AsApproximateFloat64()*l.most.AsApproximateFloat64() {
		c.breach(l, causeInvalid, at, limit.String(), "the limit of "+name+" is "+limit.String()+", more than "+l.most.String()+" times the request of "+request.String(), "raise the request, or lower the limit")
	}
}

// security checks what a container runs with: what it says itself, or else what the pod says for all.
func (c *checker) security(container *corev1.Container, pod *corev1.PodSpec, at *check.Path) {
	own, all := container.SecurityContext, pod.SecurityContext
	if own == nil {
		own = &corev1.SecurityContext{}
	}
	if all == nil {
		all = &corev1.PodSecurityContext{}
	}
	context := at.Child("securityContext")
	c.flag(limitRunAsNonRoot, &context, "runAsNonRoot", ptr.Deref(own.RunAsNonRoot, ptr.Deref(all.RunAsNonRoot, false)))
	c.flag(limitPrivileged, &context, "privileged", ptr.Deref(own.Privileged, false))
	c.flag(limitPrivilegeEscalation, &context, "allowPrivilegeEscalation", ptr.Deref(own.AllowPrivilegeEscalation, true))
	c.flag(limitReadOnlyRoot, &context, "readOnlyRootFilesystem", ptr.Deref(own.ReadOnlyRootFilesystem, false))
	c.seccomp(own, all, &context)
	c.capabilities(own.Capabilities, &context)
}

func (c *checker) seccomp(own *corev1.SecurityContext, all *corev1.PodSecurityContext, at *check.Path) {
	l := c.limit(limitSeccomp)
	if l == nil {
		return
	}
	profile := own.SeccompProfile
	if profile == nil {
		profile = all.SeccompProfile
	}
	kind := ""
	if profile != nil {
		kind = string(profile.Type)
	}
	p := at.Child("seccompProfile")
	c.text(l, &p, "seccompProfile", kind)
}

func (c *checker) capabilities(have *corev1.Capabilities, at *check.Path) {
	added, dropped := c.limit(limitAddedCapabilities), c.limit(limitDroppedCapabilities)
	if added == nil && dropped == nil {
		return
	}
	capabilities := at.Child("capabilities")
	if added != nil && have != nil {
		list := capabilities.Child("add")
		for i, name := range have.Add {
			p := list.Index(i)
			c.textValue(added, &p, "the capability", string(name))
		}
	}
	if dropped != nil && dropped.required && !dropsAll(have) {
		p := capabilities.Child("drop")
		c.missing(dropped, &p, "that all capabilities are dropped", "write capabilities.drop: [ALL]")
	}
}

func dropsAll(have *corev1.Capabilities) bool {
	if have == nil {
		return false
	}
	for _, name := range have.Drop {
		if name == "ALL" || name == "all" {
			return true
		}
	}
	return false
}

func (c *checker) environment(container *corev1.Container, at *check.Path) {
	names, values, from := c.limit(limitEnvNames), c.limit(limitEnvValues), c.limit(limitEnvFrom)
	if names == nil && values == nil && from == nil {
		return
	}
	list := at.Child("env")
	for i := range container.Env {
		variable, p := &container.Env[i], list.Index(i)
		if names != nil {
			name := p.Child("name")
			c.textValue(names, &name, "the variable's name", variable.Name)
		}
		if values != nil && variable.Value != "" && matchesAny(values.noneOf, variable.Name) {
			value := p.Child("value")
			c.breach(values, causeForbidden, &value, "", "the policy does not want a value of "+variable.Name+" in the manifest", "take it from a Secret with valueFrom")
		}
	}
	if from == nil {
		return
	}
	list = at.Child("envFrom")
	for i := range container.EnvFrom {
		p, source := list.Index(i), &container.EnvFrom[i]
		switch {
		case source.ConfigMapRef != nil:
			c.textValue(from, &p, "the ConfigMap", source.ConfigMapRef.Name)
		case source.SecretRef != nil:
			c.textValue(from, &p, "the Secret", source.SecretRef.Name)
		}
	}
}
