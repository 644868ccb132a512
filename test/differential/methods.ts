import {
  AuthService,
  ClusterService,
  KVService,
  LeaseService,
  MaintenanceService,
} from '../../proto/generated/etcdserverpb.js';
import type { MessageCodec, MethodDefinition } from '../../proto/wire.js';
import type { Fields, Value } from './program.js';

export interface Method {
  readonly path: string;
  readonly response: MessageCodec<unknown>;
  encode(request: Fields, baseRevision: number): Buffer;
}

function method<Request, Response>({ path, request, response }: MethodDefinition<Request, Response>): Method {
  return {
    path,
    response: response as MessageCodec<unknown>,
    encode: (fields, baseRevision) =>
      Buffer.from(request.encode(toMessage(fields, baseRevision) as Partial<Request>)),
  };
}

const { snapshot: _stream, ...maintenance } = MaintenanceService;
const { leaseKeepAlive: _renewals, ...lease } = LeaseService;

/** Unary methods by the names that programs use. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  [KVService, lease, AuthService, maintenance, ClusterService].flatMap((service) =>
    Object.entries(service).map(([name, definition]) => [
      name,
      method(definition as MethodDefinition<unknown, unknown>),
    ]),
  ),
);

const bytesFields: readonly string[] = ['key', 'rangeEnd', 'value'];
const idFields: readonly string[] = ['lease', 'id', 'watchId', 'memberID', 'targetID'];

/** The message that a program's fields stand for. */
export function toMessage(fields: Fields, baseRevision: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, toField(name, value, baseRevision)]),
  );
}

function toField(name: string, value: Value, baseRevision: number): unknown {
  if (bytesFields.includes(name)) {
    return toBytes(value);
  }
  if (idFields.includes(name)) {
    return BigInt(String(value));
  }
  if (isRevision(name) && typeof value === 'string') {
    return baseRevision + Number(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: Value) => (isFields(item) ? toMessage(item, baseRevision) : item));
  }
  return isFields(value) ? toMessage(value, baseRevision) : value;
}

export function isRevision(field: string): boolean {
  return /^revision$|Revision$/.test(field);
}

function toBytes(value: Value): Uint8Array {
  if (isFields(value)) {
    return Buffer.from(String(value['repeat']).repeat(Number(value['times'])), 'latin1');
  }
  return Buffer.from(String(value), 'latin1');
}

export function isFields(value: Value): value is Fields {
  return typeof value === 'object' && !Array.isArray(value);
}
