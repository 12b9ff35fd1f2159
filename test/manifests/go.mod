module github.com/jobvalidate/jobvalidate/test/manifests

go 1.26.7

replace github.com/jobvalidate/jobvalidate => ../..

require (
	github.com/blang/semver/v4 v4.0.0 // indirect
	github.com/prometheus/prometheus v0.316.0 // indirect
	helm.sh/helm/v4 v4.3.0 // indirect
	sigs.k8s.io/kustomize/api v0.21.1 // indirect
	sigs.k8s.io/kustomize/kyaml v0.21.1 // indirect
)
