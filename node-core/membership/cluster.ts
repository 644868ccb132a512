import type { ConfState } from '../../proto/generated/raftpb.js';
import type { Backend } from '../backend/types.js';
import { decodeConfStateJson, encodeConfStateJson } from './conf-state-json.js';
import { formatId } from './member-id.js';
import { type ClusterMember, decodeMemberJson, encodeMemberJson } from './member-json.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const clusterVersionKey = encoder.encode('clusterVersion');
const storageVersionKey = encoder.encode('storageVersion');
const confStateKey = encoder.encode('confState');
const removed = encoder.encode('removed');

/** The `id` is taken, or one of the peer URLs is: such a configuration entry changes nothing. */
export class MemberExistsError extends Error {
  override readonly name = 'MemberExistsError';
}

/**
 * Who is in the cluster, and its version, as the buckets `members`, `members_removed`, `cluster` and `meta`
 * hold it. Changes come from Raft entries only; the caller marks the entry as applied.
 */
export class Cluster {
  readonly #backend: Backend;
  readonly #members = new Map<bigint, ClusterMember>();

  constructor(backend: Backend) {
    this.#backend = backend;
    for (const { value } of backend.range('members', {})) {
      const member = decodeMemberJson(decoder.decode(value));
      this.#members.set(member.id, member);
    }
  }

  /** By id, as etcd lists them. */
  members(): readonly ClusterMember[] {
    return [...this.#members.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  member(id: bigint): ClusterMember | undefined {
    return this.#members.get(id);
  }

  /** @throws MemberExistsError */
  add(member: ClusterMember): void {
    if (this.#members.has(member.id)) {
      throw new MemberExistsError(`member ${formatId(member.id)} is in the cluster already`);
    }
    const taken = new Set(this.members().flatMap((other) => other.peerUrls));
    const url = member.peerUrls.find((candidate) => taken.has(candidate));
    if (url !== undefined) {
      throw new MemberExistsError(`peer URL ${url} belongs to another member`);
    }
    this.#save(member);
  }

  remove(id: bigint): void {
    this.#members.delete(id);
    this.#backend.delete('members', encoder.encode(formatId(id)));
    this.#backend.put('members_removed', encoder.encode(formatId(id)), removed);
  }

  /** What a member says of itself when it has started. Unknown members are passed over, as etcd does. */
  setAttributes(id: bigint, name: string, clientUrls: readonly string[]): void {
    const member = this.#members.get(id);
    if (member !== undefined) {
      this.#save({ ...member, name, clientUrls: [...clientUrls] });
    }
  }

  /** The version all members have agreed on, such as `3.6.0`; undefined before they have. */
  get version(): string | undefined {
    return this.#text('cluster', clusterVersionKey);
  }

  setVersion(version: string): void {
    this.#backend.put('cluster', clusterVersionKey, encoder.encode(version));
  }

  /** The version of the layout of the buckets. */
  get storageVersion(): string | undefined {
    return this.#text('meta', storageVersionKey);
  }

  setStorageVersion(version: string): void {
    this.#backend.put('meta', storageVersionKey, encoder.encode(version));
  }

  get confState(): ConfState | undefined {
    const text = this.#text('meta', confStateKey);
    return text === undefined ? undefined : decodeConfStateJson(text);
  }

  setConfState(state: ConfState): void {
    this.#backend.put('meta', confStateKey, encoder.encode(encodeConfStateJson(state)));
  }

  #save(member: ClusterMember): void {
    this.#members.set(member.id, member);
    this.#backend.put(
      'members',
      encoder.encode(formatId(member.id)),
      encoder.encode(encodeMemberJson(member)),
    );
  }

  #text(bucket: 'cluster' | 'meta', key: Uint8Array): string | undefined {
    const value = this.#backend.get(bucket, key);
    return value === undefined ? undefined : decoder.decode(value);
  }
}
