import { connectionFlags as flagTable } from '../connect/flags.js';
import type { FlagSpec } from './command.js';

/** The flags of every command that connects. */
export const connectionFlags: readonly FlagSpec[] = [
  ...flagTable,
  {
    name: 'context',
    type: 'string',
    placeholder: 'NAME',
    description: 'connect as saved under this name, whatever ETCDCTL_* say; see etcdscope context',
  },
];
