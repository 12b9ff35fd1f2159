package changes

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
)

// Between returns what differs between two values of one API type, old and new, which stand at path. It
// keeps at most limit leaves and counts the rest. Nothing and empty are the same, and so are two ways to
// write one quantity, as the API server has it.
//
// Elements of a list that have names are compared with those of the same name, others with those of the
// same index.
func Between(old, new any, path string, limit int) List {
	w := walker{limit: limit}
	w.value(path, reflect.ValueOf(old), reflect.ValueOf(new))
	return w.found
}

type walker struct {
	found List
	limit int
}

func (w *walker) add(path string, old, new reflect.Value) {
	if w.found.Total++; len(w.found.Leaves) < w.limit {
		w.found.Leaves = append(w.found.Leaves, Leaf{path, held(old), held(new)})
	}
}

// held returns what the value holds, nil where there is none.
func held(v reflect.Value) any {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() || isNothing(v) {
		return nil
	}
	return v.Interface()
}

// isNothing reports a nil pointer, an empty list or an empty map: the API has no difference between those.
// An empty text is nothing too: the field is left out where it is written.
func isNothing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return v.IsNil()
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	default:
		return !v.IsValid()
	}
}

func (w *walker) value(path string, old, new reflect.Value) {
	if isNothing(old) && isNothing(new) {
		return
	}
	kind := old.Kind()
	if (isNothing(old) || isNothing(new)) && kind != reflect.Slice && kind != reflect.Map {
		w.add(path, old, new)
		return
	}
	switch kind {
	case reflect.Pointer, reflect.Interface:
		w.value(path, old.Elem(), new.Elem())
	case reflect.Struct:
		if isScalar(old.Type()) {
			w.leaf(path, old, new)
			return
		}
		w.fields(path, old, new)
	case reflect.Slice:
		w.list(path, old, new)
	case reflect.Map:
		w.mapping(path, old, new)
	default:
		w.leaf(path, old, new)
	}
}

func (w *walker) leaf(path string, old, new reflect.Value) {
	if !equality.Semantic.DeepEqual(old.Interface(), new.Interface()) {
		w.add(path, old, new)
	}
}

// isScalar reports a struct that is written as one value: a quantity, a time, a number or text.
func isScalar(t reflect.Type) bool {
	switch t.Name() {
	case "Quantity", "Time", "MicroTime", "IntOrString", "Duration":
		return true
	}
	return false
}

func (w *walker) fields(path string, old, new reflect.Value) {
	for i := range old.NumField() {
		name, options, _ := strings.Cut(old.Type().Field(i).Tag.Get("json"), ",")
		at := path
		switch {
		case name == "-":
			continue
		case name != "":
			at = child(path, name)
		case !old.Type().Field(i).Anonymous && !strings.Contains(options, "inline"):
			continue
		}
		w.value(at, old.Field(i), new.Field(i))
	}
}

func child(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func (w *walker) mapping(path string, old, new reflect.Value) {
	keys := map[string]reflect.Value{}
	for _, m := range []reflect.Value{old, new} {
		for _, key := range m.MapKeys() {
			keys[key.String()] = key
		}
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		a, b := old.MapIndex(keys[name]), new.MapIndex(keys[name])
		if at := path + "[" + name + "]"; !a.IsValid() || !b.IsValid() {
			w.addEntry(at, a, b)
		} else {
			w.leaf(at, a, b)
		}
	}
}

// addEntry is add for an entry of a map, where an empty text is something.
func (w *walker) addEntry(path string, old, new reflect.Value) {
	if w.found.Total++; len(w.found.Leaves) >= w.limit {
		return
	}
	leaf := Leaf{Path: path}
	if old.IsValid() {
		leaf.Old = old.Interface()
	}
	if new.IsValid() {
		leaf.New = new.Interface()
	}
	w.found.Leaves = append(w.found.Leaves, leaf)
}

func (w *walker) list(path string, old, new reflect.Value) {
	before, placeBefore, named := names(old)
	after, placeAfter, alsoNamed := names(new)
	if !named || !alsoNamed {
		for i := range max(old.Len(), new.Len()) {
			switch {
			case i >= old.Len():
				w.add(element(path, i), reflect.Value{}, new.Index(i))
			case i >= new.Len():
				w.add(element(path, i), old.Index(i), reflect.Value{})
			default:
				w.value(element(path, i), old.Index(i), new.Index(i))
			}
		}
		return
	}
	if !slices.Equal(before, after) && sameNames(before, after) {
		w.add(path, reflect.ValueOf(before), reflect.ValueOf(after)) // another order
	}
	for i, name := range after {
		if j, ok := placeBefore[name]; ok {
			w.value(element(path, i), old.Index(j), new.Index(i))
		} else {
			w.add(element(path, i), reflect.Value{}, new.Index(i))
		}
	}
	for j, name := range before {
		if _, ok := placeAfter[name]; !ok {
			w.add(element(path, j), old.Index(j), reflect.Value{})
		}
	}
}

func sameNames(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// names returns the names of the elements and the place of each, false where not each has a name of its own.
func names(list reflect.Value) (found []string, place map[string]int, ok bool) {
	if list.Type().Elem().Kind() != reflect.Struct {
		return nil, nil, false
	}
	field, ok := list.Type().Elem().FieldByName("Name")
	if !ok || field.Type.Kind() != reflect.String {
		return nil, nil, false
	}
	found = make([]string, list.Len())
	place = make(map[string]int, list.Len())
	for i := range found {
		name := list.Index(i).FieldByIndex(field.Index).String()
		if _, twice := place[name]; name == "" || twice {
			return nil, nil, false
		}
		found[i], place[name] = name, i
	}
	return found, place, true
}
