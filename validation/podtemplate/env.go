package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	envNameMissing     check.ID = "env-name-missing"
	envNameInvalid     check.ID = "env-name-invalid"
	envSourceMissing   check.ID = "env-value-from-empty"
	envSourceAndValue  check.ID = "env-value-and-value-from"
	envSourcesMany     check.ID = "env-value-from-many"
	envRefNameInvalid  check.ID = "env-reference-name-invalid"
	envKeyMissing      check.ID = "env-reference-key-missing"
	envKeyInvalid      check.ID = "env-reference-key-invalid"
	envFromPrefix      check.ID = "env-from-prefix-invalid"
	envFromEmpty       check.ID = "env-from-empty"
	envFromMany        check.ID = "env-from-many"
	envFromNameMissing check.ID = "env-from-name-missing"
	envFromNameInvalid check.ID = "env-from-name-invalid"
)

func allowsRelaxedEnv(r *check.Report, opts *Options) bool {
	return opts.AllowRelaxedEnvNames || r.Target.Enabled(target.RelaxedEnvironmentVariableValidation)
}

// isEnvName asks the strict form first: it needs no gate, and nearly all names have it.
func isEnvName(r *check.Report, name string, opts *Options) bool {
	return syntax.IsEnvName(name) || syntax.IsRelaxedEnvName(name) && allowsRelaxedEnv(r, opts)
}

func envNameFault(r *check.Report, what, name string, opts *Options) string {
	if allowsRelaxedEnv(r, opts) {
		return what + " " + words.Quoted(name) + " may have only printable ASCII characters, and no ="
	}
	return what + " " + words.Quoted(name) + " may have only letters, digits, _, - and ., and may not begin with a digit or .."
}

// Parity: core ValidateEnv. Names may stand twice: the last one holds.
func env(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	if len(c.Env) == 0 {
		return
	}
	list := p.Child("env")
	for i := range c.Env {
		v := &c.Env[i]
		item := list.Index(i)
		switch {
		case v.Name == "":
			at := item.Child("name")
			r.Required(envNameMissing, &at, "the environment variable has no name", "write `name: NAME`")
		case !isEnvName(r, v.Name, opts):
			at := item.Child("name")
			r.Invalid(envNameInvalid, &at, v.Name, envNameFault(r, "environment variable", v.Name, opts), "")
		}
		if v.ValueFrom != nil {
			at := item.Child("valueFrom")
			valueFrom(r, &at, v, opts)
		}
	}
}

// Parity: core validateEnvVarValueFrom.
func valueFrom(r *check.Report, p *check.Path, v *corev1.EnvVar, opts *Options) {
	from, sources := v.ValueFrom, 0
	if from.FieldRef != nil {
		sources++
		at := p.Child("fieldRef")
		objectFieldRef(r, &at, from.FieldRef, false)
		hostIPs(r, &at, from.FieldRef, opts)
	}
	if from.ResourceFieldRef != nil {
		sources++
		at := p.Child("resourceFieldRef")
		resourceFieldRef(r, &at, from.ResourceFieldRef, false)
	}
	if from.ConfigMapKeyRef != nil {
		sources++
		at := p.Child("configMapKeyRef")
		keyRef(r, &at, from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Key, "ConfigMap")
	}
	if from.SecretKeyRef != nil {
		sources++
		at := p.Child("secretKeyRef")
		keyRef(r, &at, from.SecretKeyRef.Name, from.SecretKeyRef.Key, "Secret")
	}
	if from.FileKeyRef != nil && keepsFileKeys(r, opts) {
		sources++
		at := p.Child("fileKeyRef")
		fileKeyRef(r, &at, from.FileKeyRef)
	}
	switch {
	case sources == 0:
		choices := "fieldRef, resourceFieldRef, configMapKeyRef or secretKeyRef"
		if keepsFileKeys(r, opts) {
			choices = "fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef or fileKeyRef"
		}
		r.Invalid(envSourceMissing, p, "", "valueFrom of "+words.Quoted(v.Name)+" names no source", "write one of "+choices)
	case v.Value != "":
		r.Invalid(envSourceAndValue, p, "", words.Quoted(v.Name)+" has a value and a valueFrom", "remove one of them")
	case sources > 1:
		r.Invalid(envSourcesMany, p, "", "valueFrom of "+words.Quoted(v.Name)+" names "+words.Itoa(sources)+" sources", "keep one")
	}
}

// Parity: core validateConfigMapKeySelector, validateSecretKeySelector.
func keyRef(r *check.Report, p *check.Path, name, key, kind string) {
	if !syntax.IsDNSSubdomain(name) {
		at := p.Child("name")
		r.Invalid(envRefNameInvalid, &at, name, dnsSubdomainFault(kind+" name", name), "")
	}
	switch {
	case key == "":
		at := p.Child("key")
		r.Required(envKeyMissing, &at, "no key of the "+kind+" is named", "write `key: KEY`")
	case !syntax.IsConfigKey(key):
		at := p.Child("key")
		r.Invalid(envKeyInvalid, &at, key, configKeyFault(kind, key), "")
	}
}

func configKeyFault(kind, key string) string {
	if n := len(key); n > syntax.MaxSubdomain {
		return "the key has " + words.Itoa(n) + " characters; keys of a " + kind + " have at most " + words.Itoa(syntax.MaxSubdomain)
	}
	return "key " + words.Quoted(key) + " is none that a " + kind + " can have: letters, digits, _, - and ., not . or beginning with .."
}

// Parity: core ValidateEnvFrom. What is wrong with the number of sources is said of the whole list.
func envFrom(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	if len(c.EnvFrom) == 0 {
		return
	}
	list := p.Child("envFrom")
	for i := range c.EnvFrom {
		e := &c.EnvFrom[i]
		item := list.Index(i)
		if e.Prefix != "" && !isEnvName(r, e.Prefix, opts) {
			at := item.Child("prefix")
			r.Invalid(envFromPrefix, &at, e.Prefix, envNameFault(r, "prefix", e.Prefix, opts), "")
		}
		if e.ConfigMapRef != nil {
			at := item.Child("configMapRef")
			envFromName(r, &at, e.ConfigMapRef.Name, "ConfigMap")
		}
		if e.SecretRef != nil {
			at := item.Child("secretRef")
			envFromName(r, &at, e.SecretRef.Name, "Secret")
		}
		switch {
		case e.ConfigMapRef == nil && e.SecretRef == nil:
			r.Invalid(envFromEmpty, &list, "", "entry "+words.Itoa(i)+" of envFrom names no source", "write configMapRef or secretRef")
		case e.ConfigMapRef != nil && e.SecretRef != nil:
			r.Invalid(envFromMany, &list, "", "entry "+words.Itoa(i)+" of envFrom names two sources", "make two entries of it")
		}
	}
}

func envFromName(r *check.Report, p *check.Path, name, kind string) {
	switch {
	case name == "":
		at := p.Child("name")
		r.Required(envFromNameMissing, &at, "no "+kind+" is named", "write `name: NAME`")
	case !isPrefixOfSubdomain(name):
		at := p.Child("name")
		r.Invalid(envFromNameInvalid, &at, name, dnsSubdomainFault(kind+" name", name), "")
	}
}

// isPrefixOfSubdomain reports whether the name is a DNS subdomain, but for a dash at its end: the API server
// checks these names as if more letters were to follow. It puts one letter in the place of the last two.
func isPrefixOfSubdomain(name string) bool {
	if n := len(name); n > 1 && name[n-1] == '-' {
		return syntax.IsDNSSubdomain(name[:n-2] + "a")
	}
	return syntax.IsDNSSubdomain(name)
}
