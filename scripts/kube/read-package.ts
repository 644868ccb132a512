import protobuf from 'protobufjs';
import type { Field, Messages, Shape } from './field.js';
import type { GoPackage } from './go-module.js';
import { likenesses, type Struct, type TaggedField, taggedStructs } from './go-structs.js';

/**
 * Messages whose JSON is not made of their fields: Go writes it by hand. The decoder knows each of them;
 * here they are only names.
 */
export const handWritten: ReadonlySet<string> = new Set([
  'apiextensions.v1/JSON',
  'apiextensions.v1/JSONSchemaPropsOrArray',
  'apiextensions.v1/JSONSchemaPropsOrBool',
  'apiextensions.v1/JSONSchemaPropsOrStringArray',
  'apiextensions.v1beta1/JSON',
  'apiextensions.v1beta1/JSONSchemaPropsOrArray',
  'apiextensions.v1beta1/JSONSchemaPropsOrBool',
  'apiextensions.v1beta1/JSONSchemaPropsOrStringArray',
  'authentication.v1/AttestationValue',
  'authentication.v1/ExtraValue',
  'authentication.v1beta1/ExtraValue',
  'authorization.v1/ExtraValue',
  'authorization.v1beta1/ExtraValue',
  'certificates.v1/ExtraValue',
  'certificates.v1beta1/ExtraValue',
  'intstr/IntOrString',
  'meta.v1/Duration',
  'meta.v1/FieldsV1',
  'meta.v1/MicroTime',
  'meta.v1/Time',
  'meta.v1/Timestamp',
  'meta.v1/Verbs',
  'resource/Quantity',
  'resource/QuantityValue',
  'runtime/RawExtension',
  'runtime/TypeMeta',
  'runtime/Unknown',
]);

const scalars: ReadonlySet<string> = new Set(['string', 'int32', 'int64', 'bool', 'bytes', 'double']);

/** `k8s.io.apimachinery.pkg.apis.meta.v1` → `meta.v1`: what our table calls a package. */
function shortName(parts: readonly string[]): string {
  const from = Math.max(parts.lastIndexOf('api'), parts.lastIndexOf('apis'), parts.lastIndexOf('pkg'));
  return parts
    .slice(from + 1)
    .filter((part) => part !== 'util')
    .join('.');
}

/** `.k8s.io.apimachinery.pkg.apis.meta.v1.Time` → `meta.v1/Time`; a bare name is of the package itself. */
function typeReference(type: string, packageName: string): string {
  if (scalars.has(type)) {
    return type;
  }
  const parts = type.replace(/^\./u, '').split('.');
  const name = parts.pop() ?? '';
  return `${parts.length === 0 ? packageName : shortName(parts)}/${name}`;
}

function shapeOf(field: protobuf.Field): Shape {
  if (field instanceof protobuf.MapField) {
    if (field.keyType !== 'string') {
      throw new Error(`${field.fullName}: a map with ${field.keyType} keys has no rule`);
    }
    return 'map';
  }
  return field.repeated ? 'list' : 'one';
}

function field(definition: protobuf.Field, tagged: TaggedField, packageName: string): Field {
  return {
    number: definition.id,
    name: tagged.jsonName ?? definition.name,
    shape: shapeOf(definition),
    type: typeReference(definition.type, packageName),
    isPointer: tagged.isPointer,
    omitsEmpty: tagged.omitsEmpty,
    isInline: tagged.isInline,
    isPartial: false,
  };
}

function messageFields(type: protobuf.Type, struct: Struct | undefined, packageName: string) {
  const fields = new Map<number, Field>();
  for (const definition of type.fieldsArray) {
    const tagged = struct?.get(definition.id);
    if (tagged === undefined || (tagged.jsonName === undefined && !tagged.isInline)) {
      throw new Error(`${packageName}/${type.name}: field ${definition.id} has no JSON name in Go`);
    }
    fields.set(definition.id, field(definition, tagged, packageName));
  }
  return fields;
}

function everyType(scope: protobuf.NamespaceBase): readonly protobuf.Type[] {
  return scope.nestedArray.flatMap((object) => {
    if (object instanceof protobuf.Type) {
      return [object];
    }
    return object instanceof protobuf.Namespace ? everyType(object) : [];
  });
}

/** The tagged structs of all packages, those that borrow another's fields included. */
function everyStruct(packages: readonly GoPackage[]): ReadonlyMap<string, Struct> {
  const structs = new Map<string, Struct>();
  for (const { name, goFiles } of packages) {
    for (const [struct, fields] of goFiles.flatMap((source) => [...taggedStructs(source)])) {
      structs.set(`${name}/${struct}`, fields);
    }
  }
  for (const { name, goFiles } of packages) {
    for (const { name: own, importPath, target } of goFiles.flatMap(likenesses)) {
      const fields = structs.get(`${shortName(importPath.split('/'))}/${target}`);
      if (fields !== undefined) {
        structs.set(`${name}/${own}`, fields);
      }
    }
  }
  return structs;
}

/**
 * The messages of a release: numbers and types from the message definitions, names and presence from the
 * tags of the Go structs.
 * @throws Error when a field has no name in JSON: its message must be known as written by hand.
 */
export function readMessages(packages: readonly GoPackage[]): Messages {
  const structs = everyStruct(packages);
  const messages: Messages = new Map();
  for (const { name, proto } of packages) {
    for (const type of everyType(protobuf.parse(proto, { keepCase: true }).root)) {
      const key = `${name}/${type.name}`;
      if (!handWritten.has(key)) {
        messages.set(key, messageFields(type, structs.get(key), name));
      }
    }
  }
  return messages;
}
