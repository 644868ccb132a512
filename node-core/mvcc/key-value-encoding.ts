import type { StoredKeyValue } from './types.js';
import { sizeOfVarint, sizeOfVarint64, writeVarint, writeVarint64 } from './varint.js';

/*
 * mvccpb.KeyValue by hand: every put comes through here. The bytes are what etcd stores, so that HashKV
 * agrees: fields in number order, zero fields left out.
 */

/** A field's tag on the wire: its number and how it is written. */
export const fieldTag = {
  key: 0x0a,
  createRevision: 0x10,
  modRevision: 0x18,
  version: 0x20,
  value: 0x2a,
  lease: 0x30,
} as const;

export interface KeyValueFields {
  readonly key: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly value: Uint8Array;
  readonly lease: bigint;
}

export function encodeKeyValue(fields: KeyValueFields): Uint8Array {
  const { key, createRevision, modRevision, version, value, lease } = fields;
  const numbersSize = sizeOfNumber(createRevision) + sizeOfNumber(modRevision) + sizeOfNumber(version);
  const leaseSize = lease === 0n ? 0 : 1 + sizeOfVarint64(lease);
  const bytes = Buffer.allocUnsafe(sizeOfBytes(key) + numbersSize + sizeOfBytes(value) + leaseSize);
  let at = writeBytes(bytes, 0, fieldTag.key, key);
  at = writeNumber(bytes, at, fieldTag.createRevision, createRevision);
  at = writeNumber(bytes, at, fieldTag.modRevision, modRevision);
  at = writeNumber(bytes, at, fieldTag.version, version);
  at = writeBytes(bytes, at, fieldTag.value, value);
  if (lease !== 0n) {
    bytes[at] = fieldTag.lease;
    writeVarint64(bytes, at + 1, lease);
  }
  return bytes;
}

/** What is stored for a deletion: the key alone. */
export function encodeTombstone(key: Uint8Array): Uint8Array {
  return encodeKeyValue({ ...blank, key });
}

/** What watchers see of a deletion: the key and the deletion's revision. */
export function tombstoneKeyValue(key: Uint8Array, modRevision: number): StoredKeyValue {
  const fields = { ...blank, key, modRevision };
  return { bytes: encodeKeyValue(fields), key, modRevision, createRevision: 0, version: 0, lease: 0n };
}

const blank = {
  createRevision: 0,
  modRevision: 0,
  version: 0,
  value: new Uint8Array(0),
  lease: 0n,
} as const;

function sizeOfBytes(bytes: Uint8Array): number {
  return bytes.length === 0 ? 0 : 1 + sizeOfVarint(bytes.length) + bytes.length;
}

function sizeOfNumber(value: number): number {
  return value === 0 ? 0 : 1 + sizeOfVarint(value);
}

function writeBytes(target: Uint8Array, at: number, tag: number, bytes: Uint8Array): number {
  if (bytes.length === 0) {
    return at;
  }
  target[at] = tag;
  const start = writeVarint(target, at + 1, bytes.length);
  target.set(bytes, start);
  return start + bytes.length;
}

function writeNumber(target: Uint8Array, at: number, tag: number, value: number): number {
  if (value === 0) {
    return at;
  }
  target[at] = tag;
  return writeVarint(target, at + 1, value);
}
