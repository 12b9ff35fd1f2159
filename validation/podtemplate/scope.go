package podtemplate

import (
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// scope is what containers may refer to in their pod.
type scope struct {
	spec       *corev1.PodSpec
	broken     []bool              // volumes with errors, by their index in the paths; nil where there are none
	volumes    map[string]int      // made where there are many
	last       map[string]int      // the same, of all volumes; made when first asked for
	dropped    map[string]struct{} // names of dropped image volumes, made where there are many volumes
	claims     map[string]struct{}
	dropImages bool // image volumes and their mounts are dropped: the gate is off
	dropClaims bool // the pod's resource claims are dropped: the gate is off
	hostUsers  bool
}

// scopeOf makes the scope of the containers after the volumes were looked at: a volume that has an error
// does not exist to the API server's container checks. The errors from index before on are the volumes'.
func scopeOf(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options, before int) scope {
	s := scope{spec: spec, hostUsers: spec.HostUsers == nil || *spec.HostUsers || !keepsHostUsers(r, opts)}
	s.dropImages = dropsImages(r.Target, spec, opts)
	s.dropClaims = len(spec.ResourceClaims) > 0 && !r.Target.Enabled(target.DynamicResourceAllocation) && !opts.KeepResourceClaims
	if len(r.Errors) > before {
		s.broken = brokenVolumes(r, p, len(spec.Volumes), before)
	}
	if len(spec.Volumes) > fewNames {
		s.volumes = make(map[string]int, len(spec.Volumes))
		at := 0
		for i := range spec.Volumes {
			if s.dropImages && spec.Volumes[i].Image != nil {
				s.drop(spec.Volumes[i].Name)
				continue
			}
			if _, twice := s.volumes[spec.Volumes[i].Name]; !twice && !s.isBroken(at) {
				s.volumes[spec.Volumes[i].Name] = i
			}
			at++
		}
	}
	if len(spec.ResourceClaims) > fewNames {
		s.claims = make(map[string]struct{}, len(spec.ResourceClaims))
		for i := range spec.ResourceClaims {
			s.claims[spec.ResourceClaims[i].Name] = struct{}{}
		}
	}
	return s
}

// drop notes the name of a dropped image volume among many volumes.
func (s *scope) drop(name string) {
	if s.dropped == nil {
		s.dropped = make(map[string]struct{})
	}
	s.dropped[name] = struct{}{}
}

func hasImageVolume(spec *corev1.PodSpec) bool {
	for i := range spec.Volumes {
		if spec.Volumes[i].Image != nil {
			return true
		}
	}
	return false
}

// brokenVolumes reads from the errors' own paths which volumes have one.
func brokenVolumes(r *check.Report, p *check.Path, n, before int) []bool {
	list := p.Child("volumes")
	prefix := list.String() + "["
	broken := make([]bool, n)
	for _, err := range r.Errors[before:] {
		rest, ok := strings.CutPrefix(err.Field, prefix)
		if !ok {
			continue
		}
		digits, _, _ := strings.Cut(rest, "]")
		if i, err := strconv.Atoi(digits); err == nil && i < n {
			broken[i] = true
		}
	}
	return broken
}

func (s *scope) isBroken(i int) bool { return s.broken != nil && s.broken[i] }

// volume returns the volume of that name, nil where there is none without errors.
func (s *scope) volume(name string) *corev1.Volume {
	if s.volumes != nil {
		if i, ok := s.volumes[name]; ok {
			return &s.spec.Volumes[i]
		}
		return nil
	}
	at := 0
	for i := range s.spec.Volumes {
		v := &s.spec.Volumes[i]
		if s.dropImages && v.Image != nil {
			continue
		}
		if v.Name == name && !s.isBroken(at) {
			return v
		}
		at++
	}
	return nil
}

// lastVolume returns the last volume of that name, with errors or without, nil where there is none.
func (s *scope) lastVolume(name string) *corev1.Volume {
	if len(s.spec.Volumes) <= fewNames {
		for i := len(s.spec.Volumes) - 1; i >= 0; i-- {
			if v := &s.spec.Volumes[i]; v.Name == name && (!s.dropImages || v.Image == nil) {
				return v
			}
		}
		return nil
	}
	if s.last == nil {
		s.last = make(map[string]int, len(s.spec.Volumes))
		for i := range s.spec.Volumes {
			if !s.dropImages || s.spec.Volumes[i].Image == nil {
				s.last[s.spec.Volumes[i].Name] = i
			}
		}
	}
	if i, ok := s.last[name]; ok {
		return &s.spec.Volumes[i]
	}
	return nil
}

// isDropped reports whether mounts of that name vanish with a dropped image volume.
func (s *scope) isDropped(name string) bool {
	if !s.dropImages {
		return false
	}
	if s.dropped != nil {
		_, ok := s.dropped[name]
		return ok
	}
	for i := range s.spec.Volumes {
		if s.spec.Volumes[i].Image != nil && s.spec.Volumes[i].Name == name {
			return true
		}
	}
	return false
}

func (s *scope) hasClaim(name string) bool {
	if s.dropClaims {
		return false
	}
	if s.claims != nil {
		_, ok := s.claims[name]
		return ok
	}
	for i := range s.spec.ResourceClaims {
		if s.spec.ResourceClaims[i].Name == name {
			return true
		}
	}
	return false
}

// manyErrors is from how many errors on no message looks for the name that was meant: it would take long.
const manyErrors = 50

// nearestVolume is a hint: the volume that was meant, or to add one.
func (s *scope) nearestVolume(r *check.Report, name string) string {
	return nearestName(r, name, s.volumeNames(), "add it to the pod's volumes")
}

// volumeNames returns the first names, for a message.
func (s *scope) volumeNames() []string {
	var names []string
	for i := range min(len(s.spec.Volumes), fewNames) {
		names = append(names, s.spec.Volumes[i].Name)
	}
	return names
}

// nearestClaim is a hint: the resource claim that was meant, or to add one.
func (s *scope) nearestClaim(r *check.Report, name string) string {
	var names []string
	for i := range min(len(s.spec.ResourceClaims), fewNames) {
		names = append(names, s.spec.ResourceClaims[i].Name)
	}
	return nearestName(r, name, names, "add it to the pod's resourceClaims")
}

func nearestName(r *check.Report, name string, names []string, otherwise string) string {
	if len(r.Errors) < manyErrors {
		if meant, ok := nearest.Of(name, names...); ok && meant != name {
			return "did you mean " + meant + "?"
		}
	}
	return otherwise
}
