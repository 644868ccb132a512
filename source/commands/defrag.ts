import type { EtcdClient } from '../client/api.js';
import { collectEvidence } from '../effects/members-evidence.js';
import { planDefragment } from '../maintenance/defragment-plan.js';
import { hexId } from '../presentation/quantities.js';
import { memberLabel } from '../triage/answers.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { type ConnectionTarget, withClient } from './connection.js';
import { carryOut, gateFlags } from './maintenance.js';

export const defragCommand: Command = {
  name: 'defrag',
  aliases: ['defragment'],
  summary: 'shrink the database files: one member at a time, followers first, the leader last',
  operands: '[MEMBER...]',
  minOperands: 0,
  maxOperands: Number.POSITIVE_INFINITY,
  connects: true,
  flags: gateFlags,
  examples: [
    { line: 'etcdscope defrag --dry-run', does: 'show the order, the pauses and what comes back' },
    { line: 'etcdscope defrag m1', does: 'one member, by name or id' },
  ],
  run: (invocation) => withClient(invocation, (client, target) => defrag(client, target, invocation)),
};

async function defrag(
  client: EtcdClient,
  { contextName }: ConnectionTarget,
  invocation: Invocation,
): Promise<number> {
  const { operands, io } = invocation;
  const [limits, evidence] = await Promise.all([
    client.auth.limits(),
    collectEvidence(client, undefined, io.now, io.signal),
  ]);
  const members = operands.length === 0 ? 'all' : new Set(operands.map((word) => memberId(evidence, word)));
  return carryOut(client, planDefragment({ evidence, contextName, limits }, members), invocation);
}

function memberId(evidence: ClusterEvidence, word: string): bigint {
  const found = evidence.members.find(
    ({ id, name }) => name === word || (id !== undefined && hexId(id) === word),
  );
  if (found?.id === undefined) {
    const known = evidence.members.map(memberLabel).join(', ');
    throw new UsageError(`there is no member ${JSON.stringify(word)}; there are ${known}`);
  }
  return found.id;
}
