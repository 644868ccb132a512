import type { ByteString } from '../bytes/byte-string.js';

/** What a key is to a directory above it: the key itself, or something inside a directory further down. */
export interface ChildPath {
  /** A directory's path ends with the separator. */
  readonly path: ByteString;
  readonly directory: boolean;
}

function skipSeparators(key: ByteString, from: number, separator: ByteString): number {
  let at = from;
  while (key.startsWith(separator, at)) at += separator.length;
  return at;
}

/**
 * The child of directory `prefix` that `key`, which starts with it, belongs to. A name never is empty: a
 * separator that follows another belongs to the name after it, so the children of `` are `/registry/`
 * and `//a/` rather than `/`. With an empty separator every key is a child of its own.
 */
export function childOf(prefix: ByteString, key: ByteString, separator: ByteString): ChildPath {
  if (separator === '') return { path: key, directory: false };
  const nameStart = skipSeparators(key, prefix.length, separator);
  const nameEnd = nameStart < key.length ? key.indexOf(separator, nameStart) : -1;
  if (nameEnd < 0) return { path: key, directory: false };
  return { path: key.slice(0, nameEnd + separator.length), directory: true };
}

/** The directories above `key`, outermost first, the empty prefix left out. */
export function directoriesAbove(key: ByteString, separator: ByteString): readonly ByteString[] {
  const above: ByteString[] = [];
  for (let prefix = ''; ; ) {
    const child = childOf(prefix, key, separator);
    if (!child.directory) return above;
    above.push(child.path);
    prefix = child.path;
  }
}
