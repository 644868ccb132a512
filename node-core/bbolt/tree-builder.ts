import { pageHeaderBytes } from './format.js';
import {
  type BranchElement,
  branchElementBytes,
  encodeBranch,
  encodeLeaf,
  type LeafElement,
  leafElementBytes,
} from './page-encoder.js';
import type { PageOutput } from './page-output.js';

/** A branch with one child is legal but pointless: bbolt itself keeps at least two. */
const branchElementsMin = 2;

/**
 * Builds one tree from its leaves up. Elements come in key order; each level holds only the pages it has
 * not finished.
 */
export class TreeBuilder {
  readonly #output: PageOutput;
  #leaf: LeafElement[] = [];
  #leafBytes = pageHeaderBytes;
  /** From the one above the leaves up to the root. */
  readonly #branches: BranchLevel[] = [];

  constructor(output: PageOutput) {
    this.#output = output;
  }

  add(element: LeafElement): void {
    const bytes = leafElementBytes(element);
    if (this.#leaf.length > 0 && this.#leafBytes + bytes > this.#output.pageBytes) {
      this.#finishLeaf();
    }
    this.#leaf.push(element);
    this.#leafBytes += bytes;
  }

  /**
   * All elements as one page that is stored in the parent, when they are few enough.
   * @returns undefined when they take more than `limitBytes` or hold a bucket
   */
  inlinePage(limitBytes: number): Uint8Array | undefined {
    const inlines = this.#branches.length === 0 && this.#leafBytes <= limitBytes;
    if (!inlines || this.#leaf.some(({ isBucket }) => isBucket)) {
      return undefined;
    }
    const bytes = new Uint8Array(this.#leafBytes);
    encodeLeaf(bytes, 0, 0, this.#leaf);
    return bytes;
  }

  /** Writes what is left. @returns the root page */
  finish(): number {
    if (this.#branches.length === 0) {
      return this.#writeLeaf();
    }
    this.#finishLeaf();
    for (let level = 0; ; level += 1) {
      const root = this.#finishLevel(level);
      if (root !== undefined) {
        return root;
      }
    }
  }

  #finishLeaf(): void {
    const [first] = this.#leaf;
    if (first !== undefined) {
      this.#addToLevel(0, { key: first.key, page: this.#writeLeaf() });
    }
  }

  #writeLeaf(): number {
    const elements = this.#leaf;
    const id = this.#output.add(this.#leafBytes, (...page) => encodeLeaf(...page, elements));
    this.#leaf = [];
    this.#leafBytes = pageHeaderBytes;
    return id;
  }

  #addToLevel(level: number, element: BranchElement): void {
    const branch = this.#branches[level] ?? new BranchLevel(this.#output.pageBytes);
    this.#branches[level] = branch;
    const finished = branch.add(element);
    if (finished !== undefined) {
      this.#writeBranch(level, finished);
    }
  }

  #writeBranch(level: number, elements: readonly BranchElement[]): void {
    const [first] = elements;
    if (first !== undefined) {
      this.#addToLevel(level + 1, { key: first.key, page: this.#encode(elements) });
    }
  }

  /** @returns the root, when this level is the uppermost and has a single page */
  #finishLevel(level: number): number | undefined {
    const rest = this.#branches[level]?.finish() ?? [];
    const isTop = level === this.#branches.length - 1;
    const [only] = rest;
    if (isTop && rest.length === 1 && only !== undefined) {
      return this.#encode(only);
    }
    for (const elements of rest) {
      this.#writeBranch(level, elements);
    }
    return undefined;
  }

  #encode(elements: readonly BranchElement[]): number {
    const bytes = elements.reduce((sum, element) => sum + branchElementBytes(element), pageHeaderBytes);
    return this.#output.add(bytes, (...page) => encodeBranch(...page, elements));
  }
}

/** The open end of one level of branches: a full page is held until it is known not to be the last but one. */
class BranchLevel {
  readonly #pageBytes: number;
  #held: BranchElement[] = [];
  #open: BranchElement[] = [];
  #openBytes = pageHeaderBytes;

  constructor(pageBytes: number) {
    this.#pageBytes = pageBytes;
  }

  /** @returns a page that is finished by it */
  add(element: BranchElement): readonly BranchElement[] | undefined {
    const bytes = branchElementBytes(element);
    const isFull = this.#open.length >= branchElementsMin && this.#openBytes + bytes > this.#pageBytes;
    const finished = isFull ? this.#held : [];
    if (isFull) {
      this.#held = this.#open;
      this.#open = [];
      this.#openBytes = pageHeaderBytes;
    }
    this.#open.push(element);
    this.#openBytes += bytes;
    return finished.length > 0 ? finished : undefined;
  }

  /** The last pages: a single element joins the page before it, which then takes overflow. */
  finish(): readonly (readonly BranchElement[])[] {
    const pages =
      this.#open.length < branchElementsMin ? [[...this.#held, ...this.#open]] : [this.#held, this.#open];
    return pages.filter((elements) => elements.length > 0);
  }
}
