import { jsonEnums, jsonFields } from './generated/json-fields.js';
import type { JsonField } from './json-field.js';
import { type JsonNode, type JsonText, parseJson } from './json-parser.js';

/**
 * Messages as JSON, by protobuf's mapping (protobuf.dev/programming-guides/json) as etcd's gateway uses it:
 * names as in the .proto file, 64-bit integers as text, bytes in base64, enums by name, zero values left out.
 */

/** JSON that is not the message it should be. */
export class JsonMessageError extends Error {
  override readonly name = 'JsonMessageError';
}

type Fields = Record<string, unknown>;

/** @param typeName such as `etcdserverpb.RangeResponse`; @param message as its codec decodes it */
export function messageToJson(typeName: string, message: object): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const field of fieldsOf(typeName)) {
    const value = (message as Fields)[field.name];
    if (isPresent(value, field)) {
      json[field.protoName] = Array.isArray(value)
        ? value.map((item) => valueToJson(item, field))
        : valueToJson(value, field);
    }
  }
  return json;
}

/**
 * Unknown fields and unknown names of enums are passed over.
 * @returns the fields that were given, for the type's codec
 * @throws SyntaxError for what is no JSON, JsonMessageError for what is not the message: both in the words of Go's
 *   libraries, with the line and column
 */
export function messageFromJson(typeName: string, text: string): object {
  return new MessageReader(text).message(typeName, parseJson(text));
}

class MessageReader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  message(typeName: string, json: JsonNode): object {
    if (json.kind !== 'object') {
      throw this.#unexpected(json);
    }
    const fields = fieldsOf(typeName);
    const message: Fields = {};
    const seen = new Set<string>();
    const oneofs = new Set<string>();
    for (const { name, value } of json.members) {
      const spelled = this.#string(name);
      const field = fields.find((known) => known.protoName === spelled || jsonName(known) === spelled);
      if (field === undefined) {
        this.#passOver(value);
        continue;
      }
      this.#requireFirst(field.name, name, seen);
      if (value.kind !== 'literal' || value.value !== null) {
        this.#requireAlone(field, name, oneofs);
        message[field.name] = field.repeated ? this.#list(value, field) : this.#value(value, field);
      }
    }
    return message;
  }

  #requireFirst(field: string, name: JsonText, seen: Set<string>): void {
    if (seen.has(field)) {
      throw this.#error(name, `duplicate field ${name.source}`);
    }
    seen.add(field);
  }

  #requireAlone({ oneof }: JsonField, name: JsonText, oneofs: Set<string>): void {
    if (oneof === undefined) {
      return;
    }
    if (oneofs.has(oneof)) {
      throw this.#error(name, `error parsing ${name.source}, oneof ${oneof} is already set`);
    }
    oneofs.add(oneof);
  }

  #list(value: JsonNode, field: JsonField): unknown[] {
    if (value.kind !== 'array') {
      throw this.#unexpected(value);
    }
    return value.items.map((item) => this.#value(item, field)).filter((item) => item !== undefined);
  }

  #value(value: JsonNode, field: JsonField): unknown {
    const read =
      field.kind === 'message' ? this.message(field.type ?? '', value) : this.#scalar(value, field);
    if (read === wrong) {
      throw this.#error(value, `invalid value for ${field.kind} field ${jsonName(field)}: ${shown(value)}`);
    }
    return read;
  }

  #scalar(value: JsonNode, field: JsonField): unknown {
    const text = value.kind === 'string' ? this.#string(value) : undefined;
    switch (field.kind) {
      case 'enum':
        return text === undefined
          ? integerFromJson(value, { ...field, kind: 'int32' })
          : jsonEnums[field.type ?? '']?.[text];
      case 'bytes':
        return text === undefined ? wrong : bytesFromBase64(text);
      case 'bool':
        return value.kind === 'literal' && value.value !== null ? value.value : wrong;
      case 'string':
        return text ?? wrong;
      default:
        return integerFromJson(value, field);
    }
  }

  /** Texts of fields that nobody reads are looked at, too. */
  #passOver(value: JsonNode): void {
    if (value.kind === 'string') {
      this.#string(value);
    } else if (value.kind === 'array') {
      value.items.forEach((item) => {
        this.#passOver(item);
      });
    } else if (value.kind === 'object') {
      for (const member of value.members) {
        this.#string(member.name);
        this.#passOver(member.value);
      }
    }
  }

  /** Half of a surrogate pair is no character. */
  #string(node: JsonText): string {
    if (!node.value.isWellFormed()) {
      throw this.#surrogateError(node);
    }
    return node.value;
  }

  /** As protobuf finds it: what follows the half is too short for the other, or is not it. */
  #surrogateError(node: JsonText): JsonMessageError {
    const end = node.at + endOfHalf(node.source);
    const next = this.#text.slice(end, end + escapeLength);
    return next.length < escapeLength
      ? new JsonMessageError('unexpected EOF')
      : this.#syntaxError(node, `invalid escape code ${JSON.stringify(next)} in string`);
  }

  #unexpected(json: JsonNode): JsonMessageError {
    return this.#syntaxError(json, `unexpected token ${shown(json)}`);
  }

  #syntaxError(node: JsonNode, problem: string): JsonMessageError {
    return new JsonMessageError(`syntax error ${this.#place(node)}: ${problem}`);
  }

  #error(node: JsonNode, problem: string): JsonMessageError {
    return new JsonMessageError(`${this.#place(node)}: ${problem}`);
  }

  #place({ at }: JsonNode): string {
    const lines = this.#text.slice(0, at).split('\n');
    return `(line ${lines.length}:${[...(lines.at(-1) ?? '')].length + 1})`;
  }
}

