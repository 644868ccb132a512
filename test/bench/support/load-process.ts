/**
 * The load generator's own process: reads one JSON line of LoadJob from argv, keeps `clients` calls
 * under way for `seconds`, prints one JSON line of LoadResult.
 */
import { PutRequest } from '../../../proto/generated/etcdserverpb.js';
import { Http2Caller } from './http2-caller.js';
import type { LoadJob, LoadResult } from './load.js';

const job = JSON.parse(process.argv[2] ?? '') as LoadJob;
const value = Buffer.alloc(job.valueBytes, 'v');
const callers = await Promise.all(
  Array.from({ length: Math.min(job.clients, job.connections) }, () => Http2Caller.open(job.port, job.path)),
);

let sequence = 0;
let answered = 0;
let failed = 0;
const latencies: number[] = [];

function message(): Uint8Array {
  sequence++;
  const key = Buffer.from(`/bench/${job.clients}/${String(sequence % job.keys).padStart(9, '0')}`);
  return PutRequest.encode({ key, value });
}

async function client(index: number, end: number): Promise<void> {
  const caller = callers[index % callers.length];
  while (caller !== undefined && performance.now() < end) {
    const started = performance.now();
    if (await caller.call(message())) {
      answered++;
      latencies.push(performance.now() - started);
    } else {
      failed++;
    }
    if (failed > 100) {
      throw new Error(`${failed} calls failed`);
    }
  }
}

const started = performance.now();
const end = started + job.seconds * 1_000;
await Promise.all(Array.from({ length: job.clients }, (_, index) => client(index, end)));
const seconds = (performance.now() - started) / 1_000;
latencies.sort((a, b) => a - b);
const at = (share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
const result: LoadResult = {
  answered,
  failed,
  perSecond: answered / seconds,
  p50Ms: at(0.5),
  p99Ms: at(0.99),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
