import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { errorCode } from '../files/error-code.js';
import { safeText } from '../presentation/text.js';

/** etcd takes 1.5 MB by default; more than this is no value. */
const inputMax = 64_000_000;

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > inputMax) {
      throw new Error(`it has more than ${inputMax / 1_000_000} MB, which no value in etcd has`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'reading it is not allowed',
  EISDIR: 'it is a directory; name a file that holds one value',
};

function unreadable(error: unknown): unknown {
  const code = errorCode(error) ?? '';
  const reason = reasons[code];
  return reason === undefined ? error : new Error(reason);
}

/** How an input is called in messages. */
export function inputName(operand: string): string {
  return operand === '-' ? 'standard input' : safeText(operand);
}

/**
 * The bytes of a file, or of standard input for `-`.
 * @throws Error with a sentence when they cannot be read, or are too many.
 */
export async function readInput(operand: string, stdin: Readable): Promise<Buffer> {
  try {
    return await readAll(operand === '-' ? stdin : createReadStream(operand));
  } catch (error) {
    throw unreadable(error);
  }
}

const lineFeed = 0x0a;

/** How values begin that an API server wrote: protobuf, encrypted, JSON. */
const beginnings = ['k8s\0', 'k8s:enc:', '{'].map((text) => Buffer.from(text));

/** `etcdctl get` without --print-value-only prints the key on a line before the value. */
export function withoutKeyLine(bytes: Buffer): Buffer {
  const end = bytes.indexOf(lineFeed);
  if (bytes[0] !== 0x2f || end < 0) {
    return bytes;
  }
  const rest = bytes.subarray(end + 1);
  const isValue = beginnings.some((beginning) => rest.subarray(0, beginning.length).equals(beginning));
  return isValue ? rest : bytes;
}
