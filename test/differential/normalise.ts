import type { Answer } from '../conformance/wire-client.js';
import type { Fields } from './program.js';

/** What of an answer must be equal: not times, sizes or drawn ids, and lists without an order sorted. */
export function normalise(method: string, request: Fields, answer: Answer<unknown>): unknown {
  if (!('response' in answer)) {
    return { ...answer, message: answer.message.replace(sizeBeyondClient, '') };
  }
  const response = answer.response as Record<string, unknown>;
  const rule = rules[method];
  return rule === undefined ? response : { ...response, ...rule(response, request) };
}

/** How large an answer is that the client does not take hangs on the ids in its headers. */
const sizeBeyondClient = /(?<=^Received message larger than max) \(\d+ vs \d+\)$/;

/** Ids that a server draws are far above those of programs. */
const drawnIdMin = 1_000_000n;

type Rule = (response: Record<string, unknown>, request: Fields) => Record<string, unknown>;

const rules: Readonly<Record<string, Rule>> = {
  leaseTimeToLive: ({ ttl, keys }) => ({
    ttl: Number(ttl) > 0 ? 'left' : ttl,
    keys: (keys as Uint8Array[]).map((key) => Buffer.from(key).toString('latin1')).sort(),
  }),
  leaseLeases: ({ leases }) => ({
    leases: (leases as { id: bigint }[]).map(({ id }) => (id > drawnIdMin ? 'drawn' : id)).sort(),
  }),
  leaseGrant: ({ id }, request) => ({ id: (request['id'] ?? 0) === 0 ? 'drawn' : id }),
  /** It counts every change of users and roles since the server was made. */
  authStatus: () => ({ authRevision: 'some' }),
  /** Members and addresses are each server's own. */
  memberList: ({ members }) => ({ members: (members as unknown[]).length }),
  status: (response) => ({
    ...Object.fromEntries(sizes.map((name) => [name, 'some'])),
    errors: response['errors'],
  }),
};

const sizes: readonly string[] = [
  'version',
  'dbSize',
  'dbSizeInUse',
  'dbSizeQuota',
  'leader',
  'raftIndex',
  'raftTerm',
  'raftAppliedIndex',
];
