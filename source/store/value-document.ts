import type { ByteString } from '../bytes/byte-string.js';
import { describeValue, type KubeObject, type KubeValue } from '../kube/describe.js';
import { isKubernetesProtobuf, readEncryption, readTypeMeta } from '../kube/envelope.js';
import { JsonError, parseJson } from '../kube/json.js';
import { isSecret } from '../kube/mask.js';
import { objectYaml } from '../kube/object-text.js';
import { type Owners, ownersOf } from '../kube/owners.js';
import { TooLargeError } from '../kube/print.js';
import { jsonText } from '../kube/print-json.js';
import { yamlText } from '../kube/print-yaml.js';
import { isRegistryKey, isSecretKey } from '../kube/registry-key.js';
import type { KubeTree } from '../kube/tree.js';
import { wrap } from '../presentation/cells.js';
import { plainText } from '../presentation/plain-text.js';
import { prettyJson } from '../presentation/pretty-json.js';
import { safeText } from '../presentation/text.js';

export type TextFormat = 'yaml' | 'json' | 'text';
export type ValueFormat = TextFormat | 'hex' | 'base64';

export type TextDocument = Extract<ValueDocument, { kind: 'text' }>;
export type BytesDocument = Extract<ValueDocument, { kind: 'bytes' }>;

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
      readonly kind: 'bytes';
      readonly format: 'hex' | 'base64';
      /** What can be said of the bytes, above them. */
      readonly about: readonly string[];
      readonly bytes: Uint8Array;
    };

/** A value as text, in the forms it has, the best first. */
export type TextDocuments = ReadonlyMap<TextFormat, TextDocument>;

/** What a value is. */
export interface ValueNature {
  /** The value as text, when it is UTF-8 without control characters. */
  readonly text: string | undefined;
  /** In pretty form, when it is an object or an array. */
  readonly json: TextDocument | undefined;
  /** What an API server stored, where it is not plain JSON: an object, something sealed or broken. */
  readonly kube: KubeValue | undefined;
  /** Who the object belongs to; of large JSON it is not known. */
  readonly owners: Owners;
  /** It may hold what only few should see. */
  readonly isSecret: boolean;
  /** Of a large value, made elsewhere: all that is ever shown of it as text. `text`, `json` and the tree are left out. */
  readonly documents?: TextDocuments;
}

const secretKind = /"kind"\s*:\s*"Secret/;

/** API servers keep no larger objects; to take one apart takes many times its size. */
const decodedMax = 4_000_000;

function kubeOf(value: Uint8Array): KubeValue | undefined {
  if (readEncryption(value) !== undefined) return describeValue(value);
  return isKubernetesProtobuf(value) && value.length <= decodedMax ? describeValue(value) : undefined;
}

/** Larger values are taken apart beside the screen, so that no key waits for them. */
const atOnceMax = 200_000;

export const isLarge = (value: Uint8Array): boolean => value.length > atOnceMax;

