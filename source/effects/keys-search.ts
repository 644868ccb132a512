import fuzzy from 'fuzzy';
import { keyText } from '../presentation/text.js';
import type { KeysEvent } from '../store/keys.js';
import type { SearchMatch } from '../store/keys-search.js';
import type { KeyTree } from '../store/keys-tree.js';
import { type ByteString, toBytes } from '../tree/byte-string.js';
import type { Services } from './services.js';

/** How many names are looked at before keys and screen get their turn. */
const atOnce = 20_000;

interface Candidate {
  readonly path: ByteString;
  readonly isDirectory: boolean;
}

/** Every key and directory that is loaded. */
function* candidates(tree: KeyTree): Generator<Candidate> {
  for (const { children } of tree.directories.values()) {
    for (const { leaf, directory } of children) {
      if (leaf !== undefined) yield { path: leaf.key, isDirectory: false };
      if (directory !== undefined) yield { path: directory.path, isDirectory: true };
    }
  }
}

const printable = /^[\x20-\x5b\x5d-\x7e]*$/;

/** What is matched is what is seen; most keys are seen as they are. */
function seen(path: ByteString): string {
  return printable.test(path) ? path : keyText(toBytes(path));
}

/** A cheap look before the package scores what fits: all characters are there, in order. */
function mayMatch(pattern: string, text: string): boolean {
  let from = 0;
  for (const character of pattern) {
    const at = text.indexOf(character, from);
    if (at < 0) return false;
    from = at + character.length;
  }
  return true;
}

function matchOf({ path, isDirectory }: Candidate, pattern: string): SearchMatch | undefined {
  const text = seen(path);
  if (!mayMatch(pattern, text.toLowerCase())) return undefined;
  const match = fuzzy.match(pattern, text);
  return match === null ? undefined : { path, isDirectory, score: match.score };
}

/** Searches what is loaded, part by part, and tells what each part has. */
export class KeysSearchRun {
  readonly #services: Services;
  readonly #dispatch: (event: KeysEvent) => void;
  #cancel: () => void = () => {};

  constructor(services: Services, dispatch: (event: KeysEvent) => void) {
    this.#services = services;
    this.#dispatch = dispatch;
  }

  /** Supersedes the search before it. */
  start(number: number, text: string, tree: KeyTree): void {
    this.#cancel();
    this.#next(number, text.toLowerCase(), candidates(tree));
  }

  #next(number: number, pattern: string, from: Generator<Candidate>): void {
    const found: SearchMatch[] = [];
    let searched = 0;
    let isDone = false;
    for (let looked = 0; looked < atOnce; looked += 1) {
      const { value, done } = from.next();
      if (done === true) {
        isDone = true;
        break;
      }
      if (!value.isDirectory) searched += 1;
      const match = matchOf(value, pattern);
      if (match !== undefined) found.push(match);
    }
    if (!isDone) this.#cancel = this.#services.after(0, () => this.#next(number, pattern, from));
    this.#dispatch({ type: 'search-found', number, found, searched, isDone });
  }
}
