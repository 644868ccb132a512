import type { EtcdClient } from '../client/api.js';
import { collectEvidence } from '../effects/members-evidence.js';
import { answerOf } from '../effects/members-status.js';
import { planCompact } from '../maintenance/compact-plan.js';
import { type CompactTarget, parseCompactTarget } from '../maintenance/compact-target.js';
import { oldestReadableRevision } from '../maintenance/history-edge.js';
import { answering } from '../triage/answers.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { contextName, withClient } from './connection.js';
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
  run: (invocation) => withClient(invocation, (client) => compact(client, invocation)),
};

async function compact(client: EtcdClient, invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const target = compactTarget(invocation);
  const evidence = await collectEvidence(client, undefined, io.now, io.signal);
  const newest = Math.max(0, ...answering(evidence).map(({ status }) => status.revision));
  const oldestRevision = await answerOf(oldestReadableRevision(client, newest, io.signal));
  const ground = { evidence, oldestRevision, contextName: contextName(client) };
  return carryOut(client, planCompact(ground, target), invocation);
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
