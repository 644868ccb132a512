import type { MethodDefinition } from '../../proto/wire.js';
import type { Answer, Metadata, WireClient } from './wire-client.js';

/** What one subject answered, step by step, without what must differ between servers. */
export type Transcript = ReadonlyMap<string, unknown>;

/** The same requests, sent to any server. */
export interface Scenario {
  readonly name: string;
  readonly flags?: readonly string[];
  /** Not played on 3.4: most of it is younger, or was wrong there. */
  readonly only36?: boolean;
  /** Steps whose answers are younger than 3.4, or were wrong there. */
  readonly notIn34?: readonly string[];
  run(script: Script): Promise<void>;
}

export class Script {
  readonly client: WireClient;
  readonly #steps = new Map<string, unknown>();

  constructor(client: WireClient) {
    this.client = client;
  }

  get transcript(): Transcript {
    return this.#steps;
  }

  /** Sends a request, with metadata when given, and notes the answer under `step`. */
  async call<Request, Response>(
    step: string,
    method: MethodDefinition<Request, Response>,
    request: Partial<Request>,
    metadata: Metadata = {},
  ): Promise<Answer<Response>> {
    const answer = await this.client.call(method, request, metadata);
    this.note(step, answer);
    return answer;
  }

  note(step: string, answer: unknown): void {
    if (this.#steps.has(step)) {
      throw new Error(`two steps are called "${step}"`);
    }
    this.#steps.set(step, comparable(answer));
  }
}

/** Ids are drawn from URLs, and terms depend on timing; everything else must be equal. */
const varying: readonly string[] = ['clusterId', 'memberId', 'memberID', 'raftTerm'];

/** Plain data in which bytes are text and what varies is left out. */
export function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('latin1');
  }
  if (Array.isArray(value)) {
    return value.map(comparable);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !varying.includes(name))
        .map(([name, field]) => [name, name === 'ttl' ? timeLeft(value, field) : comparable(field)]),
    );
  }
  return value;
}

/** A busy machine asks a second later than another; what is left of a lease must be nearly all of it. */
function timeLeft(answer: object, ttl: unknown): unknown {
  const granted = 'grantedTTL' in answer ? answer.grantedTTL : undefined;
  const nearly =
    typeof ttl === 'number' && typeof granted === 'number' && ttl <= granted && ttl > 0.9 * granted;
  return nearly ? 'nearly all of it' : ttl;
}
