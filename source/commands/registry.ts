import type { Command } from './command.js';
import { localCommand } from './local.js';
import { nodeCommand } from './node.js';

/** Every command but the inspector itself, in the order of the help. */
export const commands: readonly Command[] = [localCommand, nodeCommand];

export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
