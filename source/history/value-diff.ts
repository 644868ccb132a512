import { plainText } from '../presentation/plain-text.js';
import { prettyJson } from '../presentation/pretty-json.js';
import { byteSize, counted, grouped } from '../presentation/quantities.js';
import { type ByteChanges, byteChanges } from './byte-changes.js';
import { type Hunk, hunksOf, linesOf } from './hunks.js';
import { jsonChanges, type LeafChange } from './json-leaves.js';
import { type ObjectChanges, objectChanges, protobufText } from './object-changes.js';

/** How two values of a key differ, in the form that says most. */
export type ValueDiff =
  | { readonly kind: 'same' }
  | { readonly kind: 'json'; readonly changes: readonly LeafChange[] }
  | ({ readonly kind: 'object' } & ObjectChanges)
  | { readonly kind: 'text'; readonly hunks: readonly Hunk[] }
  | { readonly kind: 'bytes'; readonly changes: ByteChanges };

const nothing = new Uint8Array();

/** What of a value can be compared line by line; an object alone as the text that is printed of it. */
function textOf(value: Uint8Array, isOneSided: boolean): string | undefined {
  return plainText(value) ?? (isOneSided ? protobufText(value) : undefined);
}

/**
 * `undefined`: there was no such key. Objects that Kubernetes stored by their fields, JSON as its leaves, text as
 * lines, all else as bytes.
 */
export function diffValues(before: Uint8Array | undefined, after: Uint8Array | undefined): ValueDiff {
  const one = before ?? nothing;
  const other = after ?? nothing;
  if (Buffer.compare(one, other) === 0) return { kind: 'same' };
  const objects = objectChanges(one, other);
  if (objects !== undefined) return { kind: 'object', ...objects };
  const isOneSided = one.length === 0 || other.length === 0;
  const oldText = textOf(one, isOneSided);
  const newText = textOf(other, isOneSided);
  if (oldText === undefined || newText === undefined) {
    return { kind: 'bytes', changes: byteChanges(one, other) };
  }
  const changes = jsonChanges(oldText, newText);
  if (changes !== undefined && changes.length > 0) return { kind: 'json', changes };
  const texts = [oldText, newText] as const;
  return { kind: 'text', hunks: textHunks(texts, isOneSided || changes === undefined) };
}

/** `isPretty`: JSON, which may be one long line, in pretty form, unless the two differ only in their form. */
function textHunks(texts: readonly [string, string], isPretty: boolean): readonly Hunk[] {
  const [before, after] = texts;
  const pretty = isPretty ? hunksOf(linesOf(prettyText(before)), linesOf(prettyText(after))) : [];
  return pretty.length > 0 ? pretty : hunksOf(linesOf(before), linesOf(after));
}

const prettyText = (text: string): string => prettyJson(text) ?? text;

/**
 * The diff as lines: `path: before → after`, or a unified diff, or what can be said of bytes. As hostile as
 * the values: escape them before they reach a terminal.
 */
export function diffLines(diff: ValueDiff): readonly string[] {
  switch (diff.kind) {
    case 'same':
      return ['The values are the same.'];
    case 'json':
      return diff.changes.flatMap(leafLines);
    case 'object':
      return [...diff.changes.flatMap(leafLines), ...(diff.isWhole ? [] : [moreText])];
    case 'text':
      return diff.hunks.length === 0
        ? ['Only the line end at the end differs.']
        : diff.hunks.flatMap(hunkLines);
    case 'bytes':
      return byteLines(diff.changes);
  }
}

const moreText = '… There are more differences than are told here.';

/** A text of several lines that changed, such as a file in a ConfigMap, line by line. */
function leafLines(change: LeafChange): readonly string[] {
  const [before, after] = [change.before, change.after].map(linesIn);
  if (before === undefined || after === undefined || before.length + after.length < 3)
    return [leafLine(change)];
  const name = change.path === '' ? '(all of it)' : change.path;
  return [`~ ${name}:`, ...hunksOf(before, after).flatMap(hunkLines)];
}

/** The lines of a text, as JSON has it; undefined for all else. */
function linesIn(leaf: string | undefined): readonly string[] | undefined {
  const text: unknown = leaf?.startsWith('"') === true ? JSON.parse(leaf) : undefined;
  return typeof text === 'string' ? linesOf(text) : undefined;
}

