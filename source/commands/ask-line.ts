import { createInterface } from 'node:readline/promises';
import type { CommandIo } from './command.js';
import { write } from './output/write.js';

/**
 * Asks at the terminal for one line.
 * @param declined - the sentence for ctrl+c and ctrl+d, which are answers like another
 * @throws Error with that sentence; whatever stopped the command, when a signal did
 */
export async function askLine(question: string, declined: string, io: CommandIo): Promise<string> {
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return await prompt.question(question, { signal: io.signal });
  } catch (error) {
    if (io.signal.aborted) throw error;
    await write(io.stderr, '\n');
    throw new Error(declined);
  } finally {
    prompt.close();
  }
}
