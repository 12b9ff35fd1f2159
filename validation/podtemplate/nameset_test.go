package podtemplate

import (
	"strconv"
	"testing"
)

func TestNameSetCloneIsIndependent(t *testing.T) {
	for _, size := range []int{1, fewNames, fewNames + 1} {
		var names nameSet
		for i := range size {
			names.add(strconv.Itoa(i))
		}
		twin := names.clone()
		names.add("new")
		if twin.has("new") {
			t.Errorf("of %d names: the clone has a name that was added later", size)
		}
		if !twin.has("0") || twin.add("0") {
			t.Errorf("of %d names: the clone lacks one", size)
		}
	}
}
