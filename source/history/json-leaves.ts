import { stringEnd } from '../presentation/json-text.js';
import { prettyJson } from '../presentation/pretty-json.js';

/** A value in a JSON text that holds no other, and where it stands: `spec.containers[0].image`. */
export interface LeafChange {
  readonly path: string;
  /** As it is written in the text, so that numbers of any size are exact; undefined: it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Larger texts are compared as lines. */
const leavesMax = 20_000;
const pathCharactersMax = 4_000_000;
const depthMax = 100;

interface Container {
  readonly path: string;
  /** The next element's index; undefined in an object. */
  index: number | undefined;
}

const plainName = /^[A-Za-z_][\w-]*$/;
function memberPath(parent: string, name: string): string {
  const text: unknown = JSON.parse(name);
  if (typeof text === 'string' && plainName.test(text)) return parent === '' ? text : `${parent}.${text}`;
  return `${parent}[${name}]`;
}

/**
 * Every leaf by its path; an empty object or list is one. undefined when the text is no object or list, says
 * a name twice, or is too large or too deep.
 */
export function jsonLeaves(text: string): ReadonlyMap<string, string> | undefined {
  const pretty = /^\s*[{[]/.test(text) ? prettyJson(text) : undefined;
  return pretty === undefined ? undefined : new LeafReader().read(pretty);
}

/** Reads pretty JSON line by line: a container's opening ends a line, and its closing begins one. */
class LeafReader {
  readonly #leaves = new Map<string, string>();
  readonly #open: Container[] = [];
  #pathCharacters = 0;

  read(pretty: string): ReadonlyMap<string, string> | undefined {
    for (let start = 0; start < pretty.length; ) {
      const lineEnd = pretty.indexOf('\n', start);
      const end = lineEnd < 0 ? pretty.length : lineEnd;
      if (!this.#line(pretty.slice(start, end))) return undefined;
      start = end + 1;
    }
    return this.#leaves;
  }

  /** @returns false when the text cannot be taken apart. */
  #line(line: string): boolean {
    const text = (line.endsWith(',') ? line.slice(0, -1) : line).trimStart();
    if (text === '}' || text === ']') {
      this.#open.pop();
      return true;
    }
    const { path, value } = this.#placed(text);
    if (value === '{' || value === '[') {
      this.#open.push({ path, index: value === '[' ? 0 : undefined });
      return this.#open.length <= depthMax;
    }
    return this.#leaf(path, value);
  }

  #placed(text: string): { readonly path: string; readonly value: string } {
    const parent = this.#open.at(-1);
    if (parent === undefined) return { path: '', value: text };
    if (parent.index === undefined) {
      const nameEnd = stringEnd(text, 0);
      return { path: memberPath(parent.path, text.slice(0, nameEnd)), value: text.slice(nameEnd + 2) };
    }
    parent.index += 1;
    return { path: `${parent.path}[${parent.index - 1}]`, value: text };
  }

  #leaf(path: string, value: string): boolean {
    this.#pathCharacters += path.length;
    if (this.#leaves.has(path) || this.#leaves.size >= leavesMax) return false;
    this.#leaves.set(path, value);
    return this.#pathCharacters <= pathCharactersMax;
  }
}

/** What differs, in the order of `before`, then what only `after` has in its own; undefined when it cannot be told so. */
export function jsonChanges(before: string, after: string): readonly LeafChange[] | undefined {
  const old = jsonLeaves(before);
  const now = old === undefined ? undefined : jsonLeaves(after);
  if (old === undefined || now === undefined) return undefined;
  const changed = [...old]
    .filter(([path, value]) => now.get(path) !== value)
    .map(([path, value]) => ({ path, before: value, after: now.get(path) }));
  const added = [...now]
    .filter(([path]) => !old.has(path))
    .map(([path, value]) => ({ path, before: undefined, after: value }));
  return [...changed, ...added];
}
