import { hexLease } from '../../presentation/quantities.js';

/** What `-w json` prints; ids are hexadecimal text already, nothing in it is a bigint. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** Characters that JSON lets through and a terminal would obey: C1 controls, bidi and line separators. */
const obeyed = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** One JSON text, safe to print on a terminal; `indent` 0 gives one line. */
export function jsonText(value: Json, indent = 2): string {
  return JSON.stringify(value, undefined, indent).replace(
    obeyed,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `{name: text}` for valid UTF-8, else `{nameBase64: base64}`. */
export function bytesField(name: string, bytes: Uint8Array): { readonly [field: string]: string } {
  try {
    return { [name]: strictUtf8.decode(bytes) };
  } catch {
    return { [`${name}Base64`]: Buffer.from(bytes).toString('base64') };
  }
}

/** The lease of a key, as etcdctl prints lease ids; absent when there is none. */
export function leaseField(lease: bigint): { readonly lease?: string } {
  return lease === 0n ? {} : { lease: hexLease(lease) };
}
