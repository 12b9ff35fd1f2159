package defaults

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

func setResources(limits, requests corev1.ResourceList, at *pointer, record *Record) {
	list := at.child("limits")
	setResourceList(limits, &list, record)
	list = at.child("requests")
	setResourceList(requests, &list, record)
}

// setResourceList rounds amounts up to thousandths, which is as fine as the API goes.
//
// Source: SetDefaults_ResourceList.
func setResourceList(list corev1.ResourceList, at *pointer, record *Record) {
	for name, quantity := range list {
		if quantity.RoundUp(resource.Milli) { // of the copy; true says that nothing was lost
			continue
		}
		list[name] = quantity
		if record != nil {
			entry := at.key(string(name))
			record.put(&entry, quantity)
		}
	}
}
