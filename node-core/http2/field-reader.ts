import { withoutPadding, withoutPriority } from './frame-payload.js';
import { type FieldList, HpackDecoder } from './hpack-decoder.js';
import type { ConnectionLimits } from './limits.js';
import { ConnectionError, ErrorCode, Flag, FrameType } from './protocol.js';

export type FieldsListener = (streamId: number, endStream: boolean, list: FieldList) => void;

/** A field block whose frames have not all come. */
interface OpenBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly fragments: Buffer[];
  byteLength: number;
}

/** Joins HEADERS and CONTINUATION to field blocks, and decodes them in their order (RFC 9113 §4.3). */
export class FieldReader {
  readonly #limits: ConnectionLimits;
  readonly #onFields: FieldsListener;
  readonly #decoder: HpackDecoder;
  #open: OpenBlock | undefined;

  constructor(limits: ConnectionLimits, onFields: FieldsListener) {
    this.#limits = limits;
    this.#onFields = onFields;
    this.#decoder = new HpackDecoder(limits.maxHeaderListBytes);
  }

  /**
   * Nothing may come between the frames of a block (§6.10).
   * @throws ConnectionError when a frame of this type may not come now.
   */
  checkOrder(type: number): void {
    const isContinued = this.#open !== undefined;
    if (isContinued !== (type === FrameType.CONTINUATION)) {
      throw protocolError(isContinued ? 'a field block is not continued' : 'CONTINUATION of no field block');
    }
  }

  headers(flags: number, streamId: number, payload: Buffer): void {
    if (streamId % 2 === 0) {
      throw protocolError(`a client cannot open stream ${streamId}`);
    }
    const fragment = withoutPriority(flags, withoutPadding(flags, payload));
    const endStream = (flags & Flag.END_STREAM) !== 0;
    if ((flags & Flag.END_HEADERS) !== 0) {
      this.#onFields(streamId, endStream, this.#decoder.decode(fragment));
    } else {
      const fragments = [Buffer.from(fragment)];
      this.#open = { streamId, endStream, fragments, byteLength: fragment.length };
    }
  }

  /** @throws ConnectionError when there is no end to the block. */
  continuation(flags: number, streamId: number, payload: Buffer): void {
    const block = this.#open;
    if (block === undefined || block.streamId !== streamId) {
      throw protocolError('CONTINUATION of another stream');
    }
    block.fragments.push(Buffer.from(payload));
    block.byteLength += payload.length;
    const { maxHeaderBlockBytes, maxHeaderBlockFrames } = this.#limits;
    if (block.byteLength > maxHeaderBlockBytes || block.fragments.length > maxHeaderBlockFrames) {
      throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, 'the fields of a request have no end');
    }
    if ((flags & Flag.END_HEADERS) !== 0) {
      this.#open = undefined;
      const whole = Buffer.concat(block.fragments, block.byteLength);
      this.#onFields(streamId, block.endStream, this.#decoder.decode(whole));
    }
  }
}

function protocolError(message: string): ConnectionError {
  return new ConnectionError(ErrorCode.PROTOCOL_ERROR, message);
}
