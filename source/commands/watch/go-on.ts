import { safeText } from '../../presentation/text.js';
import type { FlagValues } from '../command.js';

/** What may hold a password: it is not repeated where others read. */
const unrepeated: ReadonlySet<string> = new Set(['user', 'password', 'rev', 'max-events']);

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command line that goes on where this one stopped; a password has to be given again. */
export function goOnLine(operands: readonly string[], flags: FlagValues, nextRevision: number): string {
  const repeated = [...flags]
    .filter(([name]) => !unrepeated.has(name))
    .map(([name, value]) => (typeof value === 'boolean' ? `--${name}` : `--${name}=${quoted(value)}`));
  const words = ['etcdscope', 'watch', ...operands.map(quoted), `--rev=${nextRevision}`, ...repeated];
  return safeText(words.join(' '));
}
