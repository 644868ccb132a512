import { type ByteString, fromBytes } from '../bytes/byte-string.js';
import { parseSeparator } from '../tree/separator.js';
import { type FlagSpec, type FlagValues, UsageError } from './command.js';
import { keyOperand } from './key-range.js';

/** @param byDefault what is taken when it is not given. */
export const separatorFlag = (byDefault: string): FlagSpec => ({
  name: 'separator',
  type: 'string',
  placeholder: 'TEXT',
  description: `what stands between names, such as : or \\x00, or none (default: ${byDefault})`,
});

/** What `--separator` says; undefined when it is not given. With `--hex` it is hexadecimal. @throws UsageError */
export function askedSeparator(flags: FlagValues): ByteString | undefined {
  const text = flags.get('separator');
  if (typeof text !== 'string') return undefined;
  const separator = flags.has('hex') ? fromBytes(keyOperand(text, true)) : parseSeparator(text);
  if (separator !== undefined) return separator;
  throw new UsageError(
    `${JSON.stringify(text)} is no separator; write it as it is, \\x00 for a byte, \\\\ for a backslash, or none`,
  );
}
