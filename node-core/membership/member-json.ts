/** A member as the cluster knows it. `name` and `clientUrls` are empty until it has started once. */
export interface ClusterMember {
  readonly id: bigint;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

/** Text in the `members` bucket or in a configuration entry that is not a member. */
export class MalformedMemberError extends Error {
  override readonly name = 'MalformedMemberError';
}

/**
 * etcd's JSON of a member, as in the `members` bucket and in configuration entries: the id is a number
 * (of 64 bits, so JSON.stringify cannot write it), empty attributes are left out.
 */
export function encodeMemberJson(member: ClusterMember): string {
  const attributes = {
    peerURLs: member.peerUrls,
    ...(member.isLearner ? { isLearner: true } : {}),
    ...(member.name === '' ? {} : { name: member.name }),
    ...(member.clientUrls.length === 0 ? {} : { clientURLs: member.clientUrls }),
  };
  return `{"id":${member.id},${JSON.stringify(attributes).slice(1)}`;
}

/** @throws MalformedMemberError */
export function decodeMemberJson(text: string): ClusterMember {
  const fields = parseObject(text.replace(/"id":\s*(\d+)/, '"id":"$1"'));
  const id = fields['id'];
  if (typeof id !== 'string' || !/^\d+$/.test(id)) {
    throw new MalformedMemberError(`a member has no id: ${text}`);
  }
  return {
    id: BigInt(id),
    name: typeof fields['name'] === 'string' ? fields['name'] : '',
    peerUrls: strings(fields['peerURLs']),
    clientUrls: strings(fields['clientURLs']),
    isLearner: fields['isLearner'] === true,
  };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedMemberError(`a member is not JSON: ${text}`);
  }
  if (typeof value !== 'object' || value === null) {
    throw new MalformedMemberError(`a member is not a JSON object: ${text}`);
  }
  return { ...value };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
