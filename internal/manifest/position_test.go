package manifest

import "testing"

// TestFindWhatTheAPIServerSpellsOtherwise: the line is that of the field as it is written.
func TestFindWhatTheAPIServerSpellsOtherwise(t *testing.T) {
	const text = `metadata:
  name: pi
template:
  metadata:
    labels: {a: b}
    annotations: {c: d}
  spec:
    hostPID: true
    hostIPC: true
    volumes:
    - gcePersistentDisk:
        partition: 300
    - downwardAPI: {}
    - cephfs: {}
    - storageos: {}
    - iscsi:
        initiatorName: x
    - projected:
        sources:
        - clusterTrustBundle:
            path: p
    - csi:
        nodePublishSecretRef:
          name: S
    - ephemeral:
        volumeClaimTemplate:
          metadata:
            uid: u
          spec:
            resources:
              requests:
                storage: "0"
`
	documents, err := Split([]byte(text))
	if err != nil || len(documents) != 1 {
		t.Fatal(len(documents), err)
	}
	positions := NewPositions(documents[0])
	const volumes = "template.spec.volumes"
	for _, c := range []struct {
		field string
		line  int
	}{
		{"template.spec.HostPID", 8},
		{"template.spec.HostIPC", 9},
		{volumes + "[0].persistentDisk.partition", 12},
		{volumes + "[1].downwarAPI", 13},
		{volumes + "[2].cephFS", 14},
		{volumes + "[3].storageOS", 15},
		{volumes + "[4].iscsi.initiatorname", 17},
		{volumes + "[5].projected.sources[0].clusterTrustBundlePEM.path", 21},
		{volumes + "[6].csi.name", 24},
		{volumes + "[7].ephemeral.volumeClaimTemplate.metadata.uID", 28},
		{volumes + "[7].ephemeral.volumeClaimTemplate.spec.resources[storage]", 32},
		{"template.labels", 5},
		{"template.annotations", 6},
	} {
		if place := positions.Find("", c.field, AimValue); place.Line != c.line || place.Missing {
			t.Errorf("%s: line %d (missing: %t), want %d", c.field, place.Line, place.Missing, c.line)
		}
	}
}

// TestOddBreaks: characters that end a line to YAML and not to an editor do not move what stands behind them.
func TestOddBreaks(t *testing.T) {
	for name, text := range map[string]string{
		"line separator in quotes": "a: \"x\u2028y\"\nb: c\n",
		"paragraph separator":      "a: \"x\u2029\"\nb: c\n",
		"next line":                "a: \"x\u0085y\"\nb: c\n",
		"carriage return":          "a: \"x\ry\"\nb: c\n",
		"comment":                  "a: d # x\u2028# y\r# z\nb: c\n",
		"windows":                  "a: \"x\u2028y\"\r\nb: c\r\n",
	} {
		documents, err := Split([]byte(text))
		if err != nil || len(documents) != 1 {
			t.Fatal(name, documents, err)
		}
		place := NewPositions(documents[0]).Find("", "b", AimValue)
		if place.Position != (Position{2, 4}) || text[place.Start:place.End] != "c" {
			t.Errorf("%s: b stands at %v: %q", name, place.Position, text[place.Start:place.End])
		}
	}
	// Of a file that ends its lines so, all is one line.
	documents, err := Split([]byte("a: d\rb: c\r"))
	if err != nil || len(documents) != 1 {
		t.Fatal(documents, err)
	}
	if place := NewPositions(documents[0]).Find("", "b", AimValue); place.Position != (Position{1, 9}) {
		t.Errorf("b stands at %v", place.Position)
	}
}
