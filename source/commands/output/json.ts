import { hexLease } from '../../presentation/quantities.js';
import { marksMax, unseen } from '../../presentation/text.js';

/** What `-w json` prints; ids are hexadecimal text already, nothing in it is a bigint. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** What JSON lets through and a terminal would obey, or could not show; newlines are of the layout alone. */
const obeyed = new RegExp(`(?!\\n)(?:${unseen.source})|[\\p{Mn}\\p{Mc}]{${marksMax + 1},}`, 'gu');
const harmless = /^[\x20-\x7e\n]*$/u;

/** One JSON text, safe to print on a terminal; `indent` 0 gives one line. */
export function jsonText(value: Json, indent = 2): string {
  const text = JSON.stringify(value, undefined, indent);
  return harmless.test(text) ? text : text.replace(obeyed, escaped);
}

/** JSON has an escape for each half of a character outside of the basic plane. */
function escaped(text: string): string {
  let escapes = '';
  for (let at = 0; at < text.length; at += 1) {
    escapes += `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escapes;
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