function jsonOf(text: string | undefined): ValueNature['json'] {
  if (text === undefined || !/^[ \n\r\t]*[{[]/.test(text)) return undefined;
  const pretty = prettyJson(text);
  return pretty === undefined ? undefined : textDocument(pretty, 'json');
}

/** Custom objects are kept as JSON. */
function customTree(key: ByteString, value: Uint8Array, text: string | undefined): KubeTree | undefined {
  const mayHaveOwners = text?.includes('"ownerReferences"') === true && text.length <= decodedMax;
  return mayHaveOwners && isRegistryKey(key, value) ? treeOf(text) : undefined;
}

/** undefined when it is no JSON. */
function treeOf(text: string): KubeTree | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

export function natureOf(key: ByteString, value: Uint8Array): ValueNature {
  const text = plainText(value);
  const kube = kubeOf(value);
  return {
    text,
    json: jsonOf(text),
    kube,
    owners: ownersOf(kube?.kind === 'object' ? kube.tree : customTree(key, value, text)),
    isSecret:
      isSecretKey(key) ||
      isSecret({ objectKind: readTypeMeta(value)?.kind ?? '' }) ||
      (kube?.kind === 'object' && isSecret(kube)) ||
      (text !== undefined && secretKind.test(text)),
  };
}

const asBytes = ['hex', 'base64'] as const;

/** The forms that a value has, the best first. */
export function formatsOf({ text, json, kube, documents }: ValueNature): readonly ValueFormat[] {
  if (documents !== undefined) return [...documents.keys(), ...asBytes];
  if (kube?.kind === 'object') return ['yaml', 'json', ...asBytes];
  if (text === undefined || text === '') return asBytes;
  if (json === undefined) return ['text', ...asBytes];
  // A tree is made for YAML, which takes too long for large values.
  const yaml: readonly ValueFormat[] = text.length <= decodedMax ? ['yaml'] : [];
  return ['json', ...yaml, 'text', ...asBytes];
}

/** Counted first: an array that grows by a million numbers takes longer than to look twice. */
function lineStarts(text: string): Uint32Array {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  const starts = new Uint32Array(text.endsWith('\n') ? Math.max(1, lines - 1) : lines);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && line < starts.length; at = text.indexOf('\n', at + 1)) {
    starts[line] = at + 1;
    line += 1;
  }
  return starts;
}

const tooLarge = 'A Kubernetes object that is too large to be taken apart here; etcdscope decode prints it.';

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

/** undefined when it is no JSON, or would print without end. */
function yamlOf(text: string): string | undefined {
  const tree = treeOf(text);
  try {
    return tree === undefined ? undefined : yamlText(tree);
  } catch (error) {
    if (error instanceof TooLargeError) return undefined;
    throw error;
  }
}

/** undefined: there is no such text. */
function textFor({ text, json, kube, documents }: ValueNature, format: TextFormat): TextDocument | undefined {
  if (documents !== undefined) return documents.get(format);
  if (kube?.kind === 'object') return asText(objectText(kube, format), format);
  if (format === 'json') return json;
  if (format === 'yaml' && text !== undefined) return asText(yamlOf(text), format);
  return asText(text, 'text');
}

const asText = (text: string | undefined, format: TextDocument['format']): TextDocument | undefined =>
  text === undefined ? undefined : textDocument(text, format);

export function documentOf(nature: ValueNature, value: Uint8Array, format: ValueFormat): ValueDocument {
  const isTooLarge = nature.kube === undefined && isKubernetesProtobuf(value);
  const about = isTooLarge ? [tooLarge, ''] : aboutBytes(nature.kube);
  if (format === 'base64') return { kind: 'bytes', format, about: [], bytes: value };
  const text = format === 'hex' ? undefined : textFor(nature, format);
  return text ?? { kind: 'bytes', format: 'hex', about, bytes: value };
}

export function textDocument(text: string, format: TextDocument['format']): TextDocument {
  const shown = text.replaceAll('\t', '    ');
  return { kind: 'text', format, text: shown, starts: lineStarts(shown) };
}

/** How many bytes a line of a hex dump has in a width. */
export function hexBytesPerLine(columns: number): number {
  return columns >= 76 ? 16 : columns >= 43 ? 8 : 4;
}

/** How many bytes a line has; of base64 at most as many as in a mail, 76 characters. */
export function bytesPerLine({ format }: BytesDocument, columns: number): number {
  if (format === 'hex') return hexBytesPerLine(columns);
  return Math.max(1, Math.min(19, Math.floor(columns / 4))) * 3;
}

export function lineCount(document: ValueDocument, columns: number): number {
  if (document.kind === 'text') return document.starts.length;
  return (
    aboutLines(document, columns).length + Math.ceil(document.bytes.length / bytesPerLine(document, columns))
  );
}

/** Names come from the bytes, and may be as long as these. */
const aboutCharactersMax = 400;

/** What is said of bytes above them, safe for a terminal, in lines of the pane's width. */
export function aboutLines({ about }: BytesDocument, columns: number): readonly string[] {
  return about.flatMap((text) => wrap(safeText(text.slice(0, aboutCharactersMax)), columns));
}

/** A line without its end. */
export function lineText(document: TextDocument, line: number): string {
  const { text, starts } = document;
  const start = starts[line];
  if (start === undefined) return '';
  const next = starts[line + 1] ?? text.length + (text.endsWith('\n') ? 0 : 1);
  return text.slice(start, next - 1);
}

/** All that is ever shown of a large value as text; takes as long as it takes. */
export function documentsOf(nature: ValueNature): TextDocuments {
  const documents = new Map<TextFormat, TextDocument>();
  for (const format of formatsOf(nature)) {
    if (format === 'hex' || format === 'base64') continue;
    const document = textFor(nature, format);
    if (document !== undefined) documents.set(format, document);
  }
  return documents;
}

/** What is kept of a large value besides its documents. */
export function withoutTexts(nature: ValueNature): ValueNature {
  const { kube } = nature;
  const bare = kube?.kind === 'object' ? { ...kube, tree: new Map() } : kube;
  return { ...nature, text: undefined, json: undefined, kube: bare, documents: new Map() };
}

/** Of a value that could not be taken apart: nobody knows whether it is a secret. */
export const bytesNature: ValueNature = {
  text: undefined,
  json: undefined,
  kube: undefined,
  owners: ownersOf(undefined),
  isSecret: true,
  documents: new Map(),
};
