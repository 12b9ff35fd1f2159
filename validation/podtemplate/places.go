package podtemplate

import corev1 "k8s.io/api/core/v1"

// places are the volumes that the mounts or the devices of a container take, and their paths in it. The API
// server keeps them by volume: of two for one volume only the last has a path. The zero value is empty, and
// allocates only when it grows large.
type places struct {
	few   [fewNames]place
	n     int
	many  map[string]string   // paths by volume
	paths map[string]struct{} // the paths of many; made when first asked for
}

type place struct{ volume, path string }

// devicePlaces returns what the container's devices take.
func devicePlaces(c *corev1.Container) places {
	var p places
	for i := range c.VolumeDevices {
		p.put(c.VolumeDevices[i].Name, c.VolumeDevices[i].DevicePath)
	}
	return p
}

// mountPlaces returns what the container's mounts take, those that are dropped left out.
func mountPlaces(c *corev1.Container, s *scope) places {
	var p places
	for i := range c.VolumeMounts {
		if !s.isDropped(c.VolumeMounts[i].Name) {
			p.put(c.VolumeMounts[i].Name, c.VolumeMounts[i].MountPath)
		}
	}
	return p
}

func (p *places) put(volume, path string) {
	if p.many != nil {
		p.many[volume] = path
		return
	}
	for i := range p.n {
		if p.few[i].volume == volume {
			p.few[i].path = path
			return
		}
	}
	if p.n < fewNames {
		p.few[p.n] = place{volume, path}
		p.n++
		return
	}
	p.many = make(map[string]string, 4*fewNames)
	for _, before := range p.few {
		p.many[before.volume] = before.path
	}
	p.many[volume] = path
}

func (p *places) hasVolume(volume string) bool {
	if p.many != nil {
		_, ok := p.many[volume]
		return ok
	}
	for i := range p.n {
		if p.few[i].volume == volume {
			return true
		}
	}
	return false
}

func (p *places) hasPath(path string) bool {
	if p.many == nil {
		for i := range p.n {
			if p.few[i].path == path {
				return true
			}
		}
		return false
	}
	if p.paths == nil {
		p.paths = make(map[string]struct{}, len(p.many))
		for _, taken := range p.many {
			p.paths[taken] = struct{}{}
		}
	}
	_, ok := p.paths[path]
	return ok
}
