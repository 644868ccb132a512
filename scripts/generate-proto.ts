/**
 * Writes `proto/generated/*.ts` from `proto/*.proto`: one interface, one codec per message, one
 * record per service; and the fields of what services speak, for JSON. protobufjs parses the definitions and, at run time, reads and writes the bytes.
 *
 * proto3 scalars are written when they differ from zero; proto2 scalars are always written, as etcd
 * does for Raft and WAL records; messages, bytes of proto2 and members of a oneof only when set.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const protoDirectory = fileURLToPath(new URL('../proto/', import.meta.url));
const outputDirectory = path.join(protoDirectory, 'generated');

interface ScalarRule {
  readonly type: string;
  readonly zero: string;
  readonly isSet: (value: string) => string;
  readonly read: string;
  readonly write: (value: string) => string;
  readonly wireType: 0 | 2;
}

const varint = (method: string): ScalarRule => ({
  type: 'number',
  zero: '0',
  isSet: (value) => `${value} !== 0`,
  read: `reader.${method}()`,
  write: (value) => `${method}(${value})`,
  wireType: 0,
});

const scalars: Record<string, ScalarRule> = {
  bool: {
    type: 'boolean',
    zero: 'false',
    isSet: (value) => value,
    read: 'reader.bool()',
    write: (value) => `bool(${value})`,
    wireType: 0,
  },
  int32: varint('int32'),
  uint32: varint('uint32'),
  string: {
    type: 'string',
    zero: "''",
    isSet: (value) => `${value} !== ''`,
    read: 'reader.string()',
    write: (value) => `string(${value})`,
    wireType: 2,
  },
  bytes: {
    type: 'Uint8Array',
    zero: 'emptyBytes',
    isSet: (value) => `${value}.length > 0`,
    read: 'reader.bytes()',
    write: (value) => `bytes(${value})`,
    wireType: 2,
  },
};

function scalarRule(field: protobuf.Field): ScalarRule {
  if (field.resolvedType instanceof protobuf.Enum) {
    return {
      ...varint('int32'),
      type: typeReference(field),
      read: `reader.int32() as ${typeReference(field)}`,
    };
  }
  if (field.type === 'int64' || field.type === 'uint64') {
    const asNumber = String(field.options?.['jstype']) === 'JS_NUMBER';
    const reader = `read${field.type === 'int64' ? 'Int64' : 'Uint64'}${asNumber ? 'Number' : ''}`;
    return {
      type: asNumber ? 'number' : 'bigint',
      zero: asNumber ? '0' : '0n',
      isSet: (value) => `${value} !== ${asNumber ? '0' : '0n'}`,
      read: `${reader}(reader)`,
      write: (value) => `write64:${value}`,
      wireType: 0,
    };
  }
  const rule = scalars[field.type];
  if (rule === undefined) {
    throw new Error(`${field.fullName}: no rule for the type ${field.type}`);
  }
  return rule;
}

/** `prev_kv` → `prevKv`, `Index` → `index`, `ID` → `id`, `memberID` stays. */
function camelCase(name: string): string {
  if (name === name.toUpperCase()) {
    return name.toLowerCase();
  }
  const joined = name.replace(/_([a-zA-Z0-9])/gu, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

const wireName = (object: protobuf.ReflectionObject): string => object.fullName.slice(1);

/** `RangeRequest.SortOrder` is written `RangeRequest_SortOrder` in TypeScript. */
function localName(object: protobuf.ReflectionObject): string {
  const parent = object.parent;
  return parent instanceof protobuf.Type ? `${localName(parent)}_${object.name}` : object.name;
}

function packageOf(object: protobuf.ReflectionObject): string {
  let current: protobuf.ReflectionObject | null = object.parent;
  while (current instanceof protobuf.Type) {
    current = current.parent;
  }
  return current === null ? '' : wireName(current);
}

function typeReference(field: protobuf.Field): string {
  const target = field.resolvedType;
  if (target === null) {
    throw new Error(`${field.fullName} is not resolved`);
  }
  const prefix = packageOf(target) === packageOf(field) ? '' : `${packageOf(target)}.`;
  return prefix + localName(target);
}

const isMessage = (field: protobuf.Field): boolean => field.resolvedType instanceof protobuf.Type;
const isProto2 = (field: protobuf.Field): boolean => field.parent !== null && proto2Types.has(field.parent);

/** Whether the field can be absent, as opposed to zero. */
function hasPresence(field: protobuf.Field): boolean {
  return !field.repeated && (isMessage(field) || field.partOf !== null);
}

function fieldType(field: protobuf.Field): string {
  const type = isMessage(field) ? typeReference(field) : scalarRule(field).type;
  if (field.repeated) {
    return `${type}[]`;
  }
  return hasPresence(field) ? `${type} | undefined` : type;
}

function zeroValue(field: protobuf.Field): string {
  if (field.repeated) {
    return '[]';
  }
  return hasPresence(field) ? 'undefined' : scalarRule(field).zero;
}

function tag(field: protobuf.Field, wireType: number): number {
  return field.id * 8 + wireType;
}

function writeCall(tagNumber: number, call: string): string {
  return call.startsWith('write64:')
    ? `write64(writer.uint32(${tagNumber}), ${call.slice('write64:'.length)});`
    : `writer.uint32(${tagNumber}).${call};`;
}

function writeLines(field: protobuf.Field): string[] {
  const name = camelCase(field.name);
  if (isMessage(field)) {
    const write = (value: string): string =>
      `${typeReference(field)}.write(${value}, writer.uint32(${tag(field, 2)}).fork()).ldelim();`;
    return field.repeated
      ? [`for (const item of message.${name} ?? []) { ${write('item')} }`]
      : [`if (message.${name} !== undefined) { ${write(`message.${name}`)} }`];
  }
  const rule = scalarRule(field);
  if (field.repeated) {
    return repeatedScalarLines(field, name, rule);
  }
  const write = writeCall(tag(field, rule.wireType), rule.write(`message.${name}`));
  if (hasPresence(field)) {
    return [`if (message.${name} !== undefined) { ${write} }`];
  }
  if (isProto2(field) && field.type !== 'bytes') {
    return [writeCall(tag(field, rule.wireType), rule.write(`(message.${name} ?? ${rule.zero})`))];
  }
  return [`if (message.${name} !== undefined && ${rule.isSet(`message.${name}`)}) { ${write} }`];
}

function repeatedScalarLines(field: protobuf.Field, name: string, rule: ScalarRule): string[] {
  if (rule.wireType === 2 || isProto2(field)) {
    const write = writeCall(tag(field, rule.wireType), rule.write('item'));
    return [`for (const item of message.${name} ?? []) { ${write} }`];
  }
  const call = rule.write('item');
  const item = call.startsWith('write64:') ? 'write64(writer, item);' : `writer.${call};`;
  return [
    `if (message.${name} !== undefined && message.${name}.length > 0) {`,
    `  writer.uint32(${tag(field, 2)}).fork();`,
    `  for (const item of message.${name}) { ${item} }`,
    '  writer.ldelim();',
    '}',
  ];
}

function readCases(field: protobuf.Field): string[] {
  const name = camelCase(field.name);
  const assign = (value: string): string =>
    field.repeated ? `message.${name}.push(${value});` : `message.${name} = ${value};`;
  if (isMessage(field)) {
    const value = `${typeReference(field)}.read(reader, nestedEnd(reader, end))`;
    return [`case ${tag(field, 2)}: ${assign(value)} break;`];
  }
  const rule = scalarRule(field);
  const cases = [`case ${tag(field, rule.wireType)}: ${assign(rule.read)} break;`];
  if (field.repeated && rule.wireType === 0) {
    cases.push(
      `case ${tag(field, 2)}: for (const stop = nestedEnd(reader, end); reader.pos < stop; ) { ${assign(rule.read)} } break;`,
    );
  }
  return cases;
}

function messageSource(type: protobuf.Type): string {
  const name = localName(type);
  const fields = type.fieldsArray;
  const readBody =
    fields.length === 0
      ? ['skipUnknown(reader, reader.uint32(), []);']
      : [
          'const tag = reader.uint32();',
          'switch (tag) {',
          ...fields.flatMap(readCases),
          `default: skipUnknown(reader, tag, [${fields.map(({ id }) => id).join(', ')}]);`,
          '}',
        ];
  return [
    fields.length === 0
      ? `export type ${name} = Record<never, never>;`
      : `export interface ${name} { ${fields.map((field) => `${camelCase(field.name)}: ${fieldType(field)};`).join(' ')} }`,
    `export const ${name}: MessageCodec<${name}> = {`,
    `typeName: '${wireName(type)}',`,
    `create: (fields) => ({ ${fields.map((field) => `${camelCase(field.name)}: ${zeroValue(field)},`).join(' ')} ...fields }),`,
    `encode: (message) => ${name}.write(message, newWriter()).finish(),`,
    `write(${fields.length === 0 ? '_message' : 'message'}, writer) {`,
    ...fields.toSorted((a, b) => a.id - b.id).flatMap(writeLines),
    'return writer;',
    '},',
    `decode: (bytes) => decodeMessage('${wireName(type)}', bytes, ${name}.read),`,
    'read(reader, end) {',
    `const message = ${name}.create();`,
    'while (reader.pos < end) {',
    ...readBody,
    '}',
    'return message;',
    '},',
    '};',
  ].join('\n');
}

function enumSource(type: protobuf.Enum): string {
  const name = localName(type);
  return [
    `export const ${name} = { ${Object.entries(type.values)
      .map(([key, value]) => `${key}: ${value},`)
      .join(' ')} } as const;`,
    `export type ${name} = (typeof ${name})[keyof typeof ${name}];`,
  ].join('\n');
}

interface HttpRule {
  readonly post: string;
  readonly additional_bindings?: HttpRule | readonly HttpRule[];
}

/** Where the JSON gateway serves a method: its `google.api.http` option. */
function httpPaths(method: protobuf.Method): string[] {
  const options: readonly Record<string, HttpRule>[] = method.parsedOptions ?? [];
  return options.flatMap((option) => postPaths(option['(google.api.http)']));
}

function postPaths(rule: HttpRule | undefined): string[] {
  return rule === undefined
    ? []
    : [rule.post, ...[rule.additional_bindings ?? []].flat().flatMap((more) => postPaths(more))];
}

/** The service `KV` becomes `KVService`, so that it never meets a message of the same name. */
function serviceSource(service: protobuf.Service): string {
  const reference = (name: string): string => {
    const target = service.lookupType(name);
    const prefix = packageOf(target) === packageOf(service) ? '' : `${packageOf(target)}.`;
    return prefix + localName(target);
  };
  const methods = service.methodsArray.map((method) => {
    const key = `${method.name.charAt(0).toLowerCase()}${method.name.slice(1)}`;
    const request = reference(method.requestType);
    const response = reference(method.responseType);
    return `${key}: { path: '/${wireName(service)}/${method.name}', httpPaths: ${JSON.stringify(httpPaths(method))}, request: ${request}, response: ${response}, requestStream: ${method.requestStream === true}, responseStream: ${method.responseStream === true} } satisfies MethodDefinition<${request}, ${response}>,`;
  });
  return `export const ${service.name}Service = {\n${methods.join('\n')}\n};`;
}

/** Services come last: they name their messages when the module is loaded. */
function packageSource(packageName: string, objects: readonly protobuf.ReflectionObject[]): string {
  const ordered = objects.toSorted(
    (a, b) => Number(a instanceof protobuf.Service) - Number(b instanceof protobuf.Service),
  );
  const body = ordered.map((object) => {
    if (object instanceof protobuf.Type) {
      return messageSource(object);
    }
    if (object instanceof protobuf.Enum) {
      return enumSource(object);
    }
    return object instanceof protobuf.Service ? serviceSource(object) : '';
  });
  const text = body.join('\n\n');
  const wire = [
    'decodeMessage',
    'emptyBytes',
    'nestedEnd',
    'skipUnknown',
    'newWriter',
    'readInt64',
    'readInt64Number',
    'readUint64',
    'readUint64Number',
    'write64',
  ];
  const used = wire.filter((name) => new RegExp(`\\b${name}\\b`, 'u').test(text));
  const types = ['MessageCodec', 'MethodDefinition'].filter((name) => text.includes(`${name}<`));
  const foreign = [...packages.keys()].filter(
    (name) =>
      name !== packageName &&
      new RegExp(`\\b${name.replaceAll('.', '\\.')}\\.`, 'u').test(text.replaceAll(/'[^']*'/gu, '')),
  );
  return [
    `// Made by scripts/generate-proto.ts from the definitions of package ${packageName}. Do not edit.`,
    `import { ${[...types.map((name) => `type ${name}`), ...used].join(', ')} } from '../wire.js';`,
    ...foreign.map((name) => `import * as ${name} from './${name}.js';`),
    '',
    text,
    '',
  ].join('\n');
}

/** What JSON needs to know of a field; see `proto/json.ts`. */
function jsonField(field: protobuf.Field): string {
  const kind = isMessage(field)
    ? 'message'
    : field.resolvedType instanceof protobuf.Enum
      ? 'enum'
      : field.type;
  const facts = [
    `protoName: '${field.name}'`,
    `name: '${camelCase(field.name)}'`,
    `kind: '${kind}'`,
    ...(field.resolvedType === null ? [] : [`type: '${wireName(field.resolvedType)}'`]),
    ...(field.repeated ? ['repeated: true'] : []),
    ...(field.partOf === null ? [] : [`oneof: '${wireName(field.partOf)}'`]),
    ...(String(field.options?.['jstype']) === 'JS_NUMBER' ? ['asNumber: true'] : []),
  ];
  return `{ ${facts.join(', ')} },`;
}

/** Fields and enums of everything that a service takes or answers. */
function jsonSource(): string {
  const objects = [...packages.values()].flat();
  const services = objects.filter((object) => object instanceof protobuf.Service);
  const wanted = new Set<protobuf.ReflectionObject>();
  const want = (object: protobuf.ReflectionObject | null): void => {
    if (object !== null && !wanted.has(object)) {
      wanted.add(object);
      for (const field of object instanceof protobuf.Type ? object.fieldsArray : []) {
        want(field.resolvedType);
      }
    }
  };
  for (const method of services.flatMap((service) => service.methodsArray)) {
    want(method.parent?.lookup(method.requestType) ?? null);
    want(method.parent?.lookup(method.responseType) ?? null);
  }
  const messages = [...wanted].filter((object) => object instanceof protobuf.Type);
  const enums = [...wanted].filter((object) => object instanceof protobuf.Enum);
  return [
    '// Made by scripts/generate-proto.ts from the definitions of all packages. Do not edit.',
    "import type { JsonField } from '../json-field.js';",
    '',
    'export const jsonFields: Readonly<Record<string, readonly JsonField[]>> = {',
    ...messages.map(
      (type) => `'${wireName(type)}': [\n${type.fieldsArray.map((field) => jsonField(field)).join('\n')}\n],`,
    ),
    '};',
    '',
    'export const jsonEnums: Readonly<Record<string, Readonly<Record<string, number>>>> = {',
    ...enums.map((type) => `'${wireName(type)}': ${JSON.stringify(type.values)},`),
    '};',
    '',
  ].join('\n');
}

function flatten(object: protobuf.ReflectionObject): protobuf.ReflectionObject[] {
  return object instanceof protobuf.Type ? [object, ...object.nestedArray.flatMap(flatten)] : [object];
}

const proto2Types = new Set<protobuf.ReflectionObject>();

function everyType(scope: protobuf.NamespaceBase): protobuf.Type[] {
  return scope.nestedArray.flatMap((object) => [
    ...(object instanceof protobuf.Type ? [object] : []),
    ...(object instanceof protobuf.Namespace ? everyType(object) : []),
  ]);
}

/** Package name → its messages, enums and services, nested ones included. */
const packages = new Map<string, protobuf.ReflectionObject[]>();

function collect(namespace: protobuf.NamespaceBase): void {
  for (const object of namespace.nestedArray) {
    if (
      object instanceof protobuf.Namespace &&
      !(object instanceof protobuf.Type) &&
      !(object instanceof protobuf.Service)
    ) {
      collect(object);
    } else {
      const name = wireName(namespace);
      packages.set(name, [...(packages.get(name) ?? []), ...flatten(object)]);
    }
  }
}

const root = new protobuf.Root();
const seen = new Set<protobuf.ReflectionObject>();

function parseFile(file: string): void {
  const source = readFileSync(path.join(protoDirectory, file), 'utf8');
  protobuf.parse(source, root, { keepCase: true });
  for (const object of everyType(root).filter((type) => !seen.has(type))) {
    seen.add(object);
    if (source.includes('syntax = "proto2"')) {
      proto2Types.add(object);
    }
  }
}

readdirSync(protoDirectory)
  .filter((name) => name.endsWith('.proto'))
  .forEach(parseFile);
root.resolveAll();
collect(root);
rmSync(outputDirectory, { recursive: true, force: true });
mkdirSync(outputDirectory, { recursive: true });
for (const [name, objects] of packages) {
  writeFileSync(path.join(outputDirectory, `${name}.ts`), packageSource(name, objects));
}
writeFileSync(path.join(outputDirectory, 'json-fields.ts'), jsonSource());
