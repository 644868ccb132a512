import { ConfState } from '../../proto/generated/raftpb.js';

/** A `confState` in the `meta` bucket that cannot be read. */
export class MalformedConfStateError extends Error {
  override readonly name = 'MalformedConfStateError';
}

const idLists = [
  ['voters', 'voters'],
  ['learners', 'learners'],
  ['votersOutgoing', 'voters_outgoing'],
  ['learnersNext', 'learners_next'],
] as const;

/** etcd's JSON of a Raft configuration: ids are numbers of 64 bits, empty lists are left out. */
export function encodeConfStateJson(state: ConfState): string {
  const lists = idLists
    .filter(([field]) => state[field].length > 0)
    .map(([field, name]) => `"${name}":[${state[field].join(',')}]`);
  return `{${[...lists, `"auto_leave":${state.autoLeave}`].join(',')}}`;
}

/** @throws MalformedConfStateError */
export function decodeConfStateJson(text: string): ConfState {
  const quoted = text.replace(/\d+/g, '"$&"');
  let fields: unknown;
  try {
    fields = JSON.parse(quoted);
  } catch {
    throw new MalformedConfStateError(`the stored Raft configuration is not JSON: ${text}`);
  }
  const read = (name: string): bigint[] => {
    const list: unknown =
      fields !== null && typeof fields === 'object' ? Reflect.get(fields, name) : undefined;
    return Array.isArray(list) ? list.map((id) => BigInt(String(id))) : [];
  };
  return ConfState.create({
    voters: read('voters'),
    learners: read('learners'),
    votersOutgoing: read('voters_outgoing'),
    learnersNext: read('learners_next'),
    autoLeave: /"auto_leave":\s*true/.test(text),
  });
}
