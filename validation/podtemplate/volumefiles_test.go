package podtemplate

import "testing"

func TestFileModeHint(t *testing.T) {
	const otherwise = "write it in octal with a 0 before it, such as 0644, or in JSON as the decimal 420"
	for _, c := range []struct {
		mode int32
		want string
	}{
		{644, "did you mean 0644? In JSON that is 420"},
		{777, "did you mean 0777? In JSON that is 511"},
		{1000, otherwise},
		{778, otherwise},
		{-1, otherwise},
		{-644, otherwise},
	} {
		if got := fileModeHint(c.mode); got != c.want {
			t.Errorf("%d: %q, want %q", c.mode, got, c.want)
		}
	}
}
