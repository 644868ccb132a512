import { ConnectionError, clientPreface, ErrorCode } from './protocol.js';

const preface = Buffer.from(clientPreface);

/** Takes the client's preface off the front of a connection, however it is chunked (RFC 9113 §3.4). */
export class PrefaceReader {
  #readBytes = 0;

  /**
   * @returns what follows the preface in the chunk.
   * @throws ConnectionError when the connection begins in another way.
   */
  strip(chunk: Buffer): Buffer {
    if (this.#readBytes === preface.length) {
      return chunk;
    }
    const missing = preface.subarray(this.#readBytes);
    const part = chunk.subarray(0, missing.length);
    if (!part.equals(missing.subarray(0, part.length))) {
      throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, 'the connection does not begin as HTTP/2 does');
    }
    this.#readBytes += part.length;
    return chunk.subarray(part.length);
  }
}
