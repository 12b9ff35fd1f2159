package defaults

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

func setVolumes(volumes []corev1.Volume, at *pointer, t target.Version, record *Record) {
	list := at.child("volumes")
	for i := range volumes {
		volume := list.element(i)
		setVolume(&volumes[i].VolumeSource, &volume, t, record)
	}
}

// setVolume gives a volume its defaults; one that says of no kind is an emptyDir. Up to 1.30 part of this
// was code that is generated since, with the same outcome.
//
// Source: SetDefaults_Volume and the declared defaults of the kinds.
func setVolume(v *corev1.VolumeSource, at *pointer, t target.Version, record *Record) {
	if *v == (corev1.VolumeSource{}) {
		v.EmptyDir = &corev1.EmptyDirVolumeSource{}
		record.add(at, "emptyDir", object{})
		return
	}
	if v.HostPath != nil && v.HostPath.Type == nil {
		v.HostPath.Type = new(corev1.HostPathUnset)
		source := at.child("hostPath")
		record.add(&source, "type", corev1.HostPathUnset)
	}
	if v.Secret != nil && v.Secret.DefaultMode == nil {
		v.Secret.DefaultMode = new(corev1.SecretVolumeSourceDefaultMode)
		source := at.child("secret")
		record.add(&source, "defaultMode", corev1.SecretVolumeSourceDefaultMode)
	}
	if v.ConfigMap != nil && v.ConfigMap.DefaultMode == nil {
		v.ConfigMap.DefaultMode = new(corev1.ConfigMapVolumeSourceDefaultMode)
		source := at.child("configMap")
		record.add(&source, "defaultMode", corev1.ConfigMapVolumeSourceDefaultMode)
	}
	if v.DownwardAPI != nil {
		source := at.child("downwardAPI")
		if v.DownwardAPI.DefaultMode == nil {
			v.DownwardAPI.DefaultMode = new(corev1.DownwardAPIVolumeSourceDefaultMode)
			record.add(&source, "defaultMode", corev1.DownwardAPIVolumeSourceDefaultMode)
		}
		setDownwardItems(v.DownwardAPI.Items, &source, record)
	}
	if v.Projected != nil {
		source := at.child("projected")
		setProjected(v.Projected, &source, record)
	}
	if v.Ephemeral != nil && v.Ephemeral.VolumeClaimTemplate != nil {
		source := at.child("ephemeral")
		claim := source.child("volumeClaimTemplate")
		spec := claim.child("spec")
		setClaim(&v.Ephemeral.VolumeClaimTemplate.Spec, &spec, record)
	}
	if v.Image != nil && v.Image.PullPolicy == "" && t.Enabled(target.ImageVolume) {
		v.Image.PullPolicy = pullPolicy(v.Image.Reference, t)
		if record != nil {
			source := at.child("image")
			record.add(&source, "pullPolicy", v.Image.PullPolicy)
		}
	}
	setNetworkVolume(v, at, record)
}

func setProjected(p *corev1.ProjectedVolumeSource, at *pointer, record *Record) {
	if p.DefaultMode == nil {
		p.DefaultMode = new(corev1.ProjectedVolumeSourceDefaultMode)
		record.add(at, "defaultMode", corev1.ProjectedVolumeSourceDefaultMode)
	}
	list := at.child("sources")
	for i := range p.Sources {
		source := list.element(i)
		if downward := p.Sources[i].DownwardAPI; downward != nil {
			downwardAt := source.child("downwardAPI")
			setDownwardItems(downward.Items, &downwardAt, record)
		}
		if token := p.Sources[i].ServiceAccountToken; token != nil && token.ExpirationSeconds == nil {
			token.ExpirationSeconds = new(int64(tokenExpirationSeconds))
			tokenAt := source.child("serviceAccountToken")
			record.add(&tokenAt, "expirationSeconds", int64(tokenExpirationSeconds))
		}
	}
}

// tokenExpirationSeconds is how long a projected token is good for.
const tokenExpirationSeconds = 3600

func setDownwardItems(items []corev1.DownwardAPIVolumeFile, at *pointer, record *Record) {
	list := at.child("items")
	for i := range items {
		item := list.element(i)
		setFieldRef(items[i].FieldRef, &item, record)
	}
}

func setClaim(claim *corev1.PersistentVolumeClaimSpec, at *pointer, record *Record) {
	if claim.VolumeMode == nil {
		claim.VolumeMode = new(corev1.PersistentVolumeFilesystem)
		record.add(at, "volumeMode", corev1.PersistentVolumeFilesystem)
	}
	resources := at.child("resources")
	setResources(claim.Resources.Limits, claim.Resources.Requests, &resources, record)
}