const escapeLength = '\\ud800'.length;

/** Where the escape of the first half of a surrogate pair ends that stands alone. */
function endOfHalf(source: string): number {
  let endOfHigh: number | undefined;
  for (const { index, 1: digits = '' } of source.matchAll(/\\u([\da-f]{4})|\\[^u]/gi)) {
    const isLow = /^d[c-f]/i.test(digits);
    if (endOfHigh !== undefined) {
      if (!isLow || index !== endOfHigh) {
        return endOfHigh;
      }
      endOfHigh = undefined;
    } else if (isLow) {
      return index + escapeLength;
    } else if (/^d[89ab]/i.test(digits)) {
      endOfHigh = index + escapeLength;
    }
  }
  return endOfHigh ?? 0;
}

/** A value that a field cannot have. */
const wrong = Symbol('wrong');

function fieldsOf(typeName: string): readonly JsonField[] {
  const fields = jsonFields[typeName];
  if (fields === undefined) {
    throw new Error(`no service speaks of ${typeName}`);
  }
  return fields;
}

/** A member of a oneof is there with its zero value, too. */
function isPresent(value: unknown, field: JsonField): boolean {
  if (value === undefined) {
    return false;
  }
  if (field.oneof !== undefined || typeof value === 'object') {
    return (
      !(value instanceof Uint8Array || Array.isArray(value)) || value.length > 0 || field.oneof !== undefined
    );
  }
  return Boolean(value);
}

function valueToJson(value: unknown, field: JsonField): unknown {
  switch (field.kind) {
    case 'message':
      return messageToJson(field.type ?? '', value as object);
    case 'enum':
      return enumName(field.type ?? '', value as number);
    case 'bytes':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'int64':
    case 'uint64':
      return String(value);
    default:
      return value;
  }
}

function enumName(type: string, value: number): string | number {
  const named = Object.entries(jsonEnums[type] ?? {}).find(([, number]) => number === value);
  return named === undefined ? value : named[0];
}

/** Base64 of either alphabet, padded or not. */
function bytesFromBase64(text: string): Uint8Array | typeof wrong {
  const isBase64 = /^[\w+/-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1;
  return isBase64 ? Buffer.from(text, 'base64') : wrong;
}

const bounds: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** A number or its text; `1.0` and `1e3` are integers, too. */
function integerFromJson(value: JsonNode, field: JsonField): bigint | number | typeof wrong {
  const [low, high] = bounds[field.kind] ?? [0n, -1n];
  const integer = wholeNumber(value);
  if (integer === undefined || integer < low || integer > high) {
    return wrong;
  }
  const isBig = field.kind.endsWith('64') && field.asNumber !== true;
  return isBig ? integer : Number(integer);
}

function wholeNumber(node: JsonNode): bigint | undefined {
  if (node.kind !== 'number' && node.kind !== 'string') {
    return undefined;
  }
  const text = node.kind === 'number' ? node.text : node.value;
  if (/^-?\d+$/.test(text)) {
    return BigInt(text);
  }
  const value = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

/** `prev_kv` → `prevKv`; the names that have no underscore stay. */
function jsonName({ protoName }: JsonField): string {
  return protoName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A value as protobuf's messages show it: scalars as they stand, the rest by its first sign. */
function shown(node: JsonNode): string {
  switch (node.kind) {
    case 'literal':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.source;
    case 'array':
      return '[';
    case 'object':
      return '{';
  }
}
