package target

// Field is a field of the API that not every known version has. Type is the name of the API type that holds
// it, without its package.
type Field struct {
	Type, Name string
	First      int // the first minor that has it; 0: older than all that are known
	Last       int // the last minor that has it; 0: the newest still has it
}

// In reports whether a version has the field.
func (f Field) In(v Version) bool {
	return v.Minor() >= f.First && (f.Last == 0 || v.Minor() <= f.Last)
}

// Fields returns the fields that a Job or CronJob may have in some of the known versions only.
//
// Source: the OpenAPI that Kubernetes publishes with each minor.
func Fields() []Field {
	return []Field{
		{"ClusterTrustBundleProjection", "user", 37, 0},
		{"ConfigMapVolumeSource", "defaultUser", 37, 0},
		{"Container", "restartPolicyRules", 34, 0},
		{"DownwardAPIVolumeFile", "user", 37, 0},
		{"DownwardAPIVolumeSource", "defaultUser", 37, 0},
		{"EmptyDirVolumeSource", "mode", 37, 0},
		{"EnvVarSource", "fileKeyRef", 34, 0},
		{"EphemeralContainer", "restartPolicyRules", 34, 0},
		{"GRPCAction", "mode", 37, 0},
		{"HTTPGetAction", "protocol", 37, 0},
		{"JobSpec", "managedBy", 30, 0},
		{"JobSpec", "scheduling", 37, 0},
		{"JobSpec", "successPolicy", 30, 0},
		{"KeyToPath", "user", 37, 0},
		{"Lifecycle", "stopSignal", 33, 0},
		{"PodCertificateProjection", "user", 37, 0},
		{"PodCertificateProjection", "userAnnotations", 35, 0},
		{"PodResourceClaim", "resourceClaimName", 31, 0},
		{"PodResourceClaim", "resourceClaimTemplateName", 31, 0},
		{"PodResourceClaim", "source", 0, 30},
		{"PodSecurityContext", "appArmorProfile", 30, 0},
		{"PodSecurityContext", "seLinuxChangePolicy", 32, 0},
		{"PodSecurityContext", "supplementalGroupsPolicy", 31, 0},
		{"PodSpec", "evictionResponders", 37, 0},
		{"PodSpec", "hostnameOverride", 34, 0},
		{"PodSpec", "resources", 32, 0},
		{"PodSpec", "schedulingGroup", 36, 0},
		{"PodSpec", "workloadRef", 35, 35},
		{"ProjectedVolumeSource", "defaultUser", 37, 0},
		{"ResourceClaim", "request", 31, 0},
		{"SecretVolumeSource", "defaultUser", 37, 0},
		{"SecurityContext", "appArmorProfile", 30, 0},
		{"ServiceAccountTokenProjection", "user", 37, 0},
		{"Volume", "image", 31, 0},
		{"VolumeMount", "bindMountOptions", 37, 0},
		{"VolumeMount", "recursiveReadOnly", 30, 0},
		{"VolumeProjection", "podCertificate", 34, 0},
	}
}
