package generate

import "strings"

// pool holds values to write into one field: good ones, and ones at and beyond its bounds.
type pool struct{ good, bad []any }

func p(good, bad []any) pool { return pool{good, bad} }

func list(v ...any) []any { return v }

var (
	long63, long64   = strings.Repeat("a", 63), strings.Repeat("a", 64)
	long253, long254 = strings.Repeat("a.", 126) + "a", strings.Repeat("a.", 126) + "aa"
	long15, long16   = "abcdefghijklmno", "abcdefghijklmnop"
)

// The well-known forms of strings.
var (
	dnsLabel     = p(list("main", "side", "init", "a-1", "data", "config"), list("", "A", "a_b", "-a", "a-", "a.b", long63, long64, "1a", " a", "ü"))
	dnsSubdomain = p(list("name", "a.b", "x-1.example.com"), list("", "A.b", "a..b", ".a", "a_b", "a/b", long253, long254, "a-.b", "..", "."))
	labelKey     = p(list("app", "example.com/role", "kubernetes.io/arch", "tier"), list("", "a b", "/x", "a/", "a/b/c", "-x", "X_y.z", "UPPER.com/x", long63, long64, "a/"+long64, long253+"/x", long254+"/x",
		"beta.kubernetes.io/arch", "failure-domain.beta.kubernetes.io/zone", "node-role.kubernetes.io/master", "app.kubernetes.io/created-by", "controller-uid", "job-name",
		"batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid"))
	labelValue    = p(list("a", "web", "v1.2_3-x", ""), list("-a", "a-", "a b", "ä", "a/b", long63, long64, "0"))
	annotationKey = p(list("example.com/note", "note"), list("", "a b", "/x", long64, "UPPER/Case", "UPPER.com/x", "a/b/c",
		"seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/main", "container.apparmor.security.beta.kubernetes.io/main",
		"container.apparmor.security.beta.kubernetes.io/side", "container.apparmor.security.beta.kubernetes.io/nobody", "scheduler.alpha.kubernetes.io/critical-pod", "security.alpha.kubernetes.io/sysctls",
		"controller.kubernetes.io/pod-deletion-cost", "scheduler.alpha.kubernetes.io/preferAvoidPods", "pod.beta.kubernetes.io/init-containers",
		"batch.kubernetes.io/cronjob-scheduled-timestamp", "kubernetes.io/config.mirror", "scheduler.alpha.kubernetes.io/tolerations", "volume.beta.kubernetes.io/storage-class"))
	annotationValue = p(list("x", "some text, any text", ""), list("runtime/default", "unconfined", "localhost/foo", "localhost/", "localhost/../x", "docker/default", "bad", "12", "012", "+5", "2147483648", "[]",
		strings.Repeat("a", 2000)))
	portNumber   = p(list(80, 8080, 443, 9090, 1, 65535), list(0, -1, 65536, 1<<31-1, 100000))
	portName     = p(list("http", "metrics", "a-1"), list("", "HTTP", "1", "123", "a--b", "-a", "a-", "a_b", long15, long16, "http2-"))
	absolutePath = p(list("/data", "/etc/config", "/a/b", "/tmp"), list("", "a", "relative/x", "/a/../b", "/a:b", "..", "/", "/..", "/../x", "C:\\x", "/data/", "/dev/termination-log"))
	relativePath = p(list("a", "a/b", "key.txt", "token"), list("", "/a", "..", "../a", "a/../b", "..a", "a/..b", "a\\..\\b", "./a", "a//b", strings.Repeat("a", 260), "a:b"))
	quantity     = p(list("1", "100m", "1Gi", "2", "500m", "64Mi", "1k", 1, 2), list("0", "-1", "1.5", "0.5m", "1e3", "10E", "9223372036854775807", "9223372036854775808", "1e30", "1m", "2Mi", "3Mi", "1n", "0.0001", 0, -1, 1.5, "100Mi", "1GiB", "", "abc", "1 Gi", ".", "1.0000000001"))
	ip           = p(list("10.0.0.1", "127.0.0.1", "::1", "2001:db8::1"), list("", "10.0.0", "10.0.0.256", "010.0.0.1", "::ffff:1.2.3.4", "a", "1.2.3.4/8", "2001:DB8::1", "2001:db8:0:0::1", "fe80::1%eth0", " 1.2.3.4", "1.2.3.4 "))
	envName      = p(list("A", "B", "PATH_X", "my-env.name"), list("", "a b", "1A", "A=B", "a,b", "ä", "-", ".", "..", "..a", "A\tB", "~", "\"", long254))
	anyText      = p(list("x", "text"), list("", " ", "a b", long254, "$(VAR)", "ä"))
	uid          = p(list("6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11", "u1"), list("", " ", "00000000-0000-0000-0000-000000000000"))
	uri          = p(list("example.com", "host"), list("", " ", "a/b", ":"))
	octal        = p(list(0o644, 0o400, 0, 0o777), list(-1, 0o1000, 0o1777, 0o2000, 512, 511))
	unixID       = p(list(0, 1000, 65534), list(-1, 2147483647, 2147483648, 4294967295, int64(1)<<62))
	qualifiedKey = labelKey
	containerRef = p(list("main", "side", "init"), list("", "nobody", "Main", "a b"))
	volumeRef    = p(list("data", "config", "cache", "raw"), list("", "nobody", "Data"))
	storageName  = p(list("fast", "a.b"), list("", "A", "a_b", long253, long254))
	time         = p(list("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-02T03:04:05Z", "2025-12-31T23:59:59Z"), list("", "2026-01-01", "x", nil))
	indexes      = p(list("0", "0-2", "1,3-5,7", "2", "0,1"), list("", ",", "1-", "-1", "2-1", "1,1", "1-3,2", "3,1", "a", "1-a", "+1", "007", "1-+3", "99999999999", "2147483647", "2147483648", "0-2147483646", " 1", "1,", "1--2", "1-2-3",
		"5", "100", "0-99", "-", "1,2,3,4,5,6,7,8,9,10", "1-1"))
	fsType = p(list("ext4", ""), list("\x00", "xfs "))
)

func enum(values ...string) pool {
	good := make([]any, len(values))
	bad := list("", " ", "Nonsense")
	for i, v := range values {
		good[i] = v
		bad = append(bad, strings.ToLower(v), v+" ", strings.ToUpper(v))
	}
	return pool{good, bad}
}

// byKind are the values for fields of which no table says more.
var byKind = map[string]pool{
	"int32": p(list(0, 1, 2, 3), list(-1, -2147483648, 2147483647, 100000, 100001, 10000, 10001)),
	"int64": p(list(0, 1, 30, 3600), list(-1, int64(-1)<<63, int64(1)<<62, 2147483647, 2147483648)),
	"text":  anyText,
	"bool":  p(list(true, false), nil),
	"port":  p(list(80, "http", 8080, "metrics"), list(0, -1, 65536, "", "HTTP", "80", "a--b", long16, "-", "1-2")),
}
