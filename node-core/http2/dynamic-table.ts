import type { HeaderField } from './header-field.js';

/** HPACK's table of recent fields: the newest is entry 0, the oldest leave when room is needed (RFC 7541 §4). */
export class DynamicTable {
  /** Oldest first, so that adding does not move the others. */
  #fields: HeaderField[] = [];
  /** Entries before this one have left. */
  #oldest = 0;
  #byteLength = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(index: number): HeaderField | undefined {
    const position = this.#fields.length - 1 - index;
    return position < this.#oldest ? undefined : this.#fields[position];
  }

  /** A field larger than the table empties it (§4.4). */
  add(field: HeaderField): void {
    this.#makeRoom(field.byteLength);
    if (field.byteLength <= this.#maxBytes) {
      this.#fields.push(field);
      this.#byteLength += field.byteLength;
    }
  }

  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#makeRoom(0);
  }

  #makeRoom(bytes: number): void {
    while (this.#byteLength + bytes > this.#maxBytes && this.#oldest < this.#fields.length) {
      this.#byteLength -= this.#fields[this.#oldest]?.byteLength ?? 0;
      this.#oldest += 1;
    }
    if (this.#oldest > 128 || this.#oldest === this.#fields.length) {
      this.#fields = this.#fields.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}
