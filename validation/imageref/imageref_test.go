package imageref

import (
	"strings"
	"testing"
)

var hex64 = strings.Repeat("a1", 32)

func TestParse(t *testing.T) {
	tests := map[string]struct {
		image             string
		name, tag, digest string
		effective         string
		fails             bool
	}{
		"bare name":                             {image: "perl", name: "docker.io/library/perl", effective: "latest"},
		"tag":                                   {image: "perl:5.34", name: "docker.io/library/perl", tag: "5.34", effective: "5.34"},
		"team on the hub":                       {image: "team/app:1", name: "docker.io/team/app", tag: "1", effective: "1"},
		"the hub written out":                   {image: "docker.io/perl", name: "docker.io/library/perl", effective: "latest"},
		"the hub's old name":                    {image: "index.docker.io/team/app", name: "docker.io/team/app", effective: "latest"},
		"registry with a port":                  {image: "registry:5000/app", name: "registry:5000/app", effective: "latest"},
		"registry by its port, tag":             {image: "registry:5000/app:2", name: "registry:5000/app", tag: "2", effective: "2"},
		"localhost":                             {image: "localhost/app", name: "localhost/app", effective: "latest"},
		"registry in upper case":                {image: "Registry/app", name: "Registry/app", effective: "latest"},
		"registry by IPv6 address":              {image: "[fd00::1]:5000/app:1", name: "[fd00::1]:5000/app", tag: "1", effective: "1"},
		"a first element that cannot be a host": {image: "a.b_c/app", name: "a.b_c/app", effective: "latest"},
		"digest":                                {image: "perl@sha256:" + hex64, name: "docker.io/library/perl", digest: "sha256:" + hex64},
		"tag and digest":                        {image: "perl:latest@sha256:" + hex64, name: "docker.io/library/perl", tag: "latest", digest: "sha256:" + hex64, effective: "latest"},
		"separators":                            {image: "a-b--c/d__e.f_g", name: "docker.io/a-b--c/d__e.f_g", effective: "latest"},
		"path of 255":                           {image: "r.io/" + strings.Repeat("a", 255), name: "r.io/" + strings.Repeat("a", 255), effective: "latest"},

		"empty":                     {image: "", fails: true},
		"upper case repository":     {image: "team/App", fails: true},
		"an image's id":             {image: hex64, fails: true},
		"empty tag":                 {image: "perl:", fails: true},
		"tag of 129":                {image: "perl:" + strings.Repeat("t", 129), fails: true},
		"tag beginning with a dot":  {image: "perl:.1", fails: true},
		"digest too short":          {image: "perl@sha256:" + hex64[1:], fails: true},
		"digest in upper case":      {image: "perl@sha256:" + strings.ToUpper(hex64), fails: true},
		"digest of another kind":    {image: "perl@md5:" + hex64[:32], fails: true},
		"three underscores":         {image: "a___b", fails: true},
		"two dots":                  {image: "a..b", fails: true},
		"separator at the end":      {image: "a-", fails: true},
		"empty element":             {image: "a//b", fails: true},
		"leading slash":             {image: "/a", fails: true},
		"port without a number":     {image: "host:/a", fails: true},
		"port that is no number":    {image: "host:x/a", fails: true},
		"bracket left open":         {image: "[::1/a", fails: true},
		"space":                     {image: "perl ", fails: true},
		"template":                  {image: "{{ .Values.image }}", fails: true},
		"scheme":                    {image: "https://r.io/a", fails: true},
		"path of 256":               {image: "r.io/" + strings.Repeat("a", 256), fails: true},
		"library/ counts":           {image: strings.Repeat("a", 248), fails: true},
		"host that is none, of 256": {image: "a_b.c/" + strings.Repeat("a", 250), fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ref, ok := Parse(test.image)
			if ok == test.fails {
				t.Fatalf("Parse(%q) reports %t", test.image, ok)
			}
			if !ok {
				return
			}
			if ref.Name() != test.name || ref.NameLength() != len(test.name) {
				t.Errorf("name %q of %d, want %q of %d", ref.Name(), ref.NameLength(), test.name, len(test.name))
			}
			if ref.Tag != test.tag || ref.Digest != test.digest || ref.EffectiveTag() != test.effective {
				t.Errorf("tag %q, digest %q, effective tag %q; want %q, %q, %q", ref.Tag, ref.Digest, ref.EffectiveTag(), test.tag, test.digest, test.effective)
			}
		})
	}
}

func TestParseAllocatesNothing(t *testing.T) {
	image := "registry.example:5000/team/app:1@sha256:" + hex64
	if n := testing.AllocsPerRun(100, func() { Parse(image) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, image := range []string{"perl", "registry:5000/app:2", "a@sha256:" + hex64, "[::1]:5000/a", "a.b_c/d", "index.docker.io/x"} {
		f.Add(image)
	}
	f.Fuzz(func(t *testing.T, image string) {
		ref, ok := Parse(image)
		if !ok {
			return
		}
		// What was read and written in full is read again as the same.
		full := ref.Name()
		if ref.Tag != "" {
			full += ":" + ref.Tag
		}
		if ref.Digest != "" {
			full += "@" + ref.Digest
		}
		again, ok := Parse(full)
		if !ok || again.Name() != ref.Name() || again.Tag != ref.Tag || again.Digest != ref.Digest {
			t.Errorf("%q is %+v, but %q is %+v", image, ref, full, again)
		}
	})
}
