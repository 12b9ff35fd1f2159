package podtemplate

import "maps"

// fewNames is up to how many names a nameSet compares one by one, on the stack.
const fewNames = 16

// nameSet is a set of strings that allocates only when it grows large. The zero value is empty.
type nameSet struct {
	few  [fewNames]string
	n    int
	many map[string]struct{}
}

// clone returns a set of the same names that shares nothing with s.
func (s *nameSet) clone() nameSet {
	twin := *s
	twin.many = maps.Clone(s.many)
	return twin
}

func (s *nameSet) has(name string) bool {
	if s.many != nil {
		_, ok := s.many[name]
		return ok
	}
	for i := range s.n {
		if s.few[i] == name {
			return true
		}
	}
	return false
}

// add puts the name into the set and reports whether it is new there.
func (s *nameSet) add(name string) bool {
	if s.has(name) {
		return false
	}
	switch {
	case s.many != nil:
		s.many[name] = struct{}{}
	case s.n < fewNames:
		s.few[s.n] = name
		s.n++
	default:
		s.many = make(map[string]struct{}, 4*fewNames)
		for _, before := range s.few {
			s.many[before] = struct{}{}
		}
		s.many[name] = struct{}{}
	}
	return true
}
