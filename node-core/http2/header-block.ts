import type { ConnectionLimits } from './limits.js';
import { ConnectionError, ErrorCode } from './protocol.js';

/** A field block whose frames have not all come: nothing else may come between (RFC 9113 §6.10). */
export class HeaderBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly #limits: ConnectionLimits;
  readonly #fragments: Buffer[];
  #byteLength: number;

  constructor(streamId: number, endStream: boolean, first: Buffer, limits: ConnectionLimits) {
    this.streamId = streamId;
    this.endStream = endStream;
    this.#limits = limits;
    this.#fragments = [Buffer.from(first)];
    this.#byteLength = first.length;
  }

  /** @throws ConnectionError when there is no end to it. */
  append(fragment: Buffer): void {
    this.#fragments.push(Buffer.from(fragment));
    this.#byteLength += fragment.length;
    const { maxHeaderBlockBytes, maxHeaderBlockFrames } = this.#limits;
    if (this.#byteLength > maxHeaderBlockBytes || this.#fragments.length > maxHeaderBlockFrames) {
      throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, 'the fields of a request have no end');
    }
  }

  whole(): Buffer {
    return Buffer.concat(this.#fragments, this.#byteLength);
  }
}
