import { byteSize, counted, duration, grouped } from '../presentation/quantities.js';
import { cautiousRates } from '../tree/budget.js';
import { bytesOfVisit } from './answer-size.js';
import type { UsageRow } from './usage.js';
import type { UsageEstimate } from './usage-estimate.js';

export interface UsageSum {
  readonly keys: number;
  /** undefined where a row's bytes are not known. */
  readonly bytes: number | undefined;
  readonly errorBytes: number;
  readonly sampled: number;
}

export function sumOfRows(rows: readonly UsageRow[]): UsageSum {
  let bytes: number | undefined = 0;
  let squares = 0;
  let sampled = 0;
  for (const { estimate } of rows) {
    bytes = estimate === undefined || bytes === undefined ? undefined : bytes + estimate.bytes;
    squares += (estimate?.errorBytes ?? 0) ** 2;
    sampled += estimate?.sampled ?? 0;
  }
  const keys = rows.reduce((sum, { group }) => sum + group.keys, 0);
  return { keys, bytes, errorBytes: Math.round(Math.sqrt(squares)), sampled };
}

/** `1.2 MB`, `about 1.2 MB ± 0.1 MB` */
export function bytesText({ bytes, errorBytes, keys, sampled }: UsageEstimate): string {
  return sampled >= keys ? byteSize(bytes) : `about ${byteSize(bytes)} ± ${byteSize(errorBytes)}`;
}

export const samplingWords =
  'About: from the values that were read of each, ± two standard errors; a rare large value can be missed.';

/** What reading all values of so many keys takes. */
export function readingCost(keys: number, bytes: number): string {
  const { requests, seconds } = readingTime(keys, bytes);
  return `${counted(keys, 'key')}, about ${byteSize(bytes)} in ${grouped(requests)} requests or more, ${duration(seconds * 1_000)} or more at the pace that spares the member`;
}

/** So many keys are in an answer where only keys are read, about. */
const keysOfAnswer = 350;
const bytesOfAnswer = 1_000_000;
/** What the server visits to page through a key: 5 of some thousand, 10 of a million. */
const visitsOfKey = 10;

function readingTime(keys: number, bytes: number): { readonly requests: number; readonly seconds: number } {
  const requests = Math.ceil(keys / keysOfAnswer) + Math.ceil(bytes / bytesOfAnswer);
  const { keysPerSecond, requestsPerSecond, savedSeconds } = cautiousRates;
  const visits = keys * visitsOfKey + bytes / bytesOfVisit;
  const paced = Math.max(visits / keysPerSecond, requests / requestsPerSecond) - savedSeconds;
  return { requests, seconds: Math.max(paced, keys / keysReadPerSecond + bytes / bytesReadPerSecond, 0.1) };
}

/** What one connection does when nothing holds it back. */
const keysReadPerSecond = 200_000;
const bytesReadPerSecond = 50_000_000;
