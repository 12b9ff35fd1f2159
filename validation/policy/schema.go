package policy

import (
	"encoding/json"
	"maps"

	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// object is a JSON object of the schema.
type object = map[string]any

// Schema returns the JSON Schema (draft 7) of a policy file, for editors. It is made of the tables that the
// file is read by, so it knows the same keys. It cannot say all that Parse does: that min is not above max,
// that a default can be valid.
func Schema() ([]byte, error) {
	sections := object{
		"mode": ref("mode"), "rules": ref("rules"), "limits": ref("limits"), "defaults": ref("defaults"),
	}
	top := object{
		"apiVersion": object{"const": APIVersion},
		"kind":       object{"const": Kind},
		"metadata":   closed(object{"name": object{"type": "string"}}),
		"overrides":  object{"type": "array", "items": ref("override"), "description": "parts of the policy for some objects only; of two that hold, the later one decides"},
		"celRules":   object{"type": "array", "items": celRuleSchema(), "description": "rules of your own in CEL, in the dialect of ValidatingAdmissionPolicy"},
		"params":     described(object{"type": "object"}, "what expressions see as params"),
		"exemptions": exemptionsSchema(),
		"allow": closed(object{
			"skipDefaults": described(object{"type": "boolean"}, "objects may carry the annotation "+SkipAnnotation),
			"ignore":       described(object{"type": "boolean"}, "objects may suppress rules in the webhook by annotation"),
		}),
		"replaceServerDefaults": described(object{"type": "boolean"}, "a value that is the API server's default counts as left out even where nobody can tell who wrote it"),
		"warnings":              closed(object{"defaults": described(object{"type": "boolean"}, "tell the author what defaults were set; true where it is left out")}),
	}
	maps.Copy(top, sections)
	override := closed(object{
		"match": matchSchema(), "mode": ref("mode"), "rules": ref("rules"), "limits": ref("overrideLimits"), "defaults": ref("overrideDefaults"),
	})
	override["required"] = []string{"match"}
	schema := closed(top)
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = Kind
	schema["description"] = "What an organisation wants of its Jobs and CronJobs (" + APIVersion + ")."
	schema["required"] = []string{"apiVersion", "kind"}
	definitions := object{
		"mode":             described(object{"enum": modes}, "what becomes of an object that the policy does not want: refused, admitted with a warning, or noted in the audit log"),
		"severity":         object{"enum": severities},
		"rules":            rulesSchema(),
		"limits":           limitsSchema(false),
		"overrideLimits":   limitsSchema(true),
		"defaults":         defaultsSchema(false),
		"overrideDefaults": defaultsSchema(true),
		"override":         override,
		"selector":         selectorSchema(),
		"texts":            object{"type": "array", "items": object{"type": "string"}, "uniqueItems": true},
		"quantity":         object{"anyOf": []object{{"type": "string", "minLength": 1}, {"type": "number", "minimum": 0}}},
	}
	for i := range limitTable {
		definitions["limits."+limitTable[i].name] = limitSchema(&limitTable[i])
	}
	for i := range defaultTable {
		definitions["defaults."+defaultTable[i].name] = described(settingSchema(&defaultTable[i]), defaultTable[i].says)
	}
	schema["definitions"] = definitions
	return json.MarshalIndent(schema, "", "  ")
}

func ref(name string) object { return object{"$ref": "#/definitions/" + name} }

// closed is an object that may have these keys and no others.
func closed(properties object) object {
	return object{"type": "object", "additionalProperties": false, "properties": properties}
}

func described(schema object, says string) object {
	if says != "" {
		schema["description"] = says
	}
	return schema
}

// orNull also takes null, which in an override takes away what the policy says.
func orNull(schema object, override bool) object {
	if override {
		return object{"anyOf": []object{schema, {"type": "null"}}}
	}
	return schema
}

func celRuleSchema() object {
	text := object{"type": "string", "minLength": 1}
	rule := closed(object{
		"name":              text,
		"expression":        described(object{"type": "string", "minLength": 1}, "what must hold; it knows object, oldObject, request, namespaceObject and params"),
		"message":           text,
		"messageExpression": described(object{"type": "string", "minLength": 1}, "the message as an expression; message stands in where it fails"),
		"severity":          object{"enum": severities[:3]},
		"mode":              ref("mode"),
		"match":             matchSchema(),
	})
	rule["required"] = []string{"name", "expression"}
	return rule
}

func rulesSchema() object {
	setting := closed(object{"severity": ref("severity"), "mode": ref("mode")})
	return object{"type": "object", "propertyNames": object{"enum": rules.Names()}, "additionalProperties": object{"anyOf": []object{ref("severity"), setting}}}
}

func limitsSchema(override bool) object {
	properties := object{}
	for i := range limitTable {
		properties[limitTable[i].name] = orNull(ref("limits."+limitTable[i].name), override)
	}
	return closed(properties)
}

func limitSchema(row *limitRow) object {
	number := object{"type": "integer"}
	if row.form == formAmount {
		number = ref("quantity")
	}
	properties := object{"mode": ref("mode"), "message": object{"type": "string"}}
	for _, c := range constraintNames {
		if row.constraints&c.constraint == 0 {
			continue
		}
		switch c.constraint {
		case required, forbidden, equals:
			properties[c.name] = object{"type": "boolean"}
		case minimum, maximum:
			properties[c.name] = number
		case maxLength:
			properties[c.name] = object{"type": "integer", "minimum": 1}
		case pattern:
			properties[c.name] = described(object{"type": "string"}, "regular expression (RE2) that the whole value must match")
		default:
			properties[c.name] = choicesSchema(row)
		}
	}
	schema := closed(properties)
	schema["minProperties"] = 1
	if row.keyed {
		schema = object{"type": "object", "minProperties": 1, "additionalProperties": schema}
	}
	return described(schema, row.says)
}

// choicesSchema is a list of texts in which * stands for any text.
func choicesSchema(row *limitRow) object {
	item := object{"type": "string"}
	switch {
	case row == &limitTable[limitScheduleMinutes]:
		item = object{"type": "integer", "minimum": 0, "maximum": 59}
	case len(row.choices) > 0:
		item = object{"anyOf": []object{{"enum": row.choices}, {"type": "string", "pattern": `\*`}}}
	}
	return object{"type": "array", "items": item, "uniqueItems": true, "minItems": 1}
}

func defaultsSchema(override bool) object {
	properties := object{}
	for i := range defaultTable {
		properties[defaultTable[i].name] = orNull(ref("defaults."+defaultTable[i].name), override)
	}
	return closed(properties)
}

func settingSchema(row *defaultRow) object {
	switch row.form {
	case settingNumber:
		return object{"type": "integer"}
	case settingFlag:
		return object{"type": "boolean"}
	case settingList:
		return ref("texts")
	case settingPairs:
		fromNamespace := closed(object{"fromNamespaceLabel": object{"type": "string"}})
		fromNamespace["required"] = []string{"fromNamespaceLabel"}
		return object{"type": "object", "additionalProperties": object{"anyOf": []object{{"type": "string"}, fromNamespace}}}
	case settingAmounts:
		return object{"type": "object", "additionalProperties": ref("quantity")}
	case settingTolerations:
		return object{"type": "array", "items": object{"type": "object"}}
	case settingFailurePolicy:
		return object{"type": "object", "required": []string{"rules"}, "additionalProperties": false, "properties": object{"rules": object{"type": "array", "items": object{"type": "object"}}}}
	}
	if len(row.choices) > 0 {
		return object{"enum": row.choices}
	}
	return object{"type": "string"}
}

func matchSchema() object {
	schema := closed(object{
		"kinds":             object{"type": "array", "items": object{"enum": []string{kindJob, kindCronJob}}},
		"namespaces":        described(ref("texts"), "names, in which * stands for any text"),
		"namespaceSelector": ref("selector"),
		"objectSelector":    ref("selector"),
	})
	schema["minProperties"] = 1
	return schema
}

func selectorSchema() object {
	expression := closed(object{
		"key": object{"type": "string"}, "operator": object{"enum": []string{"In", "NotIn", "Exists", "DoesNotExist"}}, "values": ref("texts"),
	})
	expression["required"] = []string{"key", "operator"}
	return closed(object{
		"matchLabels":      object{"type": "object", "additionalProperties": object{"type": "string"}},
		"matchExpressions": object{"type": "array", "items": expression},
	})
}

func exemptionsSchema() object {
	return described(closed(object{
		"users": ref("texts"), "groups": ref("texts"), "namespaces": ref("texts"),
		"serviceAccounts": object{"type": "array", "items": object{"type": "string", "pattern": "^[^/]+/[^/]+$"}, "uniqueItems": true},
	}), "who and what the policy is silent about; * stands for any text")
}
