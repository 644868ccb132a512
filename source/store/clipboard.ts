import { byteSize } from '../presentation/quantities.js';

/** Terminals take no more: xterm's limit is 100,000 characters of base64 for 75,000 bytes. */
export const clipboardBytesMax = 74_994;

/** Nothing is cut: half a value in the clipboard looks like a whole one. `isMore`: so many bytes are not all of it. */
export function tooLongToCopy(bytes: number, isMore = false): string {
  return `That is ${isMore ? 'more than ' : ''}${byteSize(bytes)}, and terminals take at most ${byteSize(clipboardBytesMax)} for the clipboard; etcdscope get has all of it.`;
}
