import type { FlagSpec } from './command.js';

/** The inspector's own flags, apart from its module: every start reads them, not every start opens it. */
export const inspectFlags: readonly FlagSpec[] = [
  {
    name: 'write',
    type: 'boolean',
    description: 'allow actions that change the cluster; without it the inspector only reads',
  },
];
