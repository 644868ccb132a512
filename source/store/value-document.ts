import { type ObjectIdentity, readEncryption, readIdentity } from '../kube/envelope.js';
import { isSecretKey } from '../kube/registry-key.js';
import { prettyJson } from '../presentation/json-text.js';
import { plainText } from '../presentation/plain-text.js';
import type { ByteString } from '../tree/byte-string.js';

export type ValueFormat = 'json' | 'text' | 'hex';

/** A value in the form it is shown in, made once; only lines in sight are ever drawn. */
export type ValueDocument =
  | {
      readonly kind: 'text';
      readonly format: 'json' | 'text' | 'diff';
      readonly text: string;
      /** Where each line begins. */
      readonly starts: Uint32Array;
    }
  | {
      readonly kind: 'hex';
      /** What can be said of the bytes, above them. */
      readonly about: readonly string[];
      readonly bytes: Uint8Array;
    };

/** What a value is, as far as that can be told without its kind's schema. */
export interface ValueNature {
  /** The value as text, when it is UTF-8 without control characters. */
  readonly text: string | undefined;
  /** In pretty form, when it is an object or an array. */
  readonly json: string | undefined;
  readonly identity: ObjectIdentity | undefined;
  readonly encryption: { readonly provider: string; readonly keyName: string } | undefined;
  /** It may hold what only few should see. */
  readonly isSecret: boolean;
}

const secretKind = /"kind"\s*:\s*"Secret/;

export function natureOf(key: ByteString, value: Uint8Array): ValueNature {
  const text = plainText(value);
  const identity = readIdentity(value);
  return {
    text,
    json: text !== undefined && /^\s*[{[]/.test(text) ? prettyJson(text) : undefined,
    identity,
    encryption: readEncryption(value),
    isSecret:
      isSecretKey(key) || identity?.kind === 'Secret' || (text !== undefined && secretKind.test(text)),
  };
}

/** The forms that a value has, the best first. */
export function formatsOf({ text, json }: ValueNature): readonly ValueFormat[] {
  if (text === undefined || text === '') return ['hex'];
  return json === undefined ? ['text', 'hex'] : ['json', 'text', 'hex'];
}

function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const endsWithBreak = text.endsWith('\n');
  return Uint32Array.from(endsWithBreak ? starts.slice(0, -1) : starts);
}

/** Only what is certain: the object's kind says how to read the rest, and that is not known here. */
function aboutBytes({ identity, encryption }: ValueNature): readonly string[] {
  if (encryption !== undefined) {
    const { provider, keyName } = encryption;
    return [`Encrypted at rest by the API server: ${provider}, key ${keyName}.`, ''];
  }
  if (identity === undefined) return [];
  const { kind, apiVersion, namespace, name, uid, createdSeconds } = identity;
  const created =
    createdSeconds === undefined ? '' : `, created ${new Date(createdSeconds * 1_000).toISOString()}`;
  return [
    `Kubernetes ${kind}, ${apiVersion}: ${namespace === '' ? '' : `${namespace}/`}${name}`,
    `uid ${uid}${created}`,
    'Not decoded; these are its bytes:',
    '',
  ];
}

export function documentOf(nature: ValueNature, value: Uint8Array, format: ValueFormat): ValueDocument {
  const text = format === 'json' ? nature.json : format === 'text' ? nature.text : undefined;
  if (text === undefined || format === 'hex') return { kind: 'hex', about: aboutBytes(nature), bytes: value };
  return textDocument(text, format);
}

export function textDocument(
  text: string,
  format: 'json' | 'text' | 'diff',
): Extract<ValueDocument, { kind: 'text' }> {
  const shown = text.replaceAll('\t', '    ');
  return { kind: 'text', format, text: shown, starts: lineStarts(shown) };
}

/** How many bytes a line of a hex dump has in a width. */
export function hexBytesPerLine(columns: number): number {
  return columns >= 76 ? 16 : columns >= 43 ? 8 : 4;
}

export function lineCount(document: ValueDocument, columns: number): number {
  if (document.kind === 'text') return document.starts.length;
  return document.about.length + Math.ceil(document.bytes.length / hexBytesPerLine(columns));
}

/** A line without its end. */
export function lineText(document: Extract<ValueDocument, { kind: 'text' }>, line: number): string {
  const { text, starts } = document;
  const start = starts[line];
  if (start === undefined) return '';
  const next = starts[line + 1] ?? text.length + (text.endsWith('\n') ? 0 : 1);
  return text.slice(start, next - 1);
}
