// Package registry answers questions with k8s.io/kubernetes' own code: the serializer of its legacy scheme,
// then rest.BeforeCreate and rest.BeforeUpdate with the strategies of Jobs and CronJobs, the declarative
// validation that runs beside the handwritten one included.
//
// It compiles against every Kubernetes version that has a go*.mod here, and imports nothing of the product.
package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/component-base/featuregate"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/batch"
	_ "k8s.io/kubernetes/pkg/apis/batch/install" // registers the types
	_ "k8s.io/kubernetes/pkg/apis/core/install"  // registers the types
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

// Start sets what is global in an API server: its feature gates (in the form of its flag) and privileged
// containers, which clusters allow. It fails where the server would refuse to start. Call it once.
func Start(featureGates string) error {
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
	gate := utilfeature.DefaultMutableFeatureGate
	if err := gate.Set(featureGates); err != nil {
		return err
	}
	if v, ok := gate.(interface{ Validate() []error }); ok {
		return errors.Join(v.Validate()...)
	}
	return nil
}

// Gates describes the feature gates of this version.
func Gates() map[string]oracle.Gate {
	gates := map[string]oracle.Gate{}
	for name, spec := range utilfeature.DefaultMutableFeatureGate.GetAll() {
		gates[string(name)] = oracle.Gate{Default: spec.Default, Locked: spec.LockToDefault}
	}
	if d, ok := utilfeature.DefaultMutableFeatureGate.(interface {
		Dependencies() map[featuregate.Feature][]featuregate.Feature
	}); ok {
		for name, needs := range d.Dependencies() {
			gate := gates[string(name)]
			for _, n := range needs {
				gate.Needs = append(gate.Needs, string(n))
			}
			gates[string(name)] = gate
		}
	}
	return gates
}

// creation is the time at which all objects of the conformance run are made.
var creation = metav1.NewTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

// Answer says what the API server would.
func Answer(q *oracle.Request) (reply oracle.Reply) {
	defer func() {
		if p := recover(); p != nil {
			reply.Panic = fmt.Sprint(p)
		}
	}()
	obj, strictErrs, err := decode(q.Object, q.Kind, q.FieldValidation)
	if err != nil {
		reply.Decode = err.Error()
		return reply
	}
	reply.Warnings = strictErrs
	if q.Objects {
		reply.Defaulted = encode(obj)
	}
	accessor, err := meta.Accessor(obj)
	if err != nil {
		reply.Refused = err.Error()
		return reply
	}
	var old runtime.Object
	if q.Operation != oracle.Create {
		if old, _, err = decode(q.Old, q.Kind, "Ignore"); err != nil {
			reply.Decode = oracle.UnreadableOld(err)
			return reply
		}
		if err = fromStore(accessor, old); err != nil {
			reply.Refused = err.Error()
			return reply
		}
	}
	ctx := requestContext(q, accessor, (*warningList)(&reply.Warnings))
	if q.Operation == oracle.Create {
		err = create(ctx, q.Kind, obj, accessor)
	} else {
		err = rest.BeforeUpdate(updateStrategy(q.Kind, q.Operation), ctx, obj, old)
	}
	switch status := apierrors.APIStatus(nil); {
	case err == nil:
		if q.Objects {
			reply.Stored = encode(obj)
		}
	case apierrors.IsInvalid(err) && errors.As(err, &status) && status.Status().Details != nil:
		for _, c := range status.Status().Details.Causes {
			reply.Errors = append(reply.Errors, oracle.Error{Type: string(c.Type), Field: c.Field, Detail: c.Message})
		}
	default:
		reply.Refused = err.Error()
	}
	return reply
}

// create does what the create handler and the store do around the strategy, with a fixed uid and time.
func create(ctx context.Context, kind oracle.Kind, obj runtime.Object, accessor metav1.Object) error {
	rest.WipeObjectMetaSystemFields(accessor)
	accessor.SetCreationTimestamp(creation)
	accessor.SetUID(oracle.UID)
	var strategy rest.RESTCreateStrategy = job.Strategy
	if kind == oracle.CronJob {
		strategy = cronjob.Strategy
	}
	if accessor.GetName() == "" && accessor.GetGenerateName() != "" {
		accessor.SetName(strategy.GenerateName(accessor.GetGenerateName()))
	}
	return rest.BeforeCreate(strategy, ctx, obj)
}

