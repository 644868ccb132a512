import { carryOutWish, wishedFlags } from './change.js';
import type { Command } from './command.js';
import { changeFlags } from './maintenance.js';

export const delCommand: Command = {
  name: 'del',
  summary: 'delete one key: planned, checked, confirmed, if nobody else wrote it',
  operands: 'KEY',
  minOperands: 1,
  maxOperands: 1,
  connects: true,
  flags: changeFlags,
  examples: [
    { line: 'etcdscope del /config/limits --dry-run', does: 'show what would be lost' },
    { line: 'etcdscope del /config/limits', does: 'delete it after asking' },
    {
      line: 'etcdscope del /config/limits --if-revision 41 --yes',
      does: 'only if it is still as it was read',
    },
  ],
  run: (invocation) => {
    const wished = wishedFlags(invocation.operands[0], invocation.flags);
    return carryOutWish({ ...wished, change: 'delete', value: undefined, lease: 'keep' }, invocation);
  },
};
