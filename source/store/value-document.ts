import { describeValue, type KubeObject, type KubeValue } from '../kube/describe.js';
import { isKubernetesProtobuf, readEncryption } from '../kube/envelope.js';
import { isSecret } from '../kube/mask.js';
import { objectYaml } from '../kube/object-text.js';
import { TooLargeError } from '../kube/print.js';
import { jsonText } from '../kube/print-json.js';
import { isSecretKey } from '../kube/registry-key.js';
import { prettyJson } from '../presentation/json-text.js';
import { plainText } from '../presentation/plain-text.js';
import type { ByteString } from '../tree/byte-string.js';

export type ValueFormat = 'yaml' | 'json' | 'text' | 'hex';

/** A value in the form it is shown in, made once; only lines in sight are ever drawn. */
export type ValueDocument =
  | {
      readonly kind: 'text';
      readonly format: 'yaml' | 'json' | 'text' | 'diff';
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

/** What a value is. */
export interface ValueNature {
  /** The value as text, when it is UTF-8 without control characters. */
  readonly text: string | undefined;
  /** In pretty form, when it is an object or an array. */
  readonly json: string | undefined;
  /** What an API server stored, where it is not plain JSON: an object, something sealed or broken. */
  readonly kube: KubeValue | undefined;
  /** It may hold what only few should see. */
  readonly isSecret: boolean;
}

const secretKind = /"kind"\s*:\s*"Secret/;

/** Larger values are not taken apart here: the screen would stand still meanwhile. */
const decodedMax = 4_000_000;

function kubeOf(value: Uint8Array): KubeValue | undefined {
  const isKube = isKubernetesProtobuf(value) || readEncryption(value) !== undefined;
  return isKube && value.length <= decodedMax ? describeValue(value) : undefined;
}

export function natureOf(key: ByteString, value: Uint8Array): ValueNature {
  const text = plainText(value);
  const kube = kubeOf(value);
  return {
    text,
    json: text !== undefined && /^\s*[{[]/.test(text) ? prettyJson(text) : undefined,
    kube,
    isSecret:
      isSecretKey(key) ||
      (kube?.kind === 'object' && isSecret(kube)) ||
      (text !== undefined && secretKind.test(text)),
  };
}

/** The forms that a value has, the best first. */
export function formatsOf({ text, json, kube }: ValueNature): readonly ValueFormat[] {
  if (kube?.kind === 'object') return ['yaml', 'json', 'hex'];
  if (text === undefined || text === '') return ['hex'];
  return json === undefined ? ['text', 'hex'] : ['json', 'text', 'hex'];
}

function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const endsWithBreak = text.endsWith('\n');
  return Uint32Array.from(endsWithBreak ? starts.slice(0, -1) : starts);
}

/** What can be said of bytes that are shown as bytes. */
function aboutBytes(kube: KubeValue | undefined): readonly string[] {
  switch (kube?.kind) {
    case 'encrypted': {
      const key = kube.keyId === undefined ? kube.keyName : `${kube.keyName} (${kube.keyId})`;
      return [`Encrypted at rest by the API server: ${kube.provider}, key ${key}.`, ''];
    }
    case 'malformed':
      return ['It begins as a Kubernetes object, and is none:', `${kube.reason}.`, ''];
    case 'object': {
      const { objectKind, apiVersion, namespace, name } = kube;
      return [
        `Kubernetes ${objectKind}, ${apiVersion}: ${namespace === '' ? '' : `${namespace}/`}${name}`,
        '',
      ];
    }
    default:
      return [];
  }
}

/** undefined when it would print without end. */
function objectText(object: KubeObject, format: ValueFormat): string | undefined {
  try {
    return format === 'yaml' ? objectYaml(object) : jsonText(object.tree);
  } catch (error) {
    if (error instanceof TooLargeError) return undefined;
    throw error;
  }
}

function textIn({ text, json, kube }: ValueNature, format: 'yaml' | 'json' | 'text'): string | undefined {
  if (kube?.kind === 'object') return objectText(kube, format);
  return format === 'json' ? json : text;
}

export function documentOf(nature: ValueNature, value: Uint8Array, format: ValueFormat): ValueDocument {
  const text = format === 'hex' ? undefined : textIn(nature, format);
  return text === undefined || format === 'hex'
    ? { kind: 'hex', about: aboutBytes(nature.kube), bytes: value }
    : textDocument(text, format);
}

export function textDocument(
  text: string,
  format: 'yaml' | 'json' | 'text' | 'diff',
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