function leafLine({ path, before, after }: LeafChange): string {
  const name = path === '' ? '(all of it)' : path;
  if (before === undefined) return `+ ${name}: ${after}`;
  return after === undefined ? `- ${name}: ${before}` : `~ ${name}: ${before} → ${after}`;
}

const signs = { same: ' ', removed: '-', added: '+' } as const;

function hunkLines({ beforeStart, afterStart, lines }: Hunk): readonly string[] {
  const old = lines.filter(({ kind }) => kind !== 'added').length;
  const now = lines.filter(({ kind }) => kind !== 'removed').length;
  // A side without lines is said to stand before its first line, as diff -u does.
  const range = (start: number, length: number): string => `${length === 0 ? start - 1 : start},${length}`;
  return [
    `@@ -${range(beforeStart, old)} +${range(afterStart, now)} @@`,
    ...lines.map(({ kind, text }) => `${signs[kind]}${text}`),
  ];
}

function byteLines(changes: ByteChanges): readonly string[] {
  const { beforeLength, afterLength, commonStart, commonEnd, before, after } = changes;
  const run = (sign: string, length: number, bytes: Uint8Array): readonly string[] =>
    length === 0
      ? []
      : [`${sign} ${counted(length, 'byte')} from ${grouped(commonStart)}: ${hexText(bytes, length)}`];
  const common = `the first ${counted(commonStart, 'byte')} and the last ${grouped(commonEnd)} are the same`;
  return [
    `Not text: ${byteSize(beforeLength)} → ${byteSize(afterLength)}; ${common}.`,
    ...run('-', beforeLength - commonStart - commonEnd, before),
    ...run('+', afterLength - commonStart - commonEnd, after),
  ];
}

/** `6b 38 73 …`, the beginning of `length` bytes. */
function hexText(bytes: Uint8Array, length: number): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length < length ? `${hex} …` : hex;
}

/** A few words on what differs; hostile as the values are. */
export function diffWords(diff: ValueDiff): string {
  switch (diff.kind) {
    case 'same':
      return 'same value written again';
    case 'json':
    case 'object':
      return leafWords(diff.changes);
    case 'text':
      return lineWords(diff);
    case 'bytes':
      return `bytes differ from ${grouped(diff.changes.commonStart)} on`;
  }
}

/** Longer values would push the rest of a line out of sight. */
const wordCharactersMax = 40;

const cut = (text: string): string =>
  text.length > wordCharactersMax ? `${text.slice(0, wordCharactersMax - 1)}…` : text;

function leafWords(changes: readonly LeafChange[]): string {
  const [first] = changes;
  if (first === undefined) return '';
  const line = leafLine({
    path: first.path,
    before: first.before === undefined ? undefined : cut(first.before),
    after: first.after === undefined ? undefined : cut(first.after),
  });
  const words = line.startsWith('~ ') ? line.slice(2) : line;
  return changes.length === 1 ? words : `${words}, and ${grouped(changes.length - 1)} more`;
}

/** The line before and after, where texts differ in one line alone; hostile as the texts are. */
export function oneLineChange(diff: ValueDiff): readonly [before: string, after: string] | undefined {
  if (diff.kind !== 'text') return undefined;
  const changed = diff.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind !== 'same');
  const [old, now] = changed;
  const isOne = changed.length === 2 && old?.kind === 'removed' && now?.kind === 'added';
  return isOne ? [cut(old.text), cut(now.text)] : undefined;
}

function lineWords(diff: Extract<ValueDiff, { kind: 'text' }>): string {
  const line = oneLineChange(diff);
  if (line !== undefined) return line.join(' → ');
  const { hunks } = diff;
  const count = (wanted: string): number =>
    hunks.reduce((sum, { lines }) => sum + lines.filter(({ kind }) => kind === wanted).length, 0);
  const parts = [
    [count('added'), 'put in'],
    [count('removed'), 'taken out'],
  ] as const;
  const words = parts
    .filter(([lines]) => lines > 0)
    .map(([lines, what]) => `${counted(lines, 'line')} ${what}`);
  return words.length === 0 ? 'line end at the end' : words.join(', ');
}
