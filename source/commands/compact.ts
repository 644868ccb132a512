import type { EtcdClient } from '../client/api.js';
import { prepareCompact } from '../effects/actions-plan.js';
import { type CompactTarget, parseCompactTarget } from '../maintenance/compact-target.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { type ConnectionTarget, withClient } from './connection.js';
import { carryOut, gateFlags } from './maintenance.js';
import { countFlag } from './numbers.js';

export const compactCommand: Command = {
  name: 'compact',
  summary: 'drop history up to a revision: planned, checked, confirmed',
  operands: '[REVISION]',
  minOperands: 0,
  maxOperands: 1,
  connects: true,
  flags: [
    {
      name: 'keep',
      type: 'string',
      placeholder: 'N',
      description: 'keep the newest N revisions, instead of REVISION',
    },
    ...gateFlags,
  ],
  examples: [
    { line: 'etcdscope compact --keep 10000 --dry-run', does: 'show what would be dropped' },
    { line: 'etcdscope compact 29253000', does: 'drop history before revision 29,253,000 after asking' },
  ],
  run: (invocation) => {
    const target = compactTarget(invocation);
    return withClient(invocation, (client, cluster) => compact(client, cluster, target, invocation));
  },
};

async function compact(
  client: EtcdClient,
  { contextName }: ConnectionTarget,
  target: CompactTarget,
  invocation: Invocation,
): Promise<number> {
  const ports = { client, signal: invocation.io.signal, nowMs: invocation.io.now };
  return carryOut(client, await prepareCompact(ports, target, contextName), invocation);
}

function compactTarget({ operands, flags }: Invocation): CompactTarget {
  const [operand] = operands;
  if (flags.has('keep') === (operand !== undefined)) {
    throw new UsageError('say either REVISION or --keep N');
  }
  if (operand === undefined) {
    return { kind: 'keep', revisions: countFlag(flags, 'keep', 0) };
  }
  const parsed = parseCompactTarget(operand);
  if (parsed.kind === 'refused') {
    throw new UsageError(parsed.reason);
  }
  return parsed.target;
}
