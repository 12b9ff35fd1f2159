package podtemplate

const emptyAndClaim = "volumes: [{name: v, emptyDir: {}}, {name: c, persistentVolumeClaim: {claimName: c}}, {name: d, persistentVolumeClaim: {claimName: d}}]"

// mountCases are about volumeMounts and volumeDevices.
var mountCases = []templateCase{
	{name: "mounts and devices", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: v, mountPath: /a, subPath: a/b}, {name: v, mountPath: b, subPathExpr: "$(A)"}, {name: d, mountPath: /c, readOnly: true, recursiveReadOnly: Enabled}], volumeDevices: [{name: c, devicePath: /d}]}]}`},
	{name: "mounts, wrong", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: "", mountPath: ""}, {name: x, mountPath: /a}, {name: v, mountPath: /a, subPath: ../a, subPathExpr: /b}]}]}`,
		want: `volume-mount-name-missing Required spec.containers[0].volumeMounts[0].name
			volume-mount-volume-unknown NotFound spec.containers[0].volumeMounts[0].name
			volume-mount-path-missing Required spec.containers[0].volumeMounts[0].mountPath
			volume-mount-volume-unknown NotFound spec.containers[0].volumeMounts[1].name
			volume-mount-path-duplicate Invalid spec.containers[0].volumeMounts[2].mountPath
			volume-mount-sub-path-and-expr Invalid spec.containers[0].volumeMounts[2].subPathExpr
			volume-mount-sub-path-invalid Invalid spec.containers[0].volumeMounts.subPath
			volume-mount-sub-path-invalid Invalid spec.containers[0].volumeMounts.subPathExpr`},
	{name: "mount propagation", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: v, mountPath: /a, mountPropagation: none}, {name: v, mountPath: /b, mountPropagation: Bidirectional}]}, {name: b, ` + defaulted + `, securityContext: {privileged: true}, volumeMounts: [{name: v, mountPath: /b, mountPropagation: Bidirectional}]}]}`,
		want: `volume-mount-propagation-unknown NotSupported spec.containers[0].volumeMounts.mountPropagation
			volume-mount-propagation-privileged Forbidden spec.containers[0].volumeMounts.mountPropagation`},
	{name: "recursiveReadOnly", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: v, mountPath: /a, recursiveReadOnly: x}, {name: v, mountPath: /b, recursiveReadOnly: Disabled}]}, {name: b, ` + defaulted + `, volumeMounts: [{name: v, mountPath: /b, recursiveReadOnly: IfPossible}]}]}`,
		want: `volume-mount-recursive-read-only-unknown NotSupported spec.containers[0].volumeMounts.recursiveReadOnly
			volume-mount-recursive-read-only-needs Forbidden spec.containers[1].volumeMounts.recursiveReadOnly`},
	{name: "recursiveReadOnly dropped", at: "1.30", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: v, mountPath: /a, recursiveReadOnly: x}]}]}`},
	{name: "bindMountOptions", at: "1.37 VolumeBindMountOptions=true", with: `spec: {volumes: [{name: v, emptyDir: {}}, {name: i, image: {reference: a, pullPolicy: Always}}], containers: [{volumeMounts: [{name: v, mountPath: /a, bindMountOptions: [noexec, noexec, x]}, {name: i, mountPath: /b, bindMountOptions: [nodev]}]}]}`,
		want: `volume-mount-option-duplicate Duplicate spec.containers[0].volumeMounts[0].bindMountOptions[1]
			volume-mount-option-unknown NotSupported spec.containers[0].volumeMounts[0].bindMountOptions[2]
			volume-mount-option-image Invalid spec.containers[0].volumeMounts[1].bindMountOptions`},
	{name: "bindMountOptions dropped", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: v, mountPath: /a, bindMountOptions: [x]}]}]}`},
	{name: "subPath of an image, 1.31", at: "1.31 ImageVolume=true", with: `spec: {volumes: [{name: i, image: {reference: a, pullPolicy: Always}}], containers: [{volumeMounts: [{name: i, mountPath: /b, subPath: a}]}]}`,
		want: "volume-mount-sub-path-image Invalid spec.containers[0].volumeMounts[0].subPath"},
	{name: "subPath of an image", with: `spec: {volumes: [{name: i, image: {reference: a, pullPolicy: Always}}], containers: [{volumeMounts: [{name: i, mountPath: /b, subPath: a}]}]}`},
	{name: "image volume dropped with its mounts", at: "1.34", with: `spec: {volumes: [{name: i, image: {reference: a, pullPolicy: Always}}, {name: v, emptyDir: {}}], containers: [{volumeMounts: [{name: i, mountPath: ""}, {name: v, mountPath: ""}]}]}`,
		want: "volume-mount-path-missing Required spec.containers[0].volumeMounts[0].mountPath"},
	{name: "devices, wrong", with: `spec: {` + emptyAndClaim + `, containers: [{volumeDevices: [{name: "", devicePath: ""}, {name: v, devicePath: /a/../b}, {name: c, devicePath: /c}, {name: c, devicePath: /c}]}]}`,
		want: `volume-device-name-missing Required spec.containers[0].volumeDevices[0].name
			volume-device-volume-unknown NotFound spec.containers[0].volumeDevices[0].name
			volume-device-path-missing Required spec.containers[0].volumeDevices[0].devicePath
			volume-device-volume-kind Invalid spec.containers[0].volumeDevices[1].name
			volume-device-path-backstep Invalid spec.containers[0].volumeDevices[1].devicePath
			volume-device-name-duplicate Invalid spec.containers[0].volumeDevices[3].name
			volume-device-path-duplicate Invalid spec.containers[0].volumeDevices[3].devicePath`},
	{name: "mount and device of one volume", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: c, mountPath: /a}], volumeDevices: [{name: c, devicePath: /b}]}]}`,
		want: "volume-mount-is-device Invalid spec.containers[0].volumeMounts[0].name\nvolume-device-is-mount Invalid spec.containers[0].volumeDevices[0].name"},
	{name: "mount and device at one path", with: `spec: {` + emptyAndClaim + `, containers: [{volumeMounts: [{name: c, mountPath: /a}], volumeDevices: [{name: d, devicePath: /a}]}]}`,
		want: "volume-mount-path-is-device Invalid spec.containers[0].volumeMounts[0].mountPath\nvolume-device-path-is-mount Invalid spec.containers[0].volumeDevices[0].devicePath"},
}
