import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import protobuf from 'protobufjs';

/** Definition files → facts that two sources of the same wire must share, one line each. */

/** Parses every file into one root; imports and options are not followed, references stay names. */
export function parseDefinitions(files: readonly string[]): protobuf.Root {
  const root = new protobuf.Root();
  for (const file of files) {
    protobuf.parse(readFileSync(file, 'utf8'), root, { keepCase: true });
  }
  return root;
}

export function protoFilesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.proto'))
    .map((name) => path.join(directory, name));
}

/** `field etcdserverpb.RangeRequest.limit = 3 int64`, `value …`, `method …`: sorted, of these packages. */
export function wireFacts(root: protobuf.Root, packages: readonly string[]): string[] {
  const facts: string[] = [];
  for (const name of packages) {
    const scope = root.lookup(name);
    if (scope instanceof protobuf.Namespace) {
      collect(scope, facts);
    }
  }
  return facts.sort();
}

function collect(scope: protobuf.NamespaceBase, facts: string[]): void {
  for (const object of scope.nestedArray) {
    if (object instanceof protobuf.Enum) {
      facts.push(
        ...Object.entries(object.values).map(([key, value]) => `value ${fullName(object)}.${key} = ${value}`),
      );
    } else if (object instanceof protobuf.Service) {
      facts.push(...object.methodsArray.map(methodFact));
    } else if (object instanceof protobuf.Type) {
      facts.push(`message ${fullName(object)}`, ...object.fieldsArray.map(fieldFact));
      collect(object, facts);
    }
  }
}

function fieldFact(field: protobuf.Field): string {
  const member = field.partOf === null ? '' : ` oneof ${field.partOf.name}`;
  return `field ${fullName(field)} = ${field.id} ${field.repeated ? 'repeated ' : ''}${shortType(field.type)}${member}`;
}

function methodFact(method: protobuf.Method): string {
  const stream = (on: boolean | undefined): string => (on === true ? 'stream ' : '');
  const request = stream(method.requestStream) + shortType(method.requestType);
  return `method ${fullName(method)}(${request}) ${stream(method.responseStream)}${shortType(method.responseType)}`;
}

const fullName = (object: protobuf.ReflectionObject): string => object.fullName.slice(1);

/** Sources differ in how much of a type's package they spell out. */
const shortType = (type: string): string => type.slice(type.lastIndexOf('.') + 1);
