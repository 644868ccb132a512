/** Bytes of one stream that wait for its windows. The pieces are kept, not copied. */
export class SendQueue {
  #pieces: Uint8Array[] = [];
  #head = 0;
  #offset = 0;
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.#pieces.push(bytes);
      this.#byteLength += bytes.length;
    }
  }

  /** The next bytes, at most `maxBytes` and at most to the end of a piece; empty when there are none. */
  take(maxBytes: number): Uint8Array {
    const piece = this.#pieces[this.#head] ?? new Uint8Array();
    const left = piece.length - this.#offset;
    if (left > maxBytes) {
      const part = piece.subarray(this.#offset, this.#offset + maxBytes);
      this.#offset += maxBytes;
      this.#byteLength -= maxBytes;
      return part;
    }
    const rest = this.#offset === 0 ? piece : piece.subarray(this.#offset);
    this.#next();
    this.#byteLength -= left;
    return rest;
  }

  clear(): void {
    this.#pieces = [];
    this.#head = 0;
    this.#offset = 0;
    this.#byteLength = 0;
  }

  #next(): void {
    this.#offset = 0;
    this.#head += 1;
    if (this.#head >= 64 || this.#head >= this.#pieces.length) {
      this.#pieces.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
