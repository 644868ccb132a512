import type { Command } from './command.js';
import { compactCommand } from './compact.js';
import { contextCommand } from './context.js';
import { decodeCommand } from './decode.js';
import { defragCommand } from './defrag.js';
import { delCommand } from './del.js';
import { diffCommand } from './diff.js';
import { getCommand } from './get.js';
import { healthCommand } from './health.js';
import { historyCommand } from './history.js';
import { localCommand } from './local.js';
import { membersCommand } from './members.js';
import { nodeCommand } from './node.js';
import { putCommand } from './put.js';
import { statusCommand } from './status.js';
import { treeCommand } from './tree.js';
import { triageCommand } from './triage.js';
import { watchCommand } from './watch.js';

/** Every command but the inspector itself, in the order of the help. */
export const commands: readonly Command[] = [
  localCommand,
  nodeCommand,
  statusCommand,
  healthCommand,
  membersCommand,
  triageCommand,
  getCommand,
  treeCommand,
  watchCommand,
  historyCommand,
  diffCommand,
  decodeCommand,
  putCommand,
  delCommand,
  compactCommand,
  defragCommand,
  contextCommand,
];

export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
