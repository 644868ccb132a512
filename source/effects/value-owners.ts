import type { RangeRequest } from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { prefixEnd, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import { groupOf } from '../kube/kind-path.js';
import {
  definedPlural,
  definitionsDirectory,
  guessedPlural,
  isCustom,
  type OwnerReference,
  ownerKeys,
  storedUid,
} from '../kube/owners.js';
import type { OwnerEffect, OwnerEvent, OwnerFate } from '../store/value-owning.js';
import { RangeBatch } from '../tree/range-batch.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';

type Search = Extract<OwnerEffect, { type: 'find-owners' }>;

/** Only their keys are read; clusters have some hundred. */
const definitionsMax = 2_000;
/** Of one group. */
const readDefinitionsMax = 20;

/** Reads the owners by their keys, all in one question; custom kinds may take two more. */
class OwnerReader {
  readonly #search: Search;
  readonly #batch: RangeBatch;
  readonly #signal: AbortSignal;

  constructor(search: Search, { client }: Services, signal: AbortSignal) {
    this.#search = search;
    this.#batch = new RangeBatch(client.kv);
    this.#signal = signal;
  }

  async fates(): Promise<readonly OwnerFate[]> {
    const { references } = this.#search;
    const guessed = await this.#fatesAt(references.map((each) => [each, guessedPlural(each)]));
    const missing = references.filter((each, index) => guessed[index]?.kind === 'gone' && isCustom(each));
    if (missing.length === 0) return guessed;
    const defined = new Map(await this.#definedFates(missing));
    return references.map((each, index) => defined.get(each) ?? guessed[index] ?? { kind: 'gone' });
  }

  /** Under the names that their definitions have for them. */
  async #definedFates(
    references: readonly OwnerReference[],
  ): Promise<readonly (readonly [OwnerReference, OwnerFate])[]> {
    const definitions = await this.#definitions(references.map(({ apiVersion }) => groupOf(apiVersion)));
    const placed = references.flatMap((each) => {
      const plural = definitions.map(({ value }) => definedPlural(value, each)).find(Boolean);
      return plural === undefined ? [] : [[each, plural] as const];
    });
    const fates = await this.#fatesAt(placed);
    const found = new Map(placed.map(([each], index) => [each, fates[index]]));
    return references.map((each) => [each, found.get(each) ?? { kind: 'unplaced' }]);
  }

  /** The definitions of all kinds of these groups, as far as there are not too many. */
  async #definitions(groups: readonly string[]): Promise<readonly KeyValue[]> {
    const directory = `${this.#search.place.root}${definitionsDirectory}`;
    const all = { key: rangeStart(directory), rangeEnd: rangeEnd(prefixEnd(directory)) };
    const [names] = await this.#ask([{ ...all, keysOnly: true, limit: definitionsMax }]);
    const wanted = (names ?? []).filter(({ key }) => {
      const name = Buffer.from(key).toString();
      return groups.some((group) => name.endsWith(`.${group}`));
    });
    const few = wanted.slice(0, readDefinitionsMax * new Set(groups).size);
    return (await this.#ask(few.map(({ key }) => ({ key })))).flat();
  }

  async #fatesAt(placed: readonly (readonly [OwnerReference, string])[]): Promise<readonly OwnerFate[]> {
    const keys = placed.map(([each, plural]) => ownerKeys(this.#search.place, each, plural));
    const answers = await this.#ask(keys.flat().map((key) => ({ key: Buffer.from(key) })));
    let asked = 0;
    return placed.map(([each], index) => {
      const count = keys[index]?.length ?? 0;
      const found = answers.slice(asked, asked + count).flat();
      asked += count;
      return fateOf(each, found);
    });
  }

  async #ask(requests: readonly Partial<RangeRequest>[]): Promise<readonly (readonly KeyValue[])[]> {
    const how = { serializable: true, revision: this.#search.revision ?? 0 };
    const answers = await this.#batch.ask(
      requests.map((request) => ({ ...request, ...how })),
      { signal: this.#signal },
    );
    return answers.map(({ kvs }) => kvs);
  }
}

/** By the uid: a name may belong to another object by now. */
function fateOf({ uid }: OwnerReference, found: readonly KeyValue[]): OwnerFate {
  const uids = found.map(({ value }) => storedUid(value));
  const same = found[uids.indexOf(uid)];
  if (same !== undefined) return { kind: 'stored', key: same.key };
  const unread = found[uids.indexOf(undefined)];
  if (unread !== undefined) return { kind: 'unread', key: unread.key };
  const [other] = uids;
  return other === undefined ? { kind: 'gone' } : { kind: 'replaced', uid: other };
}

/** Looks for the owners of an object; what is aborted tells nothing. */
export async function findOwners(
  search: Search,
  services: Services,
  signal: AbortSignal,
  dispatch: (event: OwnerEvent) => void,
): Promise<void> {
  const { key } = search;
  try {
    const fates = await new OwnerReader(search, services, signal).fates();
    if (!signal.aborted) dispatch({ type: 'owners-found', key, fates });
  } catch (error) {
    if (!signal.aborted) dispatch({ type: 'owners-failed', key, reason: sentenceOf(error) });
  }
}
