package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const warnEnvHidden check.ID = "env-hides-earlier"

// warnEnv is about variables that take the place of an earlier one of the container. One that adds to the
// earlier one by $(NAME) is fine.
func warnEnv(w *check.Warnings, p *check.Path, c *corev1.Container) {
	if len(c.Env) < 2 {
		return
	}
	var names nameSet
	for i := range c.Env {
		v := &c.Env[i]
		if names.add(v.Name) || v.ValueFrom == nil && addsTo(v.Value, v.Name) {
			continue
		}
		list := p.Child("env")
		at := list.Index(i)
		w.Add(warnEnvHidden, &at, "environment variable "+words.Quoted(v.Name)+" hides an earlier one of the name, which kubectl apply may lose", "remove one of them")
	}
}

// addsTo reports whether the value has $(NAME) in it and something more.
func addsTo(value, name string) bool {
	for rest := value; ; {
		_, after, ok := strings.Cut(rest, "$(")
		if !ok {
			return false
		}
		if strings.HasPrefix(after, name) && strings.HasPrefix(after[len(name):], ")") {
			return len(value) > len("$()")+len(name)
		}
		rest = after
	}
}
