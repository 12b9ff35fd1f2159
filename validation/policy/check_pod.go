package policy

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/utils/ptr"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

func (c *checker) template(t *corev1.PodTemplateSpec, at *check.Path) {
	metadata := at.Child("metadata")
	labels := metadata.Child("labels")
	c.pairs(limitPodLabels, &labels, "pod label", t.Labels)
	annotations := metadata.Child("annotations")
	c.pairs(limitPodAnnotations, &annotations, "pod annotation", t.Annotations)

	pod, spec := &t.Spec, at.Child("spec")
	if pod.RestartPolicy != corev1.RestartPolicyAlways { // which is the API server's to refuse
		c.child(limitRestartPolicy, &spec, "restartPolicy", string(pod.RestartPolicy))
	}
	c.child(limitPriorityClass, &spec, "priorityClassName", pod.PriorityClassName)
	c.child(limitSchedulerName, &spec, "schedulerName", pod.SchedulerName)
	c.child(limitRuntimeClass, &spec, "runtimeClassName", ptr.Deref(pod.RuntimeClassName, ""))
	c.number(limitGracePeriod, &spec, "terminationGracePeriodSeconds", ptr.Deref(pod.TerminationGracePeriodSeconds, 0), pod.TerminationGracePeriodSeconds != nil)
	c.serviceAccount(pod, &spec)
	c.flag(limitAutomountToken, &spec, "automountServiceAccountToken", ptr.Deref(pod.AutomountServiceAccountToken, true))
	c.pullSecrets(pod, &spec)
	selector := spec.Child("nodeSelector")
	c.pairs(limitNodeSelector, &selector, "node selector", pod.NodeSelector)
	c.tolerations(pod, &spec)
	c.present(limitAffinity, &spec, "affinity", pod.Affinity != nil, "write one")
	c.flag(limitHostNetwork, &spec, "hostNetwork", pod.HostNetwork)
	c.flag(limitHostPID, &spec, "hostPID", pod.HostPID)
	c.flag(limitHostIPC, &spec, "hostIPC", pod.HostIPC)

	list := spec.Child("initContainers")
	for i := range pod.InitContainers {
		container := list.Index(i)
		c.container(&pod.InitContainers[i], pod, &container)
	}
	list = spec.Child("containers")
	for i := range pod.Containers {
		container := list.Index(i)
		c.container(&pod.Containers[i], pod, &container)
	}
	c.volumes(pod.Volumes, &spec)
}

// serviceAccount takes a name that is left out for default, but not for written.
func (c *checker) serviceAccount(pod *corev1.PodSpec, at *check.Path) {
	l := c.limit(limitServiceAccount)
	if l == nil {
		return
	}
	p := at.Child("serviceAccountName")
	name := pod.ServiceAccountName
	if name == "" && !l.required {
		name = "default"
	}
	c.text(l, &p, "serviceAccountName", name)
}

func (c *checker) pullSecrets(pod *corev1.PodSpec, at *check.Path) {
	l := c.limit(limitImagePullSecrets)
	if l == nil {
		return
	}
	list := at.Child("imagePullSecrets")
	if len(pod.ImagePullSecrets) == 0 {
		c.text(l, &list, "imagePullSecrets", "")
	}
	for i := range pod.ImagePullSecrets {
		secret := list.Index(i)
		c.textValue(l, &secret, "the Secret's name", pod.ImagePullSecrets[i].Name)
	}
}

func (c *checker) tolerations(pod *corev1.PodSpec, at *check.Path) {
	l := c.limit(limitTolerations)
	if l == nil {
		return
	}
	list := at.Child("tolerations")
	if len(pod.Tolerations) == 0 {
		c.text(l, &list, "tolerations", "")
	}
	for i := range pod.Tolerations {
		toleration := list.Index(i)
		key := pod.Tolerations[i].Key
		if key == "" {
			key = "*"
		}
		c.textValue(l, &toleration, "the toleration's key", key)
	}
}

func (c *checker) volumes(volumes []corev1.Volume, at *check.Path) {
	types, paths := c.limit(limitVolumeTypes), c.limit(limitHostPaths)
	if types == nil && paths == nil {
		return
	}
	list := at.Child("volumes")
	for i := range volumes {
		volume := list.Index(i)
		kind := volumeType(&volumes[i].VolumeSource)
		if types != nil && kind != "" {
			source := volume.Child(kind)
			c.textValue(types, &source, "the kind of volume "+volumes[i].Name, kind)
		}
		if host := volumes[i].HostPath; paths != nil && host != nil {
			source := volume.Child("hostPath")
			path := source.Child("path")
			c.textValue(paths, &path, "the path", host.Path)
		}
	}
}

// volumeType is the name of the field that says of what kind a volume is, empty where none does.
func volumeType(v *corev1.VolumeSource) string {
	switch {
	case v.EmptyDir != nil:
		return "emptyDir"
	case v.ConfigMap != nil:
		return "configMap"
	case v.Secret != nil:
		return "secret"
	case v.PersistentVolumeClaim != nil:
		return "persistentVolumeClaim"
	case v.Projected != nil:
		return "projected"
	case v.DownwardAPI != nil:
		return "downwardAPI"
	case v.Ephemeral != nil:
		return "ephemeral"
	case v.HostPath != nil:
		return "hostPath"
	case v.CSI != nil:
		return "csi"
	case v.Image != nil:
		return "image"
	case v.NFS != nil:
		return "nfs"
	default:
		return rareVolumeType(v)
	}
}

func rareVolumeType(v *corev1.VolumeSource) string {
	switch {
	case v.AWSElasticBlockStore != nil:
		return "awsElasticBlockStore"
	case v.AzureDisk != nil:
		return "azureDisk"
	case v.AzureFile != nil:
		return "azureFile"
	case v.CephFS != nil:
		return "cephfs"
	case v.Cinder != nil:
		return "cinder"
	case v.FC != nil:
		return "fc"
	case v.FlexVolume != nil:
		return "flexVolume"
	case v.Flocker != nil:
		return "flocker"
	case v.GCEPersistentDisk != nil:
		return "gcePersistentDisk"
	case v.GitRepo != nil:
		return "gitRepo"
	case v.Glusterfs != nil:
		return "glusterfs"
	case v.ISCSI != nil:
		return "iscsi"
	case v.PhotonPersistentDisk != nil:
		return "photonPersistentDisk"
	case v.PortworxVolume != nil:
		return "portworxVolume"
	case v.Quobyte != nil:
		return "quobyte"
	case v.RBD != nil:
		return "rbd"
	case v.ScaleIO != nil:
		return "scaleIO"
	case v.StorageOS != nil:
		return "storageos"
	case v.VsphereVolume != nil:
		return "vsphereVolume"
	default:
		return ""
	}
}
