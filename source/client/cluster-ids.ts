import type { Endpoint } from './api.js';
import { EtcdError } from './errors.js';

/** An endpoint and the cluster it answers for. */
interface Known {
  readonly endpoint: Endpoint;
  readonly clusterId: bigint;
}

/** Which cluster each endpoint belongs to, as the headers of its answers say. */
export class ClusterIds {
  readonly #known = new Map<Endpoint, bigint>();

  /** Whether the endpoint has said which cluster it belongs to. */
  knows(endpoint: Endpoint): boolean {
    return this.#known.has(endpoint);
  }

  /**
   * Takes note of an answer. An endpoint that changes its cluster was set up anew: what others said before does not
   * count any more.
   */
  note(endpoint: Endpoint, response: unknown): void {
    const clusterId = clusterIdOf(response);
    if (clusterId === undefined) return;
    const before = this.#known.get(endpoint);
    if (before !== undefined && before !== clusterId) this.#known.clear();
    this.#known.set(endpoint, clusterId);
  }

  /** What is wrong when endpoints answer for two clusters. */
  get conflict(): EtcdError | undefined {
    const [first, ...others] = Array.from(this.#known, ([endpoint, clusterId]) => ({ endpoint, clusterId }));
    const other = others.find(({ clusterId }) => clusterId !== first?.clusterId);
    return first === undefined || other === undefined ? undefined : mixedError(first, other);
  }
}

/** Headers of transactions' parts and of a few answers have none. */
function clusterIdOf(response: unknown): bigint | undefined {
  if (typeof response !== 'object' || response === null || !('header' in response)) return undefined;
  const { header } = response;
  if (typeof header !== 'object' || header === null || !('clusterId' in header)) return undefined;
  const { clusterId } = header;
  return typeof clusterId === 'bigint' && clusterId !== 0n ? clusterId : undefined;
}

function mixedError(one: Known, other: Known): EtcdError {
  const message = `${one.endpoint} and ${other.endpoint} belong to two clusters (${hex(one)} and ${hex(other)}): name the endpoints of one cluster only.`;
  return new EtcdError('failed-precondition', message, 'endpoints of two clusters', one.endpoint);
}

const hex = ({ clusterId }: Known): string => clusterId.toString(16);
