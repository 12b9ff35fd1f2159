//go:build !unix

package wholefile

import "os"

// keep gives the file the mode of the one whose place it takes.
func keep(f *os.File, of os.FileInfo) {
	_ = f.Chmod(of.Mode().Perm()) // where there are no modes there is none to keep
}
