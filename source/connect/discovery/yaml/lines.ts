/** The text is no YAML, or YAML of a kind that is not understood here; `message` names the line. */
export class YamlError extends Error {
  override readonly name = 'YamlError';

  constructor(lineNumber: number, problem: string) {
    super(`line ${lineNumber}: ${problem}`);
  }
}

/** A line with something on it. */
export interface Line {
  readonly indent: number;
  /** Without indentation and blanks at its end. */
  readonly text: string;
}

/** The lines of a document, and the one that is read next. */
export class Lines {
  readonly #lines: string[];
  #next = 0;

  constructor(text: string) {
    this.#lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  }

  /** Counted from 1. */
  get number(): number {
    return this.#next + 1;
  }

  get atEnd(): boolean {
    return this.#next >= this.#lines.length;
  }

  /** @throws YamlError about the next line, or another one. */
  fail(problem: string, lineNumber = this.number): never {
    throw new YamlError(lineNumber, problem);
  }

  /** The next line as it is, blank or not. */
  raw(): string {
    return this.#lines[this.#next] ?? '';
  }

  advance(): void {
    this.#next += 1;
  }

  /** The next line that is neither blank nor a comment, without passing it. */
  peek(): Line | undefined {
    for (; !this.atEnd; this.advance()) {
      const indent = this.raw().search(/[^ ]/u);
      const text = this.raw().trim();
      if (text === '' || text.startsWith('#')) {
        continue;
      }
      if (this.raw()[indent] === '\t') {
        this.fail('a tab indents it, YAML wants blanks');
      }
      return { indent, text };
    }
    return undefined;
  }

  /** Passes blank lines. @returns how many. */
  skipBlank(): number {
    const first = this.#next;
    while (!this.atEnd && this.raw().trim() === '') {
      this.advance();
    }
    return this.#next - first;
  }

  /** Reads the rest of the next line, from `column` on, as a line of its own at that indentation. */
  indentTo(column: number): void {
    this.#lines[this.#next] = ' '.repeat(column) + this.raw().slice(column);
  }
}
