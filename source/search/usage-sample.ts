import type { RangeRequest, RangeResponse } from '../../proto/generated/etcdserverpb.js';
import { type ByteString, fromBytes, keyAfter, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import type { ListingPorts } from '../tree/listing.js';
import { partition, type Span } from '../tree/partition.js';
import { AnswerSize, bytesOfVisit } from './answer-size.js';
import { isRevisionGone, isTooLarge } from './read-failure.js';
import { estimateOf, type Stratum, type UsageEstimate } from './usage-estimate.js';
import type { CountedSpan, UsageGroup } from './usage-groups.js';

export interface SampleStart {
  readonly revision: number | undefined;
  readonly isPast?: boolean;
  /** About so many values are read of a group. */
  readonly values: number;
}

/** Beside the keys it visits, a question costs as much as so many visits. */
const questionVisits = 20;
const answersFirst = 16;
const answersMost = 1_000;
/** A group is read in so many places at most. */
const placesMax = 16;
/** Of one place so many values, so that it is seen how they differ. */
const valuesOfPlace = 3;
/** A place is cut further as long as so large a part of its group lies in it, so often at most. */
const roundsMax = 3;
const usualCut = { parts: placesMax, largePart: 0.25 };
/** From so many keys on visiting them again costs more than questions do: they are cut finely, and seldom twice. */
const manyKeys = 20_000;
const fineCut = { parts: 64, largePart: 0.6 };

/** What was read of a span: its first keys. */
interface Place {
  readonly span: Span;
  readonly stratum: Stratum;
  readonly lastKey: ByteString;
}

/**
 * Sizes of groups by reading a few values of each, here and there. A range answers with its first keys and with how
 * many it has, so that every key of a group is visited once, where its first key is known, or twice, and few are read.
 */
export class UsageSampler {
  readonly #start: SampleStart;
  readonly #ports: ListingPorts;
  readonly #signal: AbortSignal | undefined;
  readonly #size = new AnswerSize(answersFirst, answersMost);
  #revision: number | undefined;
  #bytes = 0;
  #requests = 0;

  constructor(start: SampleStart, ports: ListingPorts, signal?: AbortSignal) {
    this.#start = start;
    this.#ports = ports;
    this.#signal = signal;
    this.#revision = start.revision;
  }

  get cost(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#requests, bytes: this.#bytes };
  }

  async estimate(group: UsageGroup): Promise<UsageEstimate> {
    if (group.keys === 0) return estimateOf([]);
    const largest = group.spans.toSorted((one, other) => other.keys - one.keys).slice(0, placesMax);
    const isSmall = group.keys <= this.#start.values;
    const places = await (isSmall ? this.#read(largest, group.keys) : this.#sample(largest, group.keys));
    const unread = group.keys - places.reduce((sum, { stratum }) => sum + stratum.keys, 0);
    return estimateOf([...places.map(({ stratum }) => stratum), unreadStratum(unread)]);
  }

  async #sample(largest: readonly CountedSpan[], keys: number): Promise<readonly Place[]> {
    const cut = cutOf(keys);
    const isLarge = (span: CountedSpan): boolean => span.firstKey !== undefined && cut.isLarge(span.keys);
    const parts = cut.partsOf(largest.filter(isLarge).length);
    const spans = largest.flatMap((span) => (isLarge(span) ? cutAtOnce(span, parts) : [span]));
    let places = await this.#read(spans, valuesOfPlace);
    for (let round = 1; round < roundsMax && sampledOf(places) < this.#start.values; round += 1) {
      const finer = await this.#refine(places, keys);
      if (finer === undefined) break;
      places = finer;
    }
    return places;
  }

  /** Reads the large places in parts; undefined when there are none. */
  async #refine(places: readonly Place[], keys: number): Promise<readonly Place[] | undefined> {
    const cut = cutOf(keys);
    const isLarge = ({ stratum }: Place): boolean =>
      stratum.keys > stratum.sampled && cut.isLarge(stratum.keys);
    const large = places.filter(isLarge);
    if (large.length === 0) return undefined;
    const parts = cut.partsOf(large.length);
    const spans = large.flatMap(({ span, lastKey }) => partsAfter(lastKey, span.to, parts));
    const read = await this.#read(spans, valuesOfPlace);
    return [...places.filter((place) => !isLarge(place)), ...large.map(whatWasRead), ...read];
  }

  async #read(spans: readonly Span[], limit: number): Promise<readonly Place[]> {
    const places: Place[] = [];
    for (let done = 0; done < spans.length; ) {
      const most = Math.max(1, Math.floor(this.#size.next / limit));
      const asked = spans.slice(done, done + Math.min(most, this.#ports.batch?.most ?? 1));
      const answers = await this.#ask(asked, Math.min(limit, this.#size.next));
      if (answers === undefined) continue;
      done += asked.length;
      asked.forEach((span, index) => {
        const answer = answers[index];
        if (answer !== undefined && answer.count > 0) places.push(placeOf(span, answer));
      });
    }
    return places;
  }

  /** undefined: it has to be asked again, otherwise. */
  async #ask(spans: readonly Span[], limit: number): Promise<readonly RangeResponse[] | undefined> {
    const { batch, budget, range } = this.#ports;
    await budget.admit(this.#signal);
    const requests = spans.map((span) => requestOf(span, limit, this.#revision));
    const options = this.#signal === undefined ? {} : { signal: this.#signal };
    try {
      const answers =
        batch === undefined
          ? await Promise.all(requests.map((request) => range(request, options)))
          : await batch.ask(requests, options);
      this.#count(answers);
      return answers;
    } catch (error) {
      if (!this.#recovers(error, spans.length * limit)) throw error;
      return undefined;
    }
  }

  #count(answers: readonly RangeResponse[]): void {
    let bytes = 0;
    let values = 0;
    for (const { kvs, count, header } of answers) {
      this.#revision ??= header?.revision;
      values += kvs.length;
      for (const { key, value } of kvs) bytes += key.length + value.length;
      this.#ports.budget.spend(count + questionVisits);
    }
    this.#ports.budget.spend(bytes / bytesOfVisit);
    this.#requests += 1;
    this.#bytes += bytes;
    this.#size.learn(values, bytes);
  }

  #recovers(error: unknown, values: number): boolean {
    if (isTooLarge(error) && values > 1) {
      this.#size.shrink();
      return true;
    }
    if (!isRevisionGone(error) || this.#start.isPast === true || this.#revision === undefined) return false;
    this.#revision = undefined;
    return true;
  }
}

function requestOf({ from, to }: Span, limit: number, revision = 0): Partial<RangeRequest> {
  return { key: rangeStart(from), rangeEnd: rangeEnd(to), limit, serializable: true, revision };
}

const sampledOf = (places: readonly Place[]): number =>
  places.reduce((sum, { stratum }) => sum + stratum.sampled, 0);

function placeOf(span: Span, { kvs, count }: RangeResponse): Place {
  const sizes = kvs.map(({ key, value }) => key.length + value.length);
  const stratum = {
    keys: count,
    sampled: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    squares: sizes.reduce((sum, size) => sum + size * size, 0),
  };
  return { span, stratum, lastKey: fromBytes(kvs.at(-1)?.key ?? new Uint8Array()) };
}

const unreadStratum = (keys: number): Stratum => ({
  keys: Math.max(0, keys),
  sampled: 0,
  bytes: 0,
  squares: 0,
});

interface Cut {
  isLarge(keysOfSpan: number): boolean;
  /** Into how many parts each of the large spans is cut. */
  partsOf(largeSpans: number): number;
}

/** How a group of so many keys is cut. */
function cutOf(keys: number): Cut {
  const { parts, largePart } = keys < manyKeys ? usualCut : fineCut;
  return {
    isLarge: (keysOfSpan) => keysOfSpan >= Math.max(keys * largePart, 2 * valuesOfPlace),
    partsOf: (largeSpans) => Math.max(2, Math.floor(parts / largeSpans)),
  };
}

/** Parts of what follows a key that is like others there. */
function partsAfter(key: ByteString, to: ByteString, most: number): readonly Span[] {
  return partition({ prefix: '', separator: '', path: key, from: keyAfter(key), to }, most);
}

/** Its first key says how the others are named. */
function cutAtOnce(span: CountedSpan, most: number): readonly Span[] {
  const { firstKey, to } = span;
  if (firstKey === undefined) return [span];
  return [{ from: firstKey, to: keyAfter(firstKey) }, ...partsAfter(firstKey, to, most - 1)];
}

/** The keys of a place that were read stay as they are when what follows is cut. */
function whatWasRead({ span, stratum, lastKey }: Place): Place {
  return {
    span: { from: span.from, to: keyAfter(lastKey) },
    stratum: { ...stratum, keys: stratum.sampled },
    lastKey,
  };
}
