/** A value of a stream is larger than it may be. */
export class JsonTooLargeError extends Error {
  override readonly name = 'JsonTooLargeError';
}

/**
 * Splits what comes in into JSON objects, one after the other, whatever stands between them. Anything that
 * does not begin as an object is handed on to the end, for the parser to refuse.
 * @throws JsonTooLargeError for an object of more than `maxBytes`
 */
export async function* jsonValues(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  const splitter = new Splitter(maxBytes);
  for await (const chunk of body) {
    yield* splitter.push(decoder.decode(chunk, { stream: true }));
  }
  const rest = splitter.rest.trim();
  if (rest !== '') {
    yield rest;
  }
}

class Splitter {
  readonly #maxBytes: number;
  #pending = '';
  /** Characters of `#pending` that have been looked at. */
  #seen = 0;
  #depth = 0;
  #inText = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get rest(): string {
    return this.#pending;
  }

  *push(text: string): Generator<string, void, void> {
    this.#pending += text;
    for (let end = this.#nextEnd(); end !== undefined; end = this.#nextEnd()) {
      yield this.#pending.slice(0, end);
      this.#pending = this.#pending.slice(end);
      this.#seen = 0;
    }
    if (this.#pending.length > this.#maxBytes) {
      throw new JsonTooLargeError(`a JSON value of more than ${this.#maxBytes} bytes`);
    }
  }

  /** Where the first object ends; undefined when it has not yet. */
  #nextEnd(): number | undefined {
    while (this.#seen < this.#pending.length) {
      const sign = this.#pending[this.#seen];
      // An escaped sign may be in the next chunk.
      if (this.#inText && sign === '\\') {
        if (this.#seen + 1 === this.#pending.length) {
          return undefined;
        }
        this.#seen += 2;
        continue;
      }
      this.#seen += 1;
      if (this.#closes(sign)) {
        return this.#seen;
      }
    }
    return undefined;
  }

  #closes(sign: string | undefined): boolean {
    if (sign === '"') {
      this.#inText = !this.#inText;
    } else if (!this.#inText && (sign === '{' || sign === '[')) {
      this.#depth += 1;
    } else if (!this.#inText && (sign === '}' || sign === ']')) {
      this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }
}
