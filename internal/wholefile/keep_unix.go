//go:build unix

package wholefile

import (
	"os"
	"syscall"
)

// keep gives the file the mode and, as far as one may, the owner of the one whose place it takes.
func keep(f *os.File, of os.FileInfo) {
	if stat, ok := of.Sys().(*syscall.Stat_t); ok {
		_ = f.Chown(int(stat.Uid), int(stat.Gid)) // only root may give a file away
	}
	_ = f.Chmod(of.Mode().Perm()) // ours to change; where the file system has no modes there is none to keep
}
