import { sizeOfVarint, writeVarint } from '../mvcc/varint.js';
import type { Steps } from '../ports/turns.js';

/** What is copied before others may come in: bytes, each content taken for this many more. */
const bytesPerStep = 256 << 10;
const costPerContentBytes = 1024;

/**
 * A message made of encoded parts: `head`, each of `contents` as a field with this tag, and `tail`. Its size
 * is known before it is written, so every byte is copied once.
 * @param tag of a length-delimited field with a number below 16
 */
export function* spliceFields(
  head: Uint8Array,
  tag: number,
  contents: readonly Uint8Array[],
  tail: Uint8Array,
): Steps<Uint8Array> {
  let size = head.length + tail.length;
  for (const content of contents) {
    size += 1 + sizeOfVarint(content.length) + content.length;
  }
  const message = Buffer.allocUnsafe(size);
  message.set(head);
  let at = head.length;
  let cost = 0;
  for (const content of contents) {
    message[at] = tag;
    at = writeVarint(message, at + 1, content.length);
    message.set(content, at);
    at += content.length;
    cost += costPerContentBytes + content.length;
    if (cost > bytesPerStep) {
      cost = 0;
      yield;
    }
  }
  message.set(tail, at);
  return message;
}
