package expr

import (
	"reflect"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	apiservercel "k8s.io/apiserver/pkg/cel"
)

// kindType is the type of a Job or CronJob, as JSON has it; nil for another kind.
func kindType(kind string) *apiservercel.DeclType {
	of := typesOf{}
	switch kind {
	case "Job":
		return of.declare(reflect.TypeFor[batchv1.Job]())
	case "CronJob":
		return of.declare(reflect.TypeFor[batchv1.CronJob]())
	}
	return nil
}

// typesOf are the types that were declared already: a type has one declaration wherever it is used.
type typesOf map[reflect.Type]*apiservercel.DeclType

// declare is the CEL type of an API type. What is a text in JSON but not in Go, and what can be two things,
// is left open.
func (of typesOf) declare(t reflect.Type) *apiservercel.DeclType {
	switch t {
	case reflect.TypeFor[metav1.Time](), reflect.TypeFor[metav1.MicroTime](), reflect.TypeFor[resource.Quantity](),
		reflect.TypeFor[intstr.IntOrString](), reflect.TypeFor[runtime.RawExtension](), reflect.TypeFor[metav1.FieldsV1]():
		return apiservercel.DynType
	}
	switch t.Kind() {
	case reflect.Pointer:
		return of.declare(t.Elem())
	case reflect.Bool:
		return apiservercel.BoolType
	case reflect.String:
		return apiservercel.StringType
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint32, reflect.Uint64:
		return apiservercel.IntType
	case reflect.Float32, reflect.Float64:
		return apiservercel.DoubleType
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return apiservercel.StringType // base64
		}
		return apiservercel.NewListType(of.declare(t.Elem()), -1)
	case reflect.Map:
		return apiservercel.NewMapType(apiservercel.StringType, of.declare(t.Elem()), -1)
	case reflect.Struct:
		return of.object(t)
	default:
		return apiservercel.DynType
	}
}

func (of typesOf) object(t reflect.Type) *apiservercel.DeclType {
	if declared := of[t]; declared != nil {
		return declared
	}
	fields := map[string]*apiservercel.DeclField{}
	of.fields(t, fields)
	declared := apiservercel.NewObjectType("kubernetes."+t.Name(), fields)
	of[t] = declared
	return declared
}

// fields adds the fields of a struct under their names in JSON, those of embedded structs included.
func (of typesOf) fields(t reflect.Type, fields map[string]*apiservercel.DeclField) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case name == "" && (f.Anonymous || strings.Contains(options, "inline")):
			of.fields(f.Type, fields)
		case name != "":
			fields[name] = apiservercel.NewDeclField(name, of.declare(f.Type), false, nil, nil)
		}
	}
}

// record is a type of the admission request, by its fields.
func record(name string, fields map[string]*apiservercel.DeclType) *apiservercel.DeclType {
	declared := make(map[string]*apiservercel.DeclField, len(fields))
	for field, of := range fields {
		declared[field] = apiservercel.NewDeclField(field, of, false, nil, nil)
	}
	return apiservercel.NewObjectType(name, declared)
}

// requestType is what an expression may ask of the admission request: what ValidatingAdmissionPolicy has.
func requestType() *apiservercel.DeclType {
	text := apiservercel.StringType
	kind := record("kubernetes.GroupVersionKind", map[string]*apiservercel.DeclType{"group": text, "version": text, "kind": text})
	plural := record("kubernetes.GroupVersionResource", map[string]*apiservercel.DeclType{"group": text, "version": text, "resource": text})
	texts := apiservercel.NewListType(text, -1)
	user := record("kubernetes.UserInfo", map[string]*apiservercel.DeclType{
		"username": text, "uid": text, "groups": texts, "extra": apiservercel.NewMapType(text, texts, -1),
	})
	return record("kubernetes.AdmissionRequest", map[string]*apiservercel.DeclType{
		"kind": kind, "resource": plural, "subResource": text, "requestKind": kind, "requestResource": plural, "requestSubResource": text,
		"name": text, "namespace": text, "operation": text, "userInfo": user, "dryRun": apiservercel.BoolType, "options": apiservercel.DynType,
	})
}

// namespaceType is what an expression may ask of the object's namespace.
func namespaceType() *apiservercel.DeclType {
	text := apiservercel.StringType
	pairs := apiservercel.NewMapType(text, text, -1)
	meta := record("kubernetes.NamespaceMetadata", map[string]*apiservercel.DeclType{
		"name": text, "generateName": text, "namespace": text, "labels": pairs, "annotations": pairs, "UID": text,
		"creationTimestamp": apiservercel.TimestampType, "deletionGracePeriodSeconds": apiservercel.IntType,
		"deletionTimestamp": apiservercel.TimestampType, "generation": apiservercel.IntType, "resourceVersion": text,
		"finalizers": apiservercel.NewListType(text, -1),
	})
	condition := record("kubernetes.NamespaceCondition", map[string]*apiservercel.DeclType{
		"status": text, "type": text, "lastTransitionTime": apiservercel.TimestampType, "message": text, "reason": text,
	})
	return record("kubernetes.Namespace", map[string]*apiservercel.DeclType{
		"metadata": meta,
		"spec":     record("kubernetes.NamespaceSpec", map[string]*apiservercel.DeclType{"finalizers": apiservercel.NewListType(text, -1)}),
		"status":   record("kubernetes.NamespaceStatus", map[string]*apiservercel.DeclType{"phase": text, "conditions": apiservercel.NewListType(condition, -1)}),
	})
}
