import type { Command } from './command.js';

/** A command by name. Its module is loaded when it runs, or when its help is asked for: a start loads one. */
export interface CommandEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly load: () => Promise<Command>;
}

const entry = (
  name: string,
  load: () => Promise<Command>,
  aliases: readonly string[] = [],
): CommandEntry => ({ name, aliases, load });

/** Every command but the inspector itself, in the order of the help. */
export const commandEntries: readonly CommandEntry[] = [
  entry('local', async () => (await import('./local.js')).localCommand),
  entry('node', async () => (await import('./node.js')).nodeCommand),
  entry('status', async () => (await import('./status.js')).statusCommand),
  entry('health', async () => (await import('./health.js')).healthCommand),
  entry('members', async () => (await import('./members.js')).membersCommand),
  entry('triage', async () => (await import('./triage.js')).triageCommand),
  entry('get', async () => (await import('./get.js')).getCommand),
  entry('tree', async () => (await import('./tree.js')).treeCommand),
  entry('du', async () => (await import('./du.js')).duCommand),
  entry('search', async () => (await import('./search.js')).searchCommand),
  entry('watch', async () => (await import('./watch/watch.js')).watchCommand, ['tail']),
  entry('top', async () => (await import('./top.js')).topCommand),
  entry('history', async () => (await import('./history.js')).historyCommand),
  entry('diff', async () => (await import('./diff.js')).diffCommand),
  entry('decode', async () => (await import('./decode.js')).decodeCommand),
  entry('put', async () => (await import('./put.js')).putCommand),
  entry('del', async () => (await import('./del.js')).delCommand),
  entry('compact', async () => (await import('./compact.js')).compactCommand),
  entry('defrag', async () => (await import('./defrag.js')).defragCommand, ['defragment']),
  entry('snapshot', async () => (await import('./snapshot.js')).snapshotCommand),
  entry('context', async () => (await import('./context.js')).contextCommand, ['ctx']),
];

export const loadInspector = async (): Promise<Command> => (await import('./inspect.js')).inspectCommand;

export const loadCommands = (): Promise<readonly Command[]> =>
  Promise.all(commandEntries.map(({ load }) => load()));

export function findCommand(name: string): CommandEntry | undefined {
  return commandEntries.find((command) => command.name === name || command.aliases.includes(name));
}
