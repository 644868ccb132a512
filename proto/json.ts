import { jsonEnums, jsonFields } from './generated/json-fields.js';
import type { JsonField } from './json-field.js';

/**
 * Messages as JSON, by protobuf's mapping (protobuf.dev/programming-guides/json) as etcd's gateway uses it:
 * names as in the .proto file, 64-bit integers as text, bytes in base64, enums by name, zero values left out.
 */

export type JsonValue =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A number as it stands in the text: a double would lose digits of a 64-bit id. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** JSON that is not the message it should be. */
export class JsonMessageError extends Error {
  override readonly name = 'JsonMessageError';
}

type Fields = Record<string, unknown>;

/** @throws SyntaxError */
export function parseJson(text: string): JsonValue {
  return JSON.parse(text, function keepNumbers(_name, value: JsonValue, context?: { source?: string }) {
    return typeof value === 'number' ? new JsonNumber(context?.source ?? String(value)) : value;
  });
}

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
 * @throws JsonMessageError
 */
export function messageFromJson(typeName: string, json: JsonValue): object {
  if (!isObject(json)) {
    throw new JsonMessageError(`syntax error: unexpected token ${shown(json)}`);
  }
  const fields = fieldsOf(typeName);
  const message: Fields = {};
  const oneofs = new Set<string>();
  for (const [name, value] of Object.entries(json)) {
    const field = fields.find((known) => known.protoName === name || jsonName(known) === name);
    if (field !== undefined && value !== null) {
      requireFirst(field, name, message, oneofs);
      message[field.name] = field.repeated ? listFromJson(value, field) : valueFromJson(value, field);
    }
  }
  return message;
}

function requireFirst(field: JsonField, name: string, message: Fields, oneofs: Set<string>): void {
  if (Object.hasOwn(message, field.name)) {
    throw new JsonMessageError(`duplicate field "${name}"`);
  }
  if (field.oneof !== undefined) {
    if (oneofs.has(field.oneof)) {
      throw new JsonMessageError(`error parsing "${name}", oneof ${field.oneof} is already set`);
    }
    oneofs.add(field.oneof);
  }
}

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

function listFromJson(value: JsonValue, field: JsonField): unknown[] {
  if (!Array.isArray(value)) {
    throw invalid(value, field);
  }
  return value.map((item: JsonValue) => valueFromJson(item, field)).filter((item) => item !== undefined);
}

function valueFromJson(value: JsonValue, field: JsonField): unknown {
  switch (field.kind) {
    case 'message':
      return messageFromJson(field.type ?? '', value);
    case 'enum':
      return enumFromJson(value, field);
    case 'bytes':
      return bytesFromJson(value, field);
    case 'bool':
      return expected(typeof value === 'boolean', value, field);
    case 'string':
      return expected(typeof value === 'string', value, field);
    default:
      return integerFromJson(value, field);
  }
}

function expected(isRight: boolean, value: JsonValue, field: JsonField): JsonValue {
  if (!isRight) {
    throw invalid(value, field);
  }
  return value;
}

function enumFromJson(value: JsonValue, field: JsonField): number | undefined {
  if (typeof value === 'string') {
    return jsonEnums[field.type ?? '']?.[value];
  }
  return Number(integerFromJson(value, { ...field, kind: 'int32' }));
}

/** Base64 of either alphabet, padded or not. */
function bytesFromJson(value: JsonValue, field: JsonField): Uint8Array {
  if (
    typeof value !== 'string' ||
    !/^[\w+/-]*={0,2}$/.test(value) ||
    value.replace(/=+$/, '').length % 4 === 1
  ) {
    throw invalid(value, field);
  }
  return Buffer.from(value, 'base64');
}

const bounds: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** A number or its text; `1.0` and `1e3` are integers, too. */
function integerFromJson(value: JsonValue, field: JsonField): bigint | number {
  const text = value instanceof JsonNumber ? value.text : value;
  const [low, high] = bounds[field.kind] ?? [0n, -1n];
  const integer = typeof text === 'string' ? wholeNumber(text) : undefined;
  if (integer === undefined || integer < low || integer > high) {
    throw invalid(value, field);
  }
  const isBig = field.kind.endsWith('64') && field.asNumber !== true;
  return isBig ? integer : Number(integer);
}

function wholeNumber(text: string): bigint | undefined {
  if (/^-?\d+$/.test(text)) {
    return BigInt(text);
  }
  const value = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function invalid(value: JsonValue, field: JsonField): JsonMessageError {
  return new JsonMessageError(`invalid value for ${field.kind} field ${jsonName(field)}: ${shown(value)}`);
}

/** `prev_kv` → `prevKv`; the names that have no underscore stay. */
function jsonName({ protoName }: JsonField): string {
  return protoName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(json: JsonValue): json is { readonly [name: string]: JsonValue } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}

/** A value as protobuf's messages show it: scalars as they stand, the rest by its first sign. */
function shown(json: JsonValue): string {
  if (json instanceof JsonNumber) {
    return json.text;
  }
  if (Array.isArray(json)) {
    return '[';
  }
  return isObject(json) ? '{' : JSON.stringify(json);
}