// fromStore does what handler and store do with an update: the request is for the namespace of what is
// stored, which has a resourceVersion, and an update that names none is of that one, as Jobs and CronJobs
// allow.
func fromStore(accessor metav1.Object, old runtime.Object) error {
	stored, err := meta.Accessor(old)
	if err != nil {
		return err
	}
	if accessor.GetNamespace() == "" {
		accessor.SetNamespace(stored.GetNamespace())
	}
	stored.SetResourceVersion("1")
	if accessor.GetResourceVersion() == "" {
		accessor.SetResourceVersion("1")
	}
	return nil
}

func updateStrategy(kind oracle.Kind, operation oracle.Operation) rest.RESTUpdateStrategy {
	switch {
	case kind == oracle.CronJob && operation == oracle.StatusUpdate:
		return cronjob.StatusStrategy
	case kind == oracle.CronJob:
		return cronjob.Strategy
	case operation == oracle.StatusUpdate:
		return job.StatusStrategy
	default:
		return job.Strategy
	}
}

// requestContext is the context of a request in the object's own namespace.
func requestContext(q *oracle.Request, accessor metav1.Object, recorder warning.Recorder) context.Context {
	namespace := accessor.GetNamespace()
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	info := &request.RequestInfo{
		IsResourceRequest: true, APIGroup: "batch", APIVersion: "v1", Resource: "jobs", Namespace: namespace, Name: accessor.GetName(), Verb: "update",
	}
	if q.Kind == oracle.CronJob {
		info.Resource = "cronjobs"
	}
	switch q.Operation {
	case oracle.Create:
		info.Verb = "create"
	case oracle.StatusUpdate:
		info.Subresource = "status"
	}
	ctx := request.WithNamespace(context.Background(), namespace)
	return warning.WithWarningRecorder(request.WithRequestInfo(ctx, info), recorder)
}

type warningList []string

// AddWarning keeps the text. (An API server sends equal texts once.)
func (l *warningList) AddWarning(_, text string) { *l = append(*l, text) }

var (
	strict  = codec(true)
	lenient = codec(false)
)

// codec decodes as an API server does: into the published type, defaulted, converted to the internal one.
func codec(strict bool) runtime.Decoder {
	scheme := legacyscheme.Scheme
	serializer := jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, scheme, scheme, jsonserializer.SerializerOptions{Strict: strict})
	return legacyscheme.Codecs.DecoderToVersion(serializer, schema.GroupVersion{Group: "batch", Version: runtime.APIVersionInternal})
}

// decode returns the internal object, or why the API server refuses to read it. strictErrs are warnings.
func decode(data []byte, kind oracle.Kind, fieldValidation string) (obj runtime.Object, strictErrs []string, err error) {
	decoder, into := strict, runtime.Object(&batch.Job{})
	if fieldValidation == "Ignore" {
		decoder = lenient
	}
	if kind == oracle.CronJob {
		into = &batch.CronJob{}
	}
	gvk := batchv1.SchemeGroupVersion.WithKind(string(kind))
	obj, got, err := decoder.Decode(data, &gvk, into)
	if strictErr, ok := runtime.AsStrictDecodingError(err); ok && obj != nil && fieldValidation == "Warn" {
		for _, e := range strictErr.Errors() {
			strictErrs = append(strictErrs, e.Error())
		}
		err = nil
	}
	if err != nil {
		return nil, nil, err
	}
	if *got != gvk {
		return nil, nil, fmt.Errorf("the object is a %s, not a %s", got, gvk)
	}
	return obj, strictErrs, nil
}

// encode returns the object as batch/v1 JSON.
func encode(obj runtime.Object) []byte {
	versioned, err := legacyscheme.Scheme.ConvertToVersion(obj, batchv1.SchemeGroupVersion)
	if err != nil {
		panic(err)
	}
	data, err := json.Marshal(versioned)
	if err != nil {
		panic(err)
	}
	return data
}
