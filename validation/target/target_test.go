package target

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want, fails string }{
		{"", "1.37", ""},
		{"1.29", "1.29", ""},
		{"v1.34", "1.34", ""},
		{"1.34.2", "1.34", ""},
		{"1.28", "", "known are 1.29 to 1.37"},
		{"1.38", "", "known are 1.29 to 1.37"},
		{"2.1", "", "is not a Kubernetes version"},
		{"1", "", "is not a Kubernetes version"},
		{"1.x", "", "is not a Kubernetes version"},
		{"openshift-4.14", "", "openshift-4.16 to openshift-4.24 (Kubernetes 1.29 to 1.37)"},
		{"openshift-4.15", "", "openshift-4.16 to openshift-4.24"},
		{"openshift-4.16", "1.29", ""},
		{"openshift-4.17", "1.30", ""},
		{"openshift-4.18", "1.31", ""},
		{"openshift-4.19", "1.32", ""},
		{"openshift-4.20", "1.33", ""},
		{"openshift-4.20.3", "1.33", ""},
		{"openshift-4.x", "", "is not known"},
		{"openshift-3.11", "", "is not a Kubernetes version"},
	} {
		v, err := Parse(c.text)
		switch {
		case c.fails == "" && (err != nil || v.String() != c.want):
			t.Errorf("Parse(%q) = %s, %v; want %s", c.text, v, err, c.want)
		case c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)):
			t.Errorf("Parse(%q): error %v, want %s", c.text, err, c.fails)
		}
	}
}

// TestGates: what kube-apiserver says to the same --feature-gates; test/conformance asks it for more.
func TestGates(t *testing.T) {
	for _, c := range []struct{ version, gates, fails string }{
		{"1.37", "", ""},
		{"1.37", "WorkloadWithJob=true", "needs GenericWorkload=true"},
		{"1.37", "WorkloadWithJob=true, GenericWorkload=true", ""},
		{"1.37", "JobSuccessPolicy=true", "does not exist in Kubernetes 1.37"},
		{"1.37", "JobManagedBy=false", "is locked to true"},
		{"1.37", "JobManagedBy=true", ""},
		{"1.37", "GitRepoVolumeDriver=true", "is locked to false"},
		{"1.37", "NoSuchGate=true", "is not one that changes what the API server says of a Job"},
		{"1.37", "ImageVolume", "has no value"},
		{"1.37", "EnvFiles=perhaps", "write true or false"},
		{"1.37", "PodLevelResources=false", "needs PodLevelResources=true"},
		{"1.37", "PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false", "needs PodLevelResources=true"},
		{"1.37", "PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false,PodLevelResourcesFixDefaulting=false,PodLevelResourcesFixKubeletQOSClass=false", ""},
		{"1.36", "PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false", ""},
		{"1.36", "NodeDeclaredFeatures=false", "needs NodeDeclaredFeatures=true"},
		{"1.36", "ClusterTrustBundleProjection=true", "needs ClusterTrustBundle=true"},
		{"1.36", "ClusterTrustBundleProjection=true,ClusterTrustBundle=true", ""},
		{"1.34", "ClusterTrustBundleProjection=true", ""},
		{"1.35", "RestartAllContainersOnContainerExits=true", "needs NodeDeclaredFeatures=true"},
		{"1.35", "AuthorizeNodeWithSelectors=false", "is locked to true"},
		{"1.37", "AllAlpha=true", "needs GenericWorkload=true"},
		{"1.37", "AllAlpha=true,GenericWorkload=true", ""},
		{"1.34", "AllBeta=false,JobManagedBy=true", ""},
	} {
		v, err := Parse(c.version)
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.WithGates(c.gates)
		if c.fails == "" && err != nil || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%s with %s: error %v, want %q", c.version, c.gates, err, c.fails)
		}
	}
}

func TestEnabled(t *testing.T) {
	for _, c := range []struct {
		version, gates string
		gate           Gate
		want           bool
	}{
		{"1.29", "", JobManagedBy, false},                               // not yet
		{"1.31", "", JobManagedBy, false},                               // alpha
		{"1.32", "", JobManagedBy, true},                                // beta
		{"1.37", "", JobSuccessPolicy, true},                            // gone after it graduated
		{"1.37", "", DefaultHostNetworkHostPortsInPodTemplates, false},  // gone without
		{"1.34", "JobManagedBy=false", JobManagedBy, false},             // set
		{"1.34", "AllBeta=false", JobManagedBy, false},                  // set with all
		{"1.34", "AllBeta=false,JobManagedBy=true", JobManagedBy, true}, // named
		{"1.31", "AllAlpha=true", JobManagedBy, true},
		{"1.37", "", PodLevelResourcesFixKubeletQOSClass, true}, // the last of the table
	} {
		v, err := Parse(c.version)
		if err == nil {
			v, err = v.WithGates(c.gates)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Enabled(c.gate); got != c.want {
			t.Errorf("%s %s: %s is %t, want %t", c.version, c.gates, c.gate, got, c.want)
		}
	}
	if v, err := Minor(Newest); err != nil || v != (Version{}) {
		t.Errorf("the zero value is not the newest version: %+v, %v", v, err)
	}
}

func TestFieldsAreSorted(t *testing.T) {
	if !slices.IsSortedFunc(fields, func(a, b Field) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name)) }) {
		t.Error("the table is not sorted by type and name: it is searched")
	}
	for _, f := range fields {
		if got, ok := FieldOf(f.Type, f.Name); !ok || got != f {
			t.Errorf("FieldOf(%q, %q) = %+v, %t", f.Type, f.Name, got, ok)
		}
	}
	if f, ok := FieldOf("PodSpec", "containers"); ok {
		t.Errorf("every version has containers, but the table says %+v", f)
	}
}

func TestIn(t *testing.T) {
	for _, c := range []struct {
		version, kind, name string
		want                bool
	}{
		{"1.29", "JobSpec", "managedBy", false},
		{"1.30", "JobSpec", "managedBy", true},
		{"1.37", "JobSpec", "managedBy", true},
		{"1.34", "PodSpec", "workloadRef", false},
		{"1.35", "PodSpec", "workloadRef", true},
		{"1.36", "PodSpec", "workloadRef", false},
		{"1.30", "PodResourceClaim", "source", true},
		{"1.31", "PodResourceClaim", "source", false},
	} {
		v, err := Parse(c.version)
		if err != nil {
			t.Fatal(err)
		}
		if f, _ := FieldOf(c.kind, c.name); f.In(v) != c.want {
			t.Errorf("%s has %s.%s: want %t", c.version, c.kind, c.name, c.want)
		}
	}
}
