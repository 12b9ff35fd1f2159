{{- define "jobvalidate.metadata" -}}
name: {{ .name | default "jobvalidate" }}
{{- if .namespaced }}
namespace: {{ .root.Release.Namespace }}
{{- end }}
labels:
  app.kubernetes.io/name: jobvalidate
{{- end }}

{{/* The annotation by which something else in the cluster writes the caBundle. */}}
{{- define "jobvalidate.injection" -}}
{{- if eq .Values.certs.source "cert-manager" }}
annotations:
  cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/jobvalidate
{{- else if eq .Values.certs.source "openshift" }}
annotations:
  service.beta.openshift.io/inject-cabundle: "true"
{{- end }}
{{- end }}

{{/* What both kinds of webhook share; .path, .resources and .name tell them apart. */}}
{{- define "jobvalidate.webhook" -}}
name: {{ .name }}
admissionReviewVersions: [v1]
sideEffects: None
matchPolicy: Equivalent
timeoutSeconds: {{ .root.Values.timeoutSeconds }}
failurePolicy: {{ .root.Values.failurePolicy }}
clientConfig:
  {{- if and (eq .root.Values.certs.source "files") .root.Values.certs.caBundle }}
  caBundle: {{ .root.Values.certs.caBundle }}
  {{- end }}
  service:
    name: jobvalidate
    namespace: {{ .root.Release.Namespace }}
    path: {{ .path }}
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values: {{ append .root.Values.exemptNamespaces .root.Release.Namespace | toJson }}
rules:
  - apiGroups: [batch]
    apiVersions: [v1]
    resources: {{ .resources | toJson }}
    operations: [CREATE, UPDATE]
    scope: Namespaced
{{- end }}
