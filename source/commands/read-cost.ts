import { askLine } from './ask-line.js';
import { type CommandIo, UsageError } from './command.js';
import { write } from './output/write.js';

/**
 * Tells what a large read will cost, and asks; without a terminal only `--yes` goes on.
 * @throws UsageError, Error with a sentence when it is not to go on.
 */
export async function confirmCost(cost: string, isAgreed: boolean, io: CommandIo): Promise<void> {
  await write(io.stderr, `${cost}\n`);
  if (isAgreed) return;
  if (io.stdin.isTTY !== true) {
    throw new UsageError('there is no terminal to agree to this cost on; add --yes to agree');
  }
  const declined = 'not agreed to, so nothing was read';
  const typed = await askLine('Go on? [y/N] ', declined, io);
  if (!/^y(es)?$/iu.test(typed.trim())) throw new Error(declined);
}
