import type { Member } from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../client/api.js';
import { hexId } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { Command, Invocation } from './command.js';
import { withClient } from './connection.js';
import { formatFlag, outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';

export const membersCommand: Command = {
  name: 'members',
  summary: 'the member list: ids, names, URLs, learners',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  connects: true,
  flags: [formatFlag],
  examples: [{ line: 'etcdscope members', does: 'who belongs to the cluster, as the member asked knows it' }],
  run: (invocation) => withClient(invocation, (client) => members(client, invocation)),
};

/** The list is read without quorum, because it is wanted most when there is none. */
async function members(client: EtcdClient, { flags, io }: Invocation): Promise<number> {
  const answer = await client.cluster.memberList({ linearizable: false }, { signal: io.signal });
  const format = outputFormat(flags, 'table');
  if (format === 'json') {
    const clusterId = hexId(answer.header?.clusterId ?? 0n);
    await write(io.stdout, `${jsonText({ clusterId, members: answer.members.map(memberJson) })}\n`);
  } else if (format === 'simple') {
    await write(io.stdout, answer.members.map((member) => `${memberRow(member).join(', ')}\n`).join(''));
  } else {
    const columns = ['ID', 'STATE', 'NAME', 'PEER URLS', 'CLIENT URLS', 'LEARNER'];
    await write(
      io.stdout,
      tableText(
        columns.map((title) => ({ title })),
        answer.members.map(memberRow),
      ),
    );
  }
  return 0;
}

function memberJson({ id, name, peerURLs, clientURLs, isLearner }: Member) {
  return { id: hexId(id), name, peerUrls: peerURLs, clientUrls: clientURLs, isLearner };
}

/** A member that was added but has never started has no name yet. */
function memberRow({ id, name, peerURLs, clientURLs, isLearner }: Member): string[] {
  return [
    hexId(id),
    name === '' ? 'unstarted' : 'started',
    safeText(name),
    safeText(peerURLs.join(',')),
    safeText(clientURLs.join(',')),
    String(isLearner),
  ];
}
