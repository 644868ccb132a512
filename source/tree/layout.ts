import { type ByteString, prefixEnd } from '../bytes/byte-string.js';
import { childOf } from './child.js';
import type { Stretch } from './partition.js';

/** What is known of a directory's children before it is read. */
export interface Layout {
  /** Names of directories that it may have, with the separator at their end. */
  readonly children: readonly ByteString[];
  /** The one that tells whether it has them; undefined when that is known. */
  readonly sign: ByteString | undefined;
}

/** Another separator makes other directories of the same keys. */
export function hasDirectories({ children }: Layout, separator: ByteString): boolean {
  return children.every((name) => {
    const child = childOf('', name, separator);
    return child.directory && child.path === name;
  });
}

/** One stretch for each directory that may be there, and one for what comes before it. */
export function layoutSpans(prefix: ByteString, { children }: Layout): readonly Stretch[] {
  const spans: Stretch[] = [];
  let from = prefix;
  for (const known of children.map((name) => prefix + name).sort()) {
    const to = prefixEnd(known);
    spans.push({ from, to: known }, { from: known, to, known });
    from = to;
  }
  return [...spans, { from, to: prefixEnd(prefix) }].filter((span) => span.from < span.to);
}
